// A workspace of its own for one test, with the documents and the changes that the tests speak of.
import { taskText } from '../support/task-text.js';
import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { type Dirs, editedIn } from '../../disk/dirs.js';
import { createLayout } from '../../disk/layout.js';
import { applyBatch } from '../../disk/mirror/apply.js';
import { putText } from '../../disk/store/texts.js';
import type { Activation, ActivationFacts } from '../../core/contracts/activation.js';
import { collect } from '../../agents/desk/collect.js';
import { deskSource } from '../../agents/desk/sources.js';
import { type LeftByStage, leftBy } from '../../activities/stage/left.js';
import type { StageRunRequest } from '../../core/contracts/stage.js';
import type { ItemState } from '../../core/contracts/families.js';
import type { MirrorEntry, Order, WorkspaceSection } from '../../core/contracts/mirror.js';

export interface Room extends Dirs {
  /** Absolute path of a file under `millrace-agents/`. */
  at: (relative: string) => string;
  read: (relative: string) => Promise<string>;
  drop: (relative: string, content: string | Uint8Array) => Promise<void>;
  names: (folder: string) => Promise<string[]>;
  apply: (...entries: MirrorEntry[]) => Promise<void>;
}

export async function makeRoom(): Promise<Room> {
  const root = mkdtempSync(path.join(os.tmpdir(), 'millrace-files-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const dirs = { workspace: path.join(root, 'shop'), state: path.join(root, 'state') };
  await mkdir(dirs.workspace);
  await createLayout(dirs.workspace, '2026-01-01T00:00:00Z', '0a1b2c3d');
  const at = (relative: string): string => path.join(dirs.workspace, 'millrace-agents', relative);
  return {
    ...dirs,
    at,
    read: (relative) => readFile(at(relative), 'utf8'),
    drop: async (relative, content) => {
      await mkdir(path.dirname(at(relative)), { recursive: true });
      await writeFile(at(relative), content);
    },
    names: async (folder) => (await readdir(at(folder)).catch(() => [])).sort(),
    apply: (...entries) => applyBatch(dirs, { writer: 'test', entries }),
  };
}

/** What lies on the desk of the request now, collected as at the end of its stage. */
export async function collected(dirs: Dirs, request: StageRunRequest): Promise<LeftByStage> {
  await collect(dirs.state, request, deskSource(editedIn(dirs), request), (content) => content);
  return leftBy(dirs, request);
}

export const specText = (id: string, sourceType: string, more = ''): string => `# Spec ${id}

Spec-ID: ${id}
Summary: A slice.
Source-Type: ${sourceType}
Created-At: 2026-01-01T00:00:00Z
Created-By: tester
${more}
Goals:
- one

Constraints:
- small

Acceptance:
- works

References:
- README.md

## Notes

free text
`;

/** Stores the text and gives the change that shows it. */
export async function place(
  dirs: Dirs,
  id: string,
  state: ItemState,
  order: Order,
  text = taskText(id),
): Promise<MirrorEntry & { kind: 'place' }> {
  return { kind: 'place', order, family: 'task', id, state, sha256: await putText(dirs.state, text) };
}

export const workspaceSection = (seq: number, more: Partial<WorkspaceSection> = {}): MirrorEntry => ({
  kind: 'workspace',
  order: [seq, 0],
  value: {
    seq,
    rules: 2,
    phase: 'running',
    pauseSources: [],
    allowance: null,
    planId: 'plan-x',
    planDigest: 'd',
    mode: 'default_codex',
    turn: 1,
    active: null,
    lastOutcome: null,
    depths: { planning: 1, execution: 2, learning: 0 },
    blocked: 0,
    waiting: [],
    updatedAt: '2026-01-01T00:00:00Z',
    ...more,
  },
});

/** For `workspaceSection`: the turn is held. */
export const heldBy = { family: 'task', id: 'T-1', runId: 'run-1', root: 'backlog' };

export const shownRun = (order: Order, more: Partial<ActivationFacts> = {}): MirrorEntry => ({
  kind: 'run',
  order,
  value: { lineage: 'backlog', activation: { ...activation, turn: order[0], order: order[1], ...more } },
});

const activation: Activation = {
  turn: 1,
  plane: 'execution',
  runId: 'run-1',
  item: { family: 'task', id: 'T-1', root: 'backlog', sha256: 'd', generation: 0 },
  planDigest: 'd',
  node: 'builder',
  stageNumber: 1,
  attempt: 1,
  phase: 'running',
  requestId: 'request-1',
  since: '2026-01-01T00:00:00Z',
  wait: null,
  environmentTries: 0,
  lostHosts: 0,
  spent: { fix: 1 },
  failureClass: null,
  lastOutcome: null,
  emitted: [],
  leashVersion: 1,
  go: true,
  grant: 1,
  remaining: null,
  order: 1,
};
