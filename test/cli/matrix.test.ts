// Every command against what may be wrong with it, from the program itself: a new command is in it by being there. Never a stack trace,
// always an exit code of the table and a message that names what is wrong, and nothing is changed. The long tier tries every value.
import { rmSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FAULTS, plainCall } from './matrix/faults.js';
import { ALL, emptyFolder, type Ground, makeGround, spoil } from './matrix/ground.js';
import type { Row } from './matrix/in-process.js';
import { ANSWERS, fileOf } from '../support/answers.js';
import { againstSchema } from '../support/schema.js';

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

/** What is wrong with the form of what this call says to a program; null when nothing is. */
async function badForm(row: Row, argv: readonly string[]): Promise<string | null> {
  const { code, stdout } = await ground.ask([...argv.slice(0, 1), '--json', ...argv.slice(1)]);
  const what = `${JSON.stringify(argv)} ends with ${code} and says ${stdout.slice(0, 200)}`;
  if (!/^\{.*\}\n$/.test(stdout)) return `not one line of JSON: ${what}`;
  const answer = JSON.parse(stdout) as { ok: boolean; data?: unknown };
  const found = answer.ok ? againstSchema(fileOf(row.path).slice(0, -5), answer.data) : againstSchema('error', answer);
  return found.length === 0 ? null : `${what}: ${JSON.stringify(found)}`;
}

/** Their schema is that of the command they stand for, or what they print is for a shell or a follower. */
const hasSchema = ({ path }: Row): boolean => path in ANSWERS;

test('what each says to programs has the form of its schema, whether it succeeds or is refused', async () => {
  const rows = ALL.filter(hasSchema);
  expect(rows.length).toBeGreaterThan(80);
  const faults = FAULTS.filter(({ stands }) => stands);
  const found: (string | null)[] = [];
  for (const row of rows)
    for (const argv of [plainCall(row), ...faults.map((fault) => fault.argv(row))])
      if (argv !== null) found.push(await badForm(row, argv));
  expect(found.filter((one) => one !== null)).toEqual([]);
});

/** They have an answer where there is no workspace, or are there to make one. */
const ANYWHERE =
  /^(init|new|version|doctor|complet(e|ion)|workspaces (ls|import)|server .*|modes .*|runner test|config get|skills (create|improve|refresh.*))$/;

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
