// What `trees` and `deliver` say of a branch to whoever asks: what would come of it, what came of it, and what was meant.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { putRunnerSettings } from '../../activities/runner-settings.js';
import { putTreeSettings } from '../../activities/tree-settings.js';
import { DEFAULT_RUNNER_CONFIG } from '../../agents/runner-config.js';
import { TREE_DEFAULTS } from '../../core/contracts/trees.js';
import { keepTreeRun } from '../../disk/store/tree-runs.js';
import { treeWords } from '../../worker/tree-lanes.js';
import { call } from '../cli/matrix/in-process.js';
import type { Ran } from '../support/in-process.js';
import { openStand, photograph, type Stand, worked } from '../files/trees/stand.js';

const as = { plane: 'execution', runner: 'scripted', permission: 'basic', capabilities: {} } as const;

interface Asking {
  stand: Stand;
  ask: (...argv: string[]) => Promise<Ran>;
}

/** A workspace with trees in which nothing was done so far. */
async function asking(trees = 'per_root'): Promise<Asking> {
  const stand = openStand();
  const home = join(stand.room, 'states');
  const ask = (...argv: string[]): Promise<Ran> =>
    call(argv, stand.user, { MILLRACE_STATE_HOME: home, HOME: stand.room });
  const { data } = JSON.parse((await ask('init', '--trees', trees, '--json')).stdout) as { data: { id: string } };
  const dirs = { workspace: stand.user, state: join(home, data.id) };
  return { stand: { ...stand, place: { ...stand.place, dirs, workspace: data.id } }, ask };
}

/** A root whose one task is done. */
async function done({ stand }: Asking, root: string, file: string): Promise<void> {
  const { state } = stand.place.dirs;
  const run = `run-${root}`;
  const commit = await worked(stand, root, { [file]: 'two\n' }, run);
  const about = { run, root, family: 'task', id: 'T-1', begun: '2026-01-01T00:00:00Z' };
  const where = { branch: `millrace/${root}`, base: 'main', folder: `/trees/${root}` };
  const settled = { run, kind: 'committed', branch: where.branch, commit, files: 1 } as const;
  keepTreeRun(state, { ...about, ...where, settled, settledAt: '2026-01-01T01:00:00Z' });
  await putTreeSettings(state, { ...TREE_DEFAULTS, as });
  await putRunnerSettings(state, DEFAULT_RUNNER_CONFIG);
}

describe('where there is no tree', () => {
  it('says what holds for the next root, and what may have been meant', async () => {
    const asked = await asking();
    const none = await asked.ask('trees', 'ls');
    expect(none.stdout).toMatch(/^There are no trees yet. Each root works in a tree/);
    expect(await asked.ask('trees', 'show', 'lnks')).toMatchObject({ code: 4 });
    expect((await asked.ask('init')).stdout).toContain('Each root works in a tree');
    expect(await asked.ask('init', '--trees', 'per_root')).toMatchObject({ code: 0, stderr: '' });
    const other = await asked.ask('init', '--trees', 'in_place');
    expect(other).toMatchObject({ code: 1 });
    expect(other.stderr).toContain('`millrace config set trees.mode in_place`');
    expect((await asked.ask('config', 'set', 'trees.mode', 'in_place')).code).toBe(0);
    expect((await asked.ask('trees', 'ls')).stdout).toMatch(/^There are no trees yet. Agents work in this folder/);
    expect((await asked.ask('deliver', 'links')).stderr).toContain('Roots work in this folder here');
  });
});

describe('a rehearsal of `deliver --merge`', () => {
  it("ends and says as the real one would, and changes nothing that is a person's", async () => {
    const asked = await asking();
    const { stand, ask } = asked;
    await done(asked, 'links', 'a.txt');
    const same = async (code: number): Promise<string> => {
      const before = photograph(stand);
      const [said, real] = [
        await ask('deliver', 'links', '--merge', '--dry-run'),
        await ask('deliver', 'links', '--merge'),
      ];
      expect({ code: said.code, stderr: said.stderr }).toEqual({ code, stderr: real.stderr });
      expect(real.code).toBe(code);
      expect(photograph(stand)).toEqual(before);
      return real.stderr;
    };
    stand.put('dir/b.txt', 'mine\n');
    expect(await same(1)).toContain('There are changes');
    const looked = await ask('deliver', 'links');
    expect(looked).toMatchObject({ code: 0, stderr: '' });
    expect(looked.stdout).toMatch(/goes with main as it is now, but something is in the way.*\nThere are changes/);
    stand.git(['commit', '-q', '--allow-empty', '-m', 'main moved']);
    stand.git(['add', 'dir/b.txt']);
    expect(await same(1)).toContain('Something is staged');
    stand.git(['reset', '-q', '--hard']);
    stand.put('a.txt', 'three\n');
    stand.git(['commit', '-qam', 'three']);
    expect(await same(5)).toContain('does not go with main');
    expect(await ask('deliver', 'links')).toMatchObject({ code: 5 });
    stand.git(['reset', '-q', '--hard', 'HEAD~1']);
    const before = photograph(stand);
    const rehearsed = await ask('deliver', 'lin', '--merge', '--dry-run');
    expect(rehearsed).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('millrace/links is in main.') as string,
    });
    expect(photograph(stand)).toEqual(before);
    expect(await ask('deliver', 'links', '--merge')).toMatchObject({ code: 0 });
  });
});

