// The net below the watches of folders: whatever a watch missed is found by a rescan, which costs next to nothing where nothing happened.
import { appendFile, mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import { statePaths } from '../../core/contracts/paths.js';
import { defaultConfig } from '../../core/plan/sources/config.js';
import type { Watching } from '../../disk/intake/watch.js';
import type * as Drops from '../../worker/intake-drops.js';
import { startIntake } from '../../worker/intake-loop.js';
import type { Send } from '../../worker/workspace-client.js';
import { taskText } from '../support/task-text.js';
import { makeRoom, type Room } from './room.js';

const { watches, looks } = vi.hoisted(() => ({ watches: [] as Watching[], looks: [] as unknown[] }));
/** Watches that miss everything: the rescan is told by hand. */
vi.mock('../../disk/intake/watch.js', () => ({
  watchFolders: (one: Watching) => {
    watches.push(one);
    return { close: () => undefined };
  },
}));
vi.mock('../../worker/intake-drops.js', async (original) => {
  const whole = await original<typeof Drops>();
  const takeDrops: typeof whole.takeDrops = (...asked) => (looks.push(asked[1]), whole.takeDrops(...asked));
  return { ...whole, takeDrops };
});

let room: Room;
let admitted: string[];
let faults: unknown[];
let loop: ReturnType<typeof startIntake>;

beforeEach(async () => {
  // What lies there has rested for long.
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 60_000 });
  looks.length = 0;
  room = await makeRoom();
  [admitted, faults] = [[], []];
  const send: Send = async (_update, args) => {
    const { documents } = args as unknown as { documents: { family: string; id: string; sha256: string }[] };
    admitted.push(...documents.map(({ id }) => id));
    const verdicts = documents.map(({ family, id }) => ({ family, id, verdict: 'admitted', reason: null }) as const);
    const placed = documents.map(
      ({ family, id, sha256 }) =>
        ({
          kind: 'place',
          order: [admitted.length, 0] as [number, number],
          family,
          id,
          state: 'queued',
          sha256,
        }) as const,
    );
    await room.apply(...placed);
    return { ok: true, code: 'done', text: '', seq: 1, documents: verdicts };
  };
  const watchers = { ...defaultConfig().watchers, enabled: true, watch_ideas_inbox: true };
  loop = startIntake(room, { homes: {}, send, watchers, onError: (error) => void faults.push(error) });
  onTestFinished(() => loop.close());
  await loop.takeIn();
  // A disk tells times in steps; what comes in the same one is seen because it is young, which nothing is here.
  await sleep(20);
});
afterEach(() => {
  vi.useRealTimers();
  expect(faults).toEqual([]);
});

/** How many looks it came to. */
async function rescan(): Promise<number> {
  const before = looks.length;
  const watch = watches.at(-1);
  if (watch?.isStill?.() !== true) watch?.onChange('names');
  await sleep(100);
  return looks.length - before;
}

it('looks at nothing where nothing happened', async () => {
  expect(await rescan()).toBe(0);
  expect(await rescan()).toBe(0);
});

it('takes what a watch missed', async () => {
  await room.drop('tasks/queue/T-1.md', taskText('T-1'));
  const before = looks.length;
  await rescan();
  await vi.waitFor(() => expect(admitted).toEqual(['T-1']));
  expect(looks.length).toBeGreaterThan(before);
});

it('does not take a look for one that a stage kept short', async () => {
  const marker = path.join(room.state, statePaths.emitting, 'a-request');
  await mkdir(path.dirname(marker), { recursive: true });
  await writeFile(marker, '[]');
  await room.drop('tasks/queue/T-2.md', taskText('T-2'));
  await rescan();
  expect(admitted).toEqual([]);
  await rm(marker);
  await rescan();
  await vi.waitFor(() => expect(admitted).toEqual(['T-2']));
});

it('goes on looking where ideas lie: in their folder nothing tells that one was changed', async () => {
  await room.drop('ideas/inbox/an-idea.md', '# An idea\n\nDo this.\n');
  await rescan();
  await vi.waitFor(() => expect(admitted).toHaveLength(1));
  await rescan();
  await appendFile(room.at('ideas/inbox/an-idea.md'), 'And that.\n');
  await rescan();
  await vi.waitFor(() => expect(admitted).toHaveLength(2));
});
