// What is done with checkpoints that are there: they are shown, written back, listed, and let go of.
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findCheckpoint } from '../../../checkpoints/found.js';
import { listCheckpoints, sizeOfCheckpoints } from '../../../checkpoints/list.js';
import { type PatchOptions, showPatch } from '../../../checkpoints/patch.js';
import type { CheckpointPlace } from '../../../checkpoints/place.js';
import { keptByPolicy, pruneCheckpoints } from '../../../checkpoints/prune.js';
import { carryOut } from '../../../checkpoints/restore.js';
import { planRestore, type RestorePlan, type RestoreTrees } from '../../../checkpoints/restore-plan.js';
import { changesBetween } from '../../../checkpoints/changes.js';
import { gitThat, openStand, recorded, type Stand, take, verify } from './stand.js';

async function patch(place: CheckpointPlace, trees: [string, string], options: PatchOptions = {}): Promise<string> {
  const parts: Uint8Array[] = [];
  await showPatch(place, ...trees, options, (part) => void parts.push(part));
  return Buffer.concat(parts).toString('utf8');
}

/** Two checkpoints, `one` and `two`, of a file with an escape sequence in it. */
async function changed(): Promise<{ stand: Stand; trees: [string, string] }> {
  const stand = openStand();
  stand.put('a', 'one\n');
  stand.put('d/b', 'b\n');
  const one = await take(stand.place, 'one');
  stand.put('a', 'two \u001b[2Jü\n');
  stand.put('.gitattributes', '* -diff binary\n');
  const two = await take(stand.place, 'two');
  return { stand, trees: [one.tree, two.tree] };
}

describe('a difference', () => {
  it('is shown whole, whatever attributes lie in the tree', async () => {
    const { stand, trees } = await changed();
    const text = await patch(stand.place, trees);
    expect(text).toContain('-one\n+two \u001b[2Jü\n');
    expect(await patch(stand.place, trees, { nameOnly: true })).toBe('.gitattributes\na\n');
    expect(await patch(stand.place, trees, { stat: true, paths: ['a'] })).toMatch(/^ a \| 2 \+-\n/);
  });

  it('does not steer a screen', async () => {
    const { stand, trees } = await changed();
    const plain = await patch(stand.place, trees, { screen: { color: false, columns: 80 } });
    expect(plain).toContain('+two \\x1b[2Jü\n');
    const colored = await patch(stand.place, trees, { paths: ['a'], screen: { color: true, columns: 80 } });
    expect(colored).toContain('\u001b[32m+two \\x1b[2Jü\u001b[0m\n');
  });

  it('ends where whoever reads it does', async () => {
    const { stand, trees } = await changed();
    const stop = (): void => {
      throw new Error('enough');
    };
    await expect(showPatch(stand.place, ...trees, {}, stop)).rejects.toThrow('enough');
  });
});

