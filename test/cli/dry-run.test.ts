// What --dry-run says is what then happens: the same exit code, the same words, and nothing changed before. Commands that ask the
// workspace are in test/server/decide.test.ts.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { call } from './matrix/in-process.js';
import { fingerprint, makeStand, type Ran, type Stand, taskText } from './stand.js';

let stand: Stand;
beforeAll(async () => {
  stand = await makeStand();
  mkdirSync(join(stand.root, 'care'));
  writeFileSync(
    join(stand.root, 'care/SKILL.md'),
    '---\nname: care\ndescription: Take care.\n---\n\n# Care\n\nTake care.\n',
  );
  for (const name of ['T-1.md.invalid', 'T-12.md.invalid', 'T-2.md.invalid'])
    writeFileSync(join(stand.workspace, 'millrace-agents/tasks/queue', name), '# Faulty\n');
});
afterAll(() => rmSync(stand.root, { recursive: true, force: true }));

const ask = (...argv: string[]): Promise<Ran> =>
  call(argv, stand.workspace, { MILLRACE_STATE_HOME: join(stand.root, 'state'), HOME: stand.root });

const HEAD = 'Dry run: nothing is changed. Without --dry-run this would be said:\n';
/** Moments and digests differ from one call to the next. */
const still = (text: string): string => text.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z|Accepted: [0-9a-f]+/g, '…');

/** In this order: each one works on what the ones before have left. */
const CALLS: [string[], number][] = [
  [['config', 'set', 'recovery.max_fix_cycles', '5'], 0],
  [['config', 'set', 'recovery.max_fix_cycles', '5'], 0],
  [['config', 'set', 'recovery.max_fix_cycles', 'many'], 1],
  [['config', 'unset', 'recovery.max_fix_cycles'], 0],
  [['config', 'unset', 'recovery.no_such'], 4],
  [['model-aliases', 'set', 'mine', '--model', 'm', '--thinking-level', 'high'], 0],
  [['model-aliases', 'assign-global', 'mine'], 0],
  [['model-aliases', 'remove', 'mine'], 5],
  [['new', 'task', 'Drop every space'], 0],
  [['new', 'task', 'Drop every space'], 5],
  [['assets', 'copy', 'stages/builder'], 0],
  [['assets', 'copy', 'stages/builder'], 5],
  [['skills', 'install', '../care'], 0],
  [['skills', 'install', '../care'], 5],
  [['skills', 'export', 'care'], 0],
  [['skills', 'export', 'care'], 5],
  [['upgrade', '--apply'], 0],
  [['trust'], 0],
  [['quarantine', 'drop', 'T-2.md.invalid'], 0],
  [['quarantine', 'drop', 'T-2.md.invalid'], 4],
  [['init'], 0],
  [['init', '--mode', 'nope'], 1],
  [['pause'], 6],
  [['checkpoints', 'prune'], 0],
  [['server', 'stop'], 0],
];

describe('what a rehearsal says', () => {
  test.each(CALLS)('%j', async (argv, code) => {
    const before = fingerprint(stand.root);
    const said = await ask(...argv, '--dry-run');
    expect(fingerprint(stand.root)).toEqual(before);
    const done = await ask(...argv);
    expect({ code: said.code, errors: still(said.stderr) }, argv.join(' ')).toEqual({
      code,
      errors: still(done.stderr),
    });
    expect(done.code).toBe(code);
    if (code === 0) expect(still(said.stdout)).toBe(HEAD + still(done.stdout));
  });
});

test('a rehearsal is marked for programs, too', async () => {
  const { stdout } = await ask('config', 'set', 'recovery.max_fix_cycles', '4', '--dry-run', '--json');
  expect(JSON.parse(stdout)).toMatchObject({ ok: true, dryRun: true, data: { changed: true } });
});

test('a run is rehearsed without a server, and says what is first', async () => {
  writeFileSync(join(stand.root, 'T-9.md'), taskText('T-9'));
  await ask('add-task', '../T-9.md');
  const before = fingerprint(stand.root);
  const said = await ask('run', 'once', '--accept', '--dry-run');
  expect(said).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/A Temporal server is started[^]*first task\/T-9/) as string,
  });
  expect(fingerprint(stand.root)).toEqual(before);
});

test('a new workspace is rehearsed where none is', async () => {
  const said = await ask('init', join(stand.root, 'other'), '--dry-run');
  expect(said).toMatchObject({ code: 0, stdout: expect.stringContaining('made in') as string });
  expect(Object.keys(fingerprint(stand.root))).not.toContain('other');
});

describe('what ends something', () => {
  test.each([
    [['quarantine', 'drop', 'T-12'], 'quarantine drop T-12.md.invalid'],
    [['quarantine', 'drop', 'T-12', '--dry-run'], 'quarantine drop T-12.md.invalid'],
    [['cancel', 'T-'], 'cancel T-9'],
    [['queue', 'cancel', 'T-'], 'queue cancel T-9'],
    [['queue', 'archive-blocked', 'T-'], 'queue archive-blocked T-9'],
    [['queue', 'supersede', 'T-', '--replacement', 'T-9'], 'queue supersede T-9'],
  ])('%j is refused with the whole id', async (argv, again) => {
    const before = fingerprint(stand.root);
    const { code, stderr } = await ask(...argv);
    expect({ code, stderr }).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(`\`millrace ${again}`) as string,
    });
    expect(fingerprint(stand.root)).toEqual(before);
  });

  test('whoever only looks, or changes what stays, may go on with a beginning', async () => {
    expect(await ask('queue', 'show', 'T-')).toMatchObject({ code: 0 });
    expect(await ask('retry', 'T-')).toMatchObject({ code: 6 });
    expect(await ask('cancel', 'T-9')).toMatchObject({ code: 6 });
  });
});
