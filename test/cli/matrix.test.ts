// Every command against what may be wrong with it, from the program itself: a new command is in it by being there. Never a stack trace,
// always an exit code of the table and a message that names what is wrong, and nothing is changed. The long tier tries every value.
import { rmSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FAULTS, plainCall } from './matrix/faults.js';
import { ALL, emptyFolder, type Ground, makeGround, spoil } from './matrix/ground.js';

let ground: Ground;
beforeAll(async () => void (ground = await makeGround()));
afterAll(() => rmSync(ground.stand.root, { recursive: true, force: true }));

test('every command is known to look, to change or to end something, and whoever changes can rehearse it', () => {
  expect(ALL.filter(({ effect }) => effect === undefined).map(({ path }) => path)).toEqual([]);
  const changing = ALL.filter(({ effect }) => effect !== 'looks');
  expect(changing.filter(({ options }) => !options.includes('--dry-run')).map(({ path }) => path)).toEqual([]);
  expect(changing.length).toBeGreaterThan(40);
});

test.each(FAULTS.filter(({ stands }) => stands))('$name', async (fault) => {
  expect(await ground.faults(fault)).toEqual([]);
});

test('no server, and nothing there', async () => {
  expect(await ground.plainly()).toEqual([]);
});

/** They have an answer where there is no workspace, or are there to make one. */
const ANYWHERE =
  /^(init|new|version|doctor|complet(e|ion)|workspaces ls|server .*|modes .*|config get|skills (create|improve|refresh.*))$/;

test('no workspace', async () => {
  const empty = emptyFolder(ground.stand);
  expect(await ground.plainly(empty)).toEqual([]);
  const others = ALL.filter(({ path }) => !ANYWHERE.test(path));
  for (const row of others)
    expect({ path: row.path, ...(await ground.ask(plainCall(row), empty)) }).toMatchObject({
      ...{ path: row.path, code: 3, stderr: expect.stringContaining(empty) as string },
    });
});

test('files where folders belong', async () => {
  spoil(ground.stand.workspace);
  expect(await ground.plainly()).toEqual([]);
});