describe('files written back', () => {
  const content = ({ tree }: Stand, name: string): string => readFileSync(join(tree, name), 'utf8');

  async function restored(
    place: CheckpointPlace,
    trees: RestoreTrees,
    paths: string[],
    force = false,
  ): Promise<RestorePlan> {
    const plan = await planRestore(place, trees, paths, { force });
    if (plan.refused.length === 0) await carryOut(place, trees.tree, plan);
    return plan;
  }
  const nothing = { write: [], remove: [], same: [], left: [], refused: [] };

  it('are those that were asked for', async () => {
    const { stand, trees } = await changed();
    stand.put('d/b', 'other\n');
    await take(stand.place, 'three');
    const tree = { tree: trees[0] };
    expect(await restored(stand.place, tree, ['a'])).toEqual({ ...nothing, write: ['a'] });
    expect([content(stand, 'a'), content(stand, 'd/b')]).toEqual(['one\n', 'other\n']);
    expect(await restored(stand.place, tree, ['.'])).toEqual({ ...nothing, write: ['d/b'], same: ['a'] });
    expect(await restored(stand.place, tree, ['.', 'a'])).toEqual({ ...nothing, same: ['a', 'd/b'] });
  });

  it('do not take the place of what no checkpoint holds, unless that is said', async () => {
    const { stand, trees } = await changed();
    stand.put('a', 'mine\n');
    const refused = await restored(stand.place, { tree: trees[0] }, ['a', 'd/b']);
    expect(refused.refused).toEqual([{ path: 'a', why: expect.stringContaining('--force') }]);
    expect(content(stand, 'a')).toBe('mine\n');
    expect(await restored(stand.place, { tree: trees[0] }, ['a'], true)).toMatchObject({ write: ['a'] });
    expect(content(stand, 'a')).toBe('one\n');
  });

  it('never go by a link, into a folder, or out of a checkpoint that has only their size', async () => {
    const stand = openStand();
    const place = { ...stand.place, maxFile: 10 };
    stand.put('d/b', 'b');
    stand.put('f', 'f');
    stand.put('big', 'x'.repeat(20));
    const { tree } = await take(place, 'one');
    const elsewhere = join(stand.room, 'elsewhere');
    mkdirSync(elsewhere);
    writeFileSync(join(elsewhere, 'b'), 'precious');
    for (const name of ['d', 'f']) rmSync(join(stand.tree, name), { recursive: true });
    symlinkSync(elsewhere, join(stand.tree, 'd'));
    mkdirSync(join(stand.tree, 'f'));
    stand.put('f/precious', 'x');
    stand.put('big', 'now');
    for (const path of ['d/b', 'f', 'big', 'nowhere', '../elsewhere/b'])
      expect((await restored(place, { tree }, [path], true)).refused, path).toHaveLength(1);
    expect(readFileSync(join(elsewhere, 'b'), 'utf8')).toBe('precious');
    expect(content(stand, 'f/precious')).toBe('x');
    expect(content(stand, 'big')).toBe('now');
  });

  it('are the rest of a folder in which some cannot be', async () => {
    const stand = openStand();
    const place = { ...stand.place, maxFile: 10 };
    stand.put('d/big', 'x'.repeat(20));
    stand.put('d/large', 'x'.repeat(30));
    stand.put('d/a', 'a');
    stand.put('d/was-file', 'f');
    const { tree } = await take(place, 'one');
    for (const name of ['a', 'was-file']) rmSync(join(stand.tree, 'd', name));
    mkdirSync(join(stand.tree, 'd', 'was-file'));
    stand.put('d/large', 'y'.repeat(31));
    const plan = await restored(place, { tree }, ['d']);
    expect(plan).toMatchObject({ write: ['d/a'], same: ['d/big'], refused: [] });
    expect(plan.left).toEqual([
      { path: 'd/large', why: expect.stringContaining('was not recorded') },
      { path: 'd/was-file', why: expect.stringContaining('is no file now') },
    ]);
    expect([content(stand, 'd/a'), content(stand, 'd/large')]).toEqual(['a', 'y'.repeat(31)]);
  });

  it('have names that are no text, ends of lines, and signs that steer', async () => {
    const stand = openStand();
    const odd = [Buffer.from('d/latin\xe9', 'latin1'), Buffer.from('d/line\nfeed'), Buffer.from('d/esc\u001b[2J')];
    for (const name of odd) stand.put(name, 'one');
    const one = await take(stand.place, 'one');
    for (const name of odd) stand.put(name, 'two');
    const two = await take(stand.place, 'two');
    const plan = await restored(stand.place, { tree: one.tree }, ['d']);
    expect(plan).toMatchObject({ write: { length: 3 }, left: [], refused: [] });
    expect(recorded(stand.place, (await take(stand.place, 'three')).tree)).toEqual(recorded(stand.place, one.tree));
    // One alone, as it is shown.
    const [first] = await changesBetween(stand.place, one.tree, two.tree).then((all) =>
      all.filter(({ bytes }) => bytes.includes('latin')),
    );
    expect(await restored(stand.place, { tree: two.tree }, [first?.path ?? ''])).toMatchObject({
      write: ['d/latin\xe9'],
    });
  });

  it('have the mode that they had', async () => {
    const stand = openStand();
    stand.put('run.sh', 'x');
    chmodSync(join(stand.tree, 'run.sh'), 0o755);
    stand.put('text', 'y');
    const { tree } = await take(stand.place, 'one');
    chmodSync(join(stand.tree, 'run.sh'), 0o644);
    chmodSync(join(stand.tree, 'text'), 0o755);
    expect(await restored(stand.place, { tree }, ['.'])).toEqual({ ...nothing, write: ['run.sh', 'text'] });
    const modes = ['run.sh', 'text'].map((name) => lstatSync(join(stand.tree, name)).mode & 0o111);
    expect(modes).toEqual([0o111, 0]);
  });

  it('go where the other checkpoint alone has them, with the folders that they were the last of', async () => {
    const stand = openStand();
    stand.put('a', 'a');
    const one = await take(stand.place, 'one');
    for (const name of ['new/deep/b', 'new/c', 'plain']) stand.put(name, name);
    const two = await take(stand.place, 'two');
    stand.put('new/of-somebody-else', 'x');
    const trees = { tree: one.tree, other: two.tree };
    stand.put('plain', 'changed since');
    expect((await restored(stand.place, trees, ['plain'])).refused).toHaveLength(1);
    expect((await restored(stand.place, { tree: one.tree }, ['plain'])).refused).toHaveLength(1);
    expect((await restored(stand.place, trees, ['new'])).remove).toEqual(['new/c', 'new/deep/b']);
    expect(readdirSync(join(stand.tree, 'new'))).toEqual(['of-somebody-else']);
    expect((await restored(stand.place, trees, ['new', 'plain'], true)).remove).toEqual(['plain']);
    expect(existsSync(join(stand.tree, 'plain'))).toBe(false);
    // And back.
    const back = await restored(stand.place, { tree: two.tree, other: one.tree }, ['.']);
    expect(back).toEqual({ ...nothing, write: ['new/c', 'new/deep/b', 'plain'], same: ['a'] });
  });

  it('are found with as many processes whether they are few or many', async () => {
    const stand = openStand();
    for (let number = 0; number < 300; number += 1) stand.put(`d${number % 7}/f${number}`, `${number}`);
    const { tree } = await take(stand.place, 'one');
    for (let number = 0; number < 7; number += 1) rmSync(join(stand.tree, `d${number}`), { recursive: true });
    const counted = gitThat(stand, '', `echo x >>'${join(stand.room, 'calls')}'`);
    await restored(counted, { tree }, ['.']);
    expect(readFileSync(join(stand.room, 'calls'), 'utf8').length / 2).toBeLessThan(7);
    expect((await take(stand.place, 'two')).tree).toBe(tree);
  });
});

