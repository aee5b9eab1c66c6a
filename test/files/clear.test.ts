// Whatever an agent leaves where we clear up is removed, or passed over and said; never is anything else touched.
import * as fs from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { clearAway } from '../../disk/clear.js';
import { codeOf } from '../../disk/errors.js';
import { moveAside } from '../../disk/foreign.js';
import { fittedName, NAME_BYTES, withEnding } from '../../disk/names.js';
import { inFolder } from '../../disk/way.js';
import { LEFT_BEHIND, makeGround, NAMES_OF_255_BYTES } from '../support/left-behind.js';

const clear = (folder: string, most?: number): Promise<string | null> =>
  inFolder(folder, {}, (opened) => clearAway(opened, 'tree', most));

it.each(Object.entries(LEFT_BEHIND))('%s is removed, and nothing else', async (_what, leave) => {
  const { folder, tree, victim } = makeGround();
  leave(tree, victim);
  expect(await clear(folder)).toBeNull();
  expect(fs.readdirSync(folder)).toEqual(['victim']);
  expect(fs.readFileSync(path.join(victim, 'file'), 'utf8')).toBe('precious');
});

it('a folder that deep stays where whole paths are gone by: what the moving up is for', () => {
  const { tree, victim } = makeGround();
  LEFT_BEHIND['a folder 3000 deep']?.(tree, victim);
  expect(() => fs.rmSync(tree, { recursive: true, force: true })).toThrow(/ENAMETOOLONG/);
});

it('more than one call removes is removed by several, each of which is bounded', async () => {
  const { folder, tree, victim } = makeGround();
  LEFT_BEHIND['a flood']?.(tree, victim);
  LEFT_BEHIND['names of 255 bytes']?.(tree, victim);
  let calls = 1;
  for (; (await clear(folder, 500)) !== null; calls += 1) expect(fs.existsSync(tree)).toBe(true);
  expect(calls).toBeGreaterThan(5);
  expect(fs.readdirSync(folder)).toEqual(['victim']);
});

it.each(Object.entries(NAMES_OF_255_BYTES))('a name of 255 bytes (%s) leaves room for what we add', (_kind, name) => {
  expect(Buffer.byteLength(name)).toBe(NAME_BYTES);
  const made = ['.foreign', '.1.foreign', '.invalid', '.md.invalid.12'].map((ending) => withEnding(name, ending));
  for (const one of made) expect(Buffer.byteLength(one)).toBeLessThanOrEqual(NAME_BYTES);
  expect(made.join('')).not.toContain('\ufffd');
  // Two that differ where one is cut are two afterwards.
  const other = `${name.slice(0, -2)}zz`;
  expect(fittedName(`agent_${name}`)).not.toBe(fittedName(`agent_${other}`));
  expect(fittedName(`agent_${name.slice(0, -5)}.md`, 200)).toMatch(/~[0-9a-f]{12}\.md$/);
  expect(fittedName('short.md')).toBe('short.md');
});

it.each(Object.entries(NAMES_OF_255_BYTES))(
  'what has a name of 255 bytes (%s) is moved aside, again and again',
  (_kind, name) => {
    const { tree } = makeGround();
    for (let n = 1; n <= 3; n += 1) {
      fs.mkdirSync(path.join(tree, name));
      inFolder(tree, {}, (opened) => moveAside(opened, name));
      expect(fs.readdirSync(tree).filter((one) => one.endsWith('.foreign'))).toHaveLength(n);
    }
    expect(() => fs.mkdirSync(path.join(tree, `${name}.foreign`))).toThrow(/ENAMETOOLONG/);
  },
);

it('numbers that somebody took beforehand keep nothing from being moved aside', () => {
  const { tree } = makeGround();
  fs.mkdirSync(path.join(tree, 'x'));
  fs.writeFileSync(path.join(tree, 'x.foreign'), '');
  for (let n = 1; n < 200; n += 1) fs.writeFileSync(path.join(tree, `x.${n}.foreign`), '');
  inFolder(tree, {}, (opened) => moveAside(opened, 'x'));
  expect(fs.existsSync(path.join(tree, 'x'))).toBe(false);
  expect(fs.readdirSync(tree)).toHaveLength(201);
});

it('errors speak of the paths that people know, not of ours to them', async () => {
  const { folder, tree } = makeGround();
  const caught = async (work: () => unknown): Promise<Error> => {
    try {
      await work();
    } catch (error) {
      return error as Error;
    }
    throw new Error('nothing was thrown');
  };
  const missing = 'none'.repeat(60);
  const errors = [
    await caught(() =>
      inFolder(tree, {}, ({ descriptor }) => fs.readFileSync(`/proc/self/fd/${descriptor}/${missing}`)),
    ),
    await caught(() =>
      inFolder(tree, {}, ({ descriptor }) =>
        fs.promises.rename(`/proc/self/fd/${descriptor}/a`, `/proc/self/fd/${descriptor}/b`),
      ),
    ),
    await caught(() =>
      inFolder(folder, {}, () =>
        inFolder(tree, {}, ({ descriptor }) => fs.mkdirSync(`/proc/self/fd/${descriptor}/a/b`)),
      ),
    ),
  ];
  for (const error of errors) {
    expect(codeOf(error)).toBe('ENOENT');
    expect(`${error.message}${error.stack}${JSON.stringify(error)}`).not.toContain('/proc/self');
    expect(error.message).toContain(tree);
  }
});
