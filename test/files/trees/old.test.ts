// Trees that nobody needs any more go by themselves, and those of a workspace that is taken away are named first. Real git.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, vi } from 'vitest';
import { putTreeSettings } from '../../../activities/tree-settings.js';
import { RUNTIME_DIR, runtimePaths, statePaths } from '../../../core/contracts/paths.js';
import { TREE_DEFAULTS } from '../../../core/contracts/trees.js';
import { readTreesRoom } from '../../../disk/store/trees-room.js';
import { keepTreeRun } from '../../../disk/store/tree-runs.js';
import { noteTaken } from '../../../disk/store/trees-taken.js';
import { removeOldTrees } from '../../../worker/old-trees.js';
import { forgetAll, lossesOf } from '../../../trees/all.js';
import { keepRecord, readRecord } from '../../../trees/record.js';
import { readIfThere } from '../../../disk/read-if-there.js';
import { workTreeIsHeld } from '../../../agents/host/lease.js';
import { quick, slow } from '../../support/tier.js';
import { AT, opened, openStand, photograph, putIn, type Stand, worked } from './stand.js';

let stand: Stand;
let folder = '';
let commit = '';
const DAY = 24 * 60 * 60_000;
const after = (days: number): number => Date.parse(AT) + days * DAY;

/** A root with one commit, of a task that is done. */
beforeEach(async () => {
  stand = openStand({ files: { '.gitignore': 'made/\n', 'a.txt': 'one\n' } });
  const { state, workspace } = stand.place.dirs;
  mkdirSync(join(workspace, RUNTIME_DIR), { recursive: true });
  await putTreeSettings(state, { ...TREE_DEFAULTS, mode: 'per_root' });
  commit = await worked(stand, 's', { 'b.txt': 'b\n' });
  folder = join(state, statePaths.tree('s'));
  const about = {
    run: 'run-1',
    root: 's',
    family: 'task',
    id: 'T-1',
    begun: AT,
    branch: 'millrace/s',
    base: 'main',
    folder,
  };
  keepTreeRun(state, {
    ...about,
    settledAt: AT,
    settled: { run: 'run-1', kind: 'committed', branch: 'millrace/s', commit, files: 1 },
  });
});

const said: string[] = [];
const sweep = async (days: number): Promise<boolean> => {
  said.length = 0;
  const { dirs, env = {} } = stand.place;
  await removeOldTrees({ dirs, id: 'w1' }, { env, now: after(days), say: (line) => void said.push(line) });
  return existsSync(folder);
};
const events = async (): Promise<string> =>
  (await readIfThere(join(stand.place.dirs.workspace, RUNTIME_DIR, runtimePaths.events))) ?? '';
const take = (): void => noteTaken(stand.place.dirs.state, 's', { commit, isSaid: false });

describe('an old tree', () => {
  quick('goes after its days, once its branch is taken; the branch stays, and it is told once', async () => {
    expect(await sweep(20), 'nobody took its branch').toBe(true);
    take();
    const his = () => ({ ...photograph(stand), [RUNTIME_DIR]: '' });
    const before = his();
    expect(await sweep(13)).toBe(true);
    expect(readTreesRoom(stand.place.dirs.state)).toMatchObject({ trees: 1, whole: true });
    expect(await sweep(14)).toBe(false);
    expect(said.join()).toContain('its branch millrace/s stays');
    expect(stand.git(['rev-parse', 'millrace/s'])).toBe(commit);
    expect(stand.git(['worktree', 'list'])).not.toContain(folder);
    await sweep(15);
    expect(said).toEqual([]);
    expect((await events()).match(/"tree_removed"/g)).toHaveLength(1);
    expect(readTreesRoom(stand.place.dirs.state)?.trees).toBe(0);
    expect(his()).toMatchObject(before);
    expect((await opened(stand, 's')).kind).toBe('made');
  });

  slow('stays while work of its root is left', async () => {
    take();
    const queue = join(stand.place.dirs.workspace, RUNTIME_DIR, runtimePaths.document('task', 'queued', 'T-2'));
    mkdirSync(join(queue, '..'), { recursive: true });
    writeFileSync(queue, '# T\n\nTask-ID: T-2\nRoot-Spec-ID: s\n');
    expect(await sweep(20)).toBe(true);
  });

  slow('stays while somebody works in it', async () => {
    take();
    const holder = spawn('flock', [folder, 'cat']);
    await vi.waitUntil(() => workTreeIsHeld(folder), 20_000);
    expect(await sweep(20)).toBe(true);
    holder.stdin.end();
  });

  slow('stays with files that are saved nowhere, says so once, and goes when they are gone', async () => {
    take();
    putIn(folder, 'made/own.txt', 'mine');
    expect(await sweep(20)).toBe(true);
    expect(said.join()).toContain('made');
    await sweep(21);
    expect(said).toEqual([]);
    expect((await events()).match(/"tree_stays"/g)).toHaveLength(1);
    const record = readRecord(stand.place, 's');
    if (record !== null) keepRecord(stand.place, { ...record, setup: { made: ['made'], out: [] } });
    expect(await sweep(22), 'setup made it').toBe(false);
  });

  slow('is told of though whoever removed it was killed before', async () => {
    take();
    await sweep(14);
    const record = readRecord(stand.place, 's');
    if (record !== null) keepRecord(stand.place, { ...record, untold: true });
    await sweep(15);
    expect(readRecord(stand.place, 's')).not.toHaveProperty('untold');
    expect((await events()).match(/"tree_removed"/g), 'under the same key').toHaveLength(1);
  });
});

describe('the trees of a workspace that goes', () => {
  quick('are named where work would be lost, and git forgets them', async () => {
    expect(await lossesOf(stand.place)).toEqual([]);
    putIn(folder, 'a.txt', 'changed\n');
    putIn(folder, 'new.txt', 'new\n');
    putIn(folder, 'made/x', 'x');
    expect(await lossesOf(stand.place)).toEqual([{ root: 's', folder, files: 2, kept: 0 }]);
    forgetAll(stand.place);
    expect(stand.git(['worktree', 'list'])).not.toContain(folder);
    expect(stand.git(['rev-parse', 'millrace/s'])).toBe(commit);
    expect(existsSync(join(stand.user, '.git/millrace/owner.millrace'))).toBe(false);
  });
});