describe('what is kept', () => {
  const runs = ['runs/old/1-1/before', 'runs/old/1-1/after', 'runs/old/2-1/before', 'runs/new/1-1/before'];

  it('is listed, and let go of but for the last stage of open work', async () => {
    const stand = openStand();
    for (const [number, name] of runs.entries()) {
      stand.put('a', `${number} ${'x'.repeat(100_000)}${Math.random()}`);
      await take(stand.place, name);
    }
    const all = await listCheckpoints(stand.place);
    expect(all.map(({ name }) => name)).toEqual(runs);
    const later = { now: Date.now() + 20 * 86_400_000, days: 14 };
    const keep = keptByPolicy(all, {
      ...later,
      runs: new Map([
        ['old', true],
        ['new', false],
      ]),
    });
    expect(await pruneCheckpoints(stand.place, all, keep, 'now')).toMatchObject({ removed: 3, kept: 1 });
    expect((await listCheckpoints(stand.place)).map(({ name }) => name)).toEqual(['runs/old/2-1/before']);
    expect(await findCheckpoint(stand.place, 'runs/old/1-1/after')).toBeNull();
    expect(await findCheckpoint(stand.place, 'runs/old/2-1/before')).toMatchObject({ files: 1 });
    // The next one goes on by what is known of the last.
    verify(stand.place);
    const after = await take(stand.place, 'runs/new/2-1/before');
    expect(recorded(stand.place, after.tree)['a']).toContain('3 xxx');
  });

  it('is kept as long as the setting says', () => {
    const at = (days: number): string => new Date(86_400_000 * (100 - days)).toISOString();
    const all = [20, 14, 1, 15].map((days, stage) => ({
      name: `runs/r/${stage}-1/after`,
      tree: '',
      at: at(days),
      files: 0,
    }));
    const keep = (days: number, runs: [string, boolean][]) =>
      all.filter(keptByPolicy(all, { now: 86_400_000 * 100, days, runs: new Map(runs) })).map(({ at }) => at);
    expect(keep(14, [['r', false]])).toEqual([at(14), at(1)]);
    expect(keep(14, [['r', true]])).toEqual([at(14), at(1), at(15)]);
    expect(keep(0, [['r', false]])).toEqual([]);
    expect(keep(0, [['other', true]]), 'in its first stage, for all that is known').toEqual([at(1)]);
  });

  it('is nothing where there was never a checkpoint', async () => {
    const { place } = openStand();
    expect([await listCheckpoints(place), await sizeOfCheckpoints(place)]).toEqual([[], 0]);
    expect(await pruneCheckpoints(place, [], () => false)).toMatchObject({ removed: 0, kept: 0 });
  });
});
