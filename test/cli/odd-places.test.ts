// Folders and names that are unlikely: a name that is no UTF-8, a folder within a workspace, a text in the place of a file, a disk in the
// place of a skill. Each is refused in words that say what to do, and nothing is written.
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fingerprint, makeStand, type Stand } from './stand.js';

let stand: Stand;
let elsewhere: string;
beforeAll(async () => {
  stand = await makeStand();
  elsewhere = realpathSync(mkdtempSync(join(tmpdir(), 'millrace-bytes-')));
  mkdirSync(NOT_UTF8(), { recursive: true });
  symlinkSync(NOT_UTF8(), join(elsewhere, 'link'));
  mkdirSync(join(stand.workspace, 'src/deep'), { recursive: true });
});
afterAll(() => {
  for (const room of [stand.root, elsewhere]) rmSync(room, { recursive: true, force: true });
});

const NOT_UTF8 = (): Buffer => Buffer.concat([Buffer.from(`${elsewhere}/bad`), Buffer.from([0xff])]);

describe('a folder whose name is no UTF-8', () => {
  test.each([
    ['as a link to it', () => ['init', join(elsewhere, 'link')]],
    ['as an argument', () => ['init', join(elsewhere, 'bad\u{fffd}')]],
    ['in --workspace', () => ['--workspace', join(elsewhere, 'bad\u{fffd}'), 'status']],
  ])('is refused %s, and no other one is made', async (_how, args) => {
    const ran = await stand.run(args());
    expect(ran.code, ran.stderr).toBe(3);
    expect(ran.stderr).toMatch(/is not UTF-8 .*\n.*nothing was written/);
    expect(readdirSync(elsewhere)).toHaveLength(2);
  });

  test('is refused in the environment', async () => {
    const ran = await stand.run(['status'], { env: { MILLRACE_WORKSPACE: join(elsewhere, 'bad\u{fffd}') } });
    expect(ran).toMatchObject({ code: 3, stderr: expect.stringContaining('MILLRACE_WORKSPACE') });
  });

  test('is refused as the working folder', async () => {
    const ran = await stand.run(['init'], { cwd: join(elsewhere, 'link') });
    expect(ran.code, ran.stderr).toBe(3);
    expect(readdirSync(elsewhere)).toHaveLength(2);
    expect(readdirSync(NOT_UTF8())).toEqual([]);
  });
});

describe('init within a workspace', () => {
  test.each([
    ['its own folder', 'millrace-agents', ['init']],
    ['its own folder, by its path', 'millrace-agents', ['init', '.']],
    ['a folder of its own folder that is still to be made', 'millrace-agents', ['init', 'tasks/new']],
    ['a subfolder', 'src', ['init']],
    ['a deep subfolder', 'src/deep', ['init']],
  ])('%s: is refused, and nothing is written', async (_what, cwd, args) => {
    const before = fingerprint(stand.workspace);
    const ran = await stand.run(args, { cwd: join(stand.workspace, cwd) });
    expect(ran.code, ran.stderr).toBe(1);
    expect(ran.stderr).toContain(`lies in the workspace ${stand.workspace}`);
    expect(fingerprint(stand.workspace)).toEqual(before);
  });

  test('makes another one where the path says so, and says it', async () => {
    const ran = await stand.run(['init', '.'], { cwd: join(stand.workspace, 'src/deep') });
    expect(ran).toMatchObject({ code: 0, stderr: expect.stringContaining('this is another one') });
    const again = await stand.run(['init'], { cwd: join(stand.workspace, 'src/deep') });
    expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining('was already in') });
  });
});

describe('a request that only the system used to answer', () => {
  const LONG = 'a'.repeat(5000);
  test.each([
    [['add-task', LONG], 1, /There is no file a+…/],
    [['add-task', `${LONG}.md`], 1, /such a long name/],
    [['add-idea', `${LONG}.md`], 1, /such a long name/],
    [['skills', 'install', LONG], 4, /There is no folder or file a+…/],
    [['skills', 'install', '/'], 1, /is no skill/],
    [['--workspace', '/dev/null/x', 'status'], 3, /is not a workspace/],
    [['config', 'set', 'a', 'b'], 4, /There is no setting a\./],
    [['config', 'set', 'runtim', '1'], 4, /There is no setting runtim\. Did you mean runtime/],
  ])('%#: %s', async (args, code, says) => {
    const ran = await stand.run(args, { cwd: stand.workspace });
    expect(ran.code, ran.stderr).toBe(code);
    expect(ran.stderr).toMatch(says);
    expect(ran.stderr.length).toBeLessThan(1000);
  });

  test('a folder with a SKILL.md and a disk beside it is given up early', async () => {
    const folder = join(stand.root, 'heap');
    mkdirSync(folder);
    writeFileSync(join(folder, 'SKILL.md'), '---\nname: heap\ndescription: Too much.\n---\n');
    for (let number = 0; number < 101; number += 1) mkdirSync(join(folder, `d${number}`));
    for (let number = 0; number < 10_000; number += 1) symlinkSync('/', join(folder, `d${number % 101}`, `l${number}`));
    const ran = await stand.run(['skills', 'install', folder], { cwd: stand.workspace });
    expect(ran.stderr).toContain('It has more than 10000 files and folders');
    expect(ran.code).toBe(1);
  });

  test('a state home that is no folder is named with what to do', async () => {
    const env = { MILLRACE_STATE_HOME: '/dev/null' };
    const status = await stand.run(['status'], { cwd: stand.workspace, env });
    expect(status).toMatchObject({ code: 0, stdout: expect.stringContaining('/dev/null: it is no folder') });
    const set = await stand.run(['config', 'set', 'limits.generations', '4'], { cwd: stand.workspace, env });
    expect(set.code).not.toBe(0);
    expect(set.stderr).toMatch(/move it away|name another path/);
  });

  test('a whole table that is taken back fills no screen', async () => {
    await stand.run(['config', 'set', 'runners.codex.permission_default', 'elevated'], { cwd: stand.workspace });
    const ran = await stand.run(['config', 'unset', 'runners'], { cwd: stand.workspace });
    expect(ran.code, ran.stderr).toBe(0);
    for (const line of ran.stdout.split('\n')) expect(line.length).toBeLessThan(500);
  });
});
