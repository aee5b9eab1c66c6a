// A batch with one change of every kind, and what the mirror looks like, times of writing left out.
import { readdir, readFile } from 'node:fs/promises';
import type { MirrorEntry } from '../../core/contracts/mirror.js';
import { sha256Hex } from '../../core/contracts/digest.js';
import { heldBy, place, type Room, shownRun, workspaceSection } from './room.js';
import { taskText } from '../support/task-text.js';

const at = '2026-01-01T00:00:00Z';

export async function entriesOfStory(room: Room): Promise<MirrorEntry[]> {
  const own = taskText('T-own');
  const bad = await place(room, 'T-bad', 'queued', [1, 0], taskText('T-bad'));
  return [
    { kind: 'text', sha256: sha256Hex(own), text: own },
    { kind: 'place', order: [1, 0], family: 'task', id: 'T-own', state: 'queued', sha256: sha256Hex(own) },
    await place(room, 'T-1', 'queued', [1, 0]),
    { kind: 'event', key: 'a', type: 'work_item_admitted', at, data: { work_item: 'task/T-1' } },
    await place(room, 'T-1', 'active', [2, 0]),
    { kind: 'marker', order: [1, 1], plane: 'execution', marker: 'BUILDER_RUNNING' },
    shownRun([1, 2]),
    { kind: 'quarantine', family: 'task', id: 'T-bad', sha256: bad.sha256, reason: 'the id is taken' },
    await place(room, 'T-1', 'blocked', [3, 0]),
    {
      kind: 'blocked',
      family: 'task',
      id: 'T-1',
      value: {
        ...{ runId: 'run-1', node: 'builder', outcome: 'BLOCKED', failureClass: 'other', reason: 'r' },
        ...{ needsYou: true, root: 'backlog', at, remedy: 'retry' },
      },
    },
    { kind: 'event', key: 'b', type: 'stage_completed', at, data: {} },
    workspaceSection(9, { active: heldBy }),
  ];
}

export interface Tree {
  documents: Record<string, string>;
  snapshot: unknown;
  keys: string[];
}

/** Every file of the mirror but manifest and logs; of the event log the keys, sorted. */
export async function treeOf(room: Room): Promise<Tree> {
  const documents: Record<string, string> = {};
  for (const entry of await readdir(room.at('.'), { recursive: true, withFileTypes: true })) {
    const file = `${entry.parentPath}/${entry.name}`;
    if (!entry.isFile() || /jsonl$|snapshot/.test(file)) continue;
    if (entry.name !== 'workspace.json') documents[file.replace(room.at('.'), '')] = await readFile(file, 'utf8');
  }
  const log = (await room.read('logs/runtime_events.jsonl')).split('\n').filter((line) => line.endsWith('}'));
  const keys = log.map((line) => String((JSON.parse(line) as { key: unknown }).key)).sort();
  return { documents, keys, snapshot: JSON.parse(await room.read('state/runtime_snapshot.json')) };
}