it('what a person has in the way is told by the look, and the way into another branch goes round it', async () => {
  const asked = await asking();
  const { stand, ask } = asked;
  await done(asked, 'links', 'a.txt');
  await done(asked, 'pages', 'new.txt');
  stand.put('a.txt', 'mine\n');
  stand.git(['add', 'a.txt']);
  stand.put('new.txt', 'mine\n');
  const before = photograph(stand);
  const ways = (root: string) => `\`git branch NEW\`, \`millrace deliver ${root} --merge --into NEW\``;
  for (const [root, why] of [
    ['links', 'millrace/links changes a.txt as well'],
    ['pages', 'new.txt lies in'],
  ] as const) {
    const { code, stdout } = await ask('deliver', root);
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining(why) as string });
    expect(stdout).toContain(ways(root));
    expect(stdout).not.toContain('Take it:');
    const { stderr } = await ask('deliver', root, '--merge');
    expect(stderr).toContain(why);
    expect(stderr).toContain(ways(root));
  }
  expect(photograph(stand)).toEqual(before);
  stand.git(['branch', 'NEW']);
  for (const root of ['links', 'pages'])
    expect(await ask('deliver', root, '--merge', '--into', 'NEW')).toMatchObject({ code: 0 });
  expect(stand.git(['show', 'NEW:a.txt', 'NEW:new.txt'])).toBe('two\ntwo');
  expect(stand.git(['status', '--porcelain', 'a.txt', 'new.txt'])).toMatch(/^M +a.txt\n\?\? new.txt$/);
});

it('a branch that was taken in another way stays taken, and one that is gone is told', async () => {
  const asked = await asking();
  const { stand, ask } = asked;
  await done(asked, 'links', 'a.txt');
  await done(asked, 'pages', 'b.txt');
  expect((await ask('trees', 'show', 'lnks')).stderr).toContain('Did you mean links?');
  expect((await ask('trees', 'show', 'lin')).stdout).toContain('millrace/links');
  expect(await ask('trees', 'remove', 'lin')).toMatchObject({ code: 2 });
  expect((await ask('deliver', 'links', '--done')).stdout).toContain(
    'You said that millrace/links was taken, or is not wanted. Not into main',
  );
  const again = await ask('deliver', 'links');
  expect(again.stdout).toMatch(
    /^You said that millrace\/links was taken, or is not wanted\. Not into main as git sees it/,
  );
  expect((await ask('trees', 'ls')).stdout).toMatch(/links .* taken/);
  expect((await ask('doctor')).stdout).not.toContain('its branch is gone');
  stand.git(['update-ref', '-d', 'refs/heads/millrace/pages']);
  expect((await ask('doctor')).stdout).toContain('the tree of pages: its branch is gone');
  const ways = 'Make it again: `millrace trees repair pages`. If it was taken, or is not wanted: `millrace deliver';
  expect((await ask('trees', 'ls')).stdout).toMatch(/pages .* its branch is gone/);
  expect(await ask('trees', 'remove', 'pages', '--force')).toMatchObject({ code: 0 });
  expect((await ask('trees', 'ls')).stdout).toMatch(/pages .* its branch is gone .* gone$/m);
  for (const line of ['ls', 'show pages']) expect((await ask('trees', ...line.split(' '))).stdout).toContain(ways);
  expect((await ask('deliver', 'pages')).stderr).toContain('millrace deliver pages --done');
  expect(await ask('trees', 'repair', 'pages')).toMatchObject({ code: 0 });
  expect((await ask('trees', 'ls')).stdout).toMatch(/pages .* waits to be taken/);
});

it('whoever starts a worker is told what agents will not see, by its name', async () => {
  const { stand } = await asking();
  const said = (): Promise<string[]> =>
    treeWords({ trees: { ...TREE_DEFAULTS, mode: 'per_root' } }, { dirs: stand.place.dirs, id: stand.place.workspace });
  expect(await said()).toEqual([]);
  stand.put('.git/info/exclude', 'secret\n');
  stand.put('secret', 'x\n');
  stand.put('notes/one.md', 'x\n');
  const see = 'agents work in trees that begin with a commit, and do not see that.';
  expect(await said()).toEqual([`1 file of the workspace is not known to git (notes/): ${see}`]);
  stand.put('a.txt', 'mine\n');
  expect(await said()).toEqual([
    `1 file of the workspace is changed and not committed (a.txt), 1 file of the workspace is not known to git (notes/): ${see}`,
  ]);
});
