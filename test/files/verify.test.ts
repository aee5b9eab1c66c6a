// G16, G11: what differs between the files and the state is named without changing anything, and a rebuild mends it.
import { rename, rm } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { compactManifest } from '../../disk/mirror/manifest.js';
import { rebuildMirror } from '../../disk/mirror/rebuild.js';
import { verifyMirror } from '../../disk/mirror/verify.js';
import { putText } from '../../disk/store/texts.js';
import type { MirrorEntry } from '../../core/contracts/mirror.js';
import { showAll } from '../../core/engine/show-all.js';
import { fingerprint } from '../cli/stand.js';
import { failed, Story } from '../pure/story.js';
import { taskText } from '../support/task-text.js';
import { makeRoom, place, type Room } from './room.js';

interface Played {
  room: Room;
  /** What the states say. */
  entries: MirrorEntry[];
}

/** Two tasks done, one blocked, one active at its second stage, one queued; the files as the changes came. */
async function played(): Promise<Played> {
  const story = new Story({
    'builder:c': [failed('other'), failed('other'), failed('other')],
    consultant: ['BLOCKED'],
  });
  story.begin();
  for (const id of ['a', 'b', 'c', 'd', 'e']) story.add('task', id);
  story.deliver();
  while (story.world.scheduler.turns[0]?.item.id !== 'd') story.endStage();
  story.endStage();
  const room = await makeRoom();
  // The texts that the world's documents have their digests of.
  for (const id of ['a', 'b', 'c', 'd', 'e']) await putText(room.state, `task/${id}`);
  await room.apply(...story.world.shown);
  const { scheduler, lineages } = story.world;
  return { room, entries: showAll(scheduler, [...lineages.values()], story.world.now()) };
}

const pathsOf = async ({ room, entries }: Played): Promise<string[]> =>
  [...new Set((await verifyMirror(room, entries)).map((one) => one.path))].sort();

const DAMAGES: [string, (room: Room) => Promise<unknown>, string[]][] = [
  ['a queued document is gone', ({ at }) => rm(at('tasks/queue/e.md')), ['tasks/queue/e.md']],
  ['an active one was changed', ({ drop }) => drop('tasks/active/d.md', 'other'), ['tasks/active/d.md']],
  [
    'a done one was moved',
    ({ at }) => rename(at('tasks/done/a.md'), at('tasks/active/a.md')),
    ['tasks/active/a.md', 'tasks/done/a.md'],
  ],
  [
    'the snapshot is torn',
    ({ drop }) => drop('state/runtime_snapshot.json', '{"seq"'),
    ['state/runtime_snapshot.json'],
  ],
  [
    'a status file says something else',
    ({ drop }) => drop('state/execution_status.md', '### IDLE\n'),
    ['state/execution_status.md'],
  ],
  ['the manifest is gone', ({ at }) => rm(at('state/mirror_manifest.jsonl')), ['state/mirror_manifest.jsonl']],
  [
    'nobody knows why something is blocked',
    ({ at }) => rm(at('diagnostics/blocked/task-c.json')),
    ['diagnostics/blocked/task-c.json'],
  ],
  [
    'diagnostics of something that is not blocked',
    ({ drop }) => drop('diagnostics/blocked/task-a.json', '{}'),
    ['diagnostics/blocked/task-a.json'],
  ],
];

describe('the mirror after a story', () => {
  it('is equal to the state', async () => {
    const { room, entries } = await played();
    expect(await verifyMirror(room, entries)).toEqual([]);
    expect(await room.names('tasks/active')).toEqual(['d.md']);
    expect(await room.names('tasks/blocked')).toEqual(['c.md']);
  });

  it.each(DAMAGES)('is told when %s, untouched, and mended', async (_what, damage, paths) => {
    const { room, entries } = await played();
    await damage(room);
    const before = fingerprint(room.workspace);
    expect(await pathsOf({ room, entries })).toEqual(paths);
    expect(fingerprint(room.workspace), 'G11').toEqual(before);
    expect(await rebuildMirror(room, entries)).toEqual({ lost: [], problem: null });
    expect(await pathsOf({ room, entries })).toEqual([]);
  });

  it('comes out of the state alone when every file of it is gone', async () => {
    const { room, entries } = await played();
    const documents = await room.names('tasks/done');
    for (const folder of ['tasks', 'state', 'diagnostics']) await rm(room.at(folder), { recursive: true });
    await rebuildMirror(room, entries);
    expect(await pathsOf({ room, entries })).toEqual([]);
    expect(await room.names('tasks/done')).toEqual(documents);
  });

  it('keeps richer diagnostics than a state has', async () => {
    const { room, entries } = await played();
    const before = await room.read('diagnostics/blocked/task-c.json');
    await rebuildMirror(room, entries);
    expect(await room.read('diagnostics/blocked/task-c.json')).toBe(before);
  });
});

describe('what a rebuild leaves to others', () => {
  it("is a person's revision of a queued document, with what becomes of it", async () => {
    const { room, entries } = await played();
    await room.drop('tasks/queue/e.md', taskText('e'));
    await rebuildMirror(room, entries);
    expect(await room.read('tasks/queue/e.md')).toBe(taskText('e'));
    expect(await verifyMirror(room, entries)).toMatchObject([
      { path: 'tasks/queue/e.md', remedy: expect.stringContaining('takes it in') as string },
    ]);
  });

  it('is a drop, which is no difference, and a document that lies where nobody put it', async () => {
    const { room, entries } = await played();
    await room.drop('tasks/queue/new.md', taskText('new'));
    await room.drop('tasks/blocked/odd.md', taskText('odd'));
    await rebuildMirror(room, entries);
    expect(await pathsOf({ room, entries })).toEqual(['tasks/blocked/odd.md']);
  });

  it('is not the work that no workflow remembers any more: for that there is the manifest', async () => {
    const { room, entries } = await played();
    await room.apply(await place(room, 'old', 'done', [0, 1]));
    await compactManifest(room, 0);
    await rm(room.at('tasks/done/old.md'));
    expect(await pathsOf({ room, entries })).toEqual(['tasks/done/old.md']);
    await rebuildMirror(room, entries);
    expect(await room.read('tasks/done/old.md')).toBe(taskText('old'));
  });

  it('is a text that is neither stored nor anywhere in a folder of its family', async () => {
    const { room, entries } = await played();
    await rm(room.state, { recursive: true });
    await rename(room.at('tasks/done/a.md'), room.at('tasks/active/a.md'));
    await rm(room.at('tasks/queue/e.md'));
    expect(await rebuildMirror(room, entries)).toMatchObject({ lost: [{ path: 'tasks/queue/e.md' }], problem: null });
    expect(await room.names('tasks/done')).toEqual(['a.md', 'b.md']);
    expect(await pathsOf({ room, entries })).toContain('tasks/queue/e.md');
  });
});
