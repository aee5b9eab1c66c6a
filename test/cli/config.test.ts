// The configuration by command: what holds and where it is said, and changes that keep the file and never break it.
import { chmodSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Ran, Stand } from './stand.js';
import { fingerprint, makeStand } from './stand.js';

let stand: Stand;
let file: string;
let made: string;
beforeAll(async () => {
  stand = await makeStand();
  file = join(stand.workspace, 'millrace-agents', 'millrace.toml');
  made = readFileSync(file, 'utf8');
});
beforeEach(() => writeFileSync(file, made));
afterAll(() => rmSync(stand.root, { recursive: true, force: true }));

const here = (...args: string[]): Promise<Ran> => stand.run(args, { cwd: stand.workspace });
const text = (): string => readFileSync(file, 'utf8');

async function data<T>(...args: string[]): Promise<T> {
  const { stdout } = await here(...args, '--json');
  const answer = JSON.parse(stdout) as { ok: boolean; data: T };
  expect(answer.ok).toBe(true);
  return answer.data;
}

/** Exit code and message are as expected, and nothing was written. */
async function refused(args: string[], code: number, says: RegExp): Promise<void> {
  const before = fingerprint(stand.workspace);
  const ran = await here(...args);
  expect({ code: ran.code, text: ran.stderr }).toEqual({ code, text: expect.stringMatching(says) as string });
  expect(ran.stderr).not.toMatch(/^ +at .*:\d+/m);
  expect(fingerprint(stand.workspace)).toEqual(before);
}

interface Setting {
  key: string;
  value: unknown;
  differs: boolean;
  line: number | null;
  description: string;
}

describe('config show', () => {
  test('says of every setting what holds, where it is set and what it is for', async () => {
    writeFileSync(file, `${made}[recovery]\nmax_fix_cycles = 5\n`);
    const { settings } = await data<{ settings: Setting[] }>('config', 'show');
    const found = (key: string) => settings.find((one) => one.key === key);
    expect(found('recovery.max_fix_cycles')).toMatchObject({
      value: 5,
      differs: true,
      line: made.split('\n').length + 1,
    });
    expect(found('runtime.default_mode')).toMatchObject({ value: 'default_codex', differs: false, line: 5 });
    expect(found('runtime.silence_seconds')).toMatchObject({ value: 900, differs: false, line: null });
    expect(settings.every(({ description }) => description.endsWith('.'))).toBe(true);
    const { stdout } = await here('config', 'show', '--changed');
    expect(stdout).toMatch(/recovery\.max_fix_cycles +5 +millrace-agents\/millrace\.toml:\d+/);
    expect(stdout).not.toMatch(/silence_seconds/);
  });

  test('says which permission is in force, with what each runner gets for it', async () => {
    const walls =
      'Agents may: basic (Codex: -c default_permissions="millrace_…"; before 0.140.0: --sandbox workspace-write; Claude Code: --permission-mode acceptEdits, commands in its sandbox)';
    expect((await here('config', 'show')).stdout.startsWith(walls)).toBe(true);
    await here('config', 'set', 'runners.codex.permission_default', 'maximum');
    expect((await here('config', 'show')).stdout).toMatch(/^Agents may: maximum \(Codex: --dangerously-bypass/);
  });

  test('hides the values of variables', async () => {
    writeFileSync(file, '[runners.codex.env]\nTOKEN = "s3cret"\n');
    for (const more of [[], ['--json']]) {
      const { stdout } = await here('config', 'show', ...more);
      expect(stdout).toMatch(/TOKEN/);
      expect(stdout).not.toMatch(/s3cret/);
    }
  });
});

describe('config get', () => {
  test.each([
    ['recovery.max_fix_cycles', '2'],
    ['runtime.default_mode', 'default_codex'],
    ['runners.codex.profile', '(not set)'],
    ['runners.codex.args', '["exec"]'],
  ])('%s is %s', async (key, value) => {
    expect(await here('config', 'get', key)).toMatchObject({ code: 0, stdout: `${value}\n` });
  });

  test.each([
    ['recovery.max_fix_cylces', 4, /Did you mean max_fix_cycles\?/],
    ['nothing', 4, /There is no setting nothing/],
    ['a..b', 2, /is no key/],
  ])('%s is refused', async (key, code, says) => {
    await refused(['config', 'get', key], code, says);
  });
});

describe('config set', () => {
  test('changes the value and keeps every other line, and unset brings the default back', async () => {
    expect(await here('config', 'set', 'runners.codex.permission_default', 'read_only')).toMatchObject({ code: 0 });
    expect(text()).toBe(made.replace('"basic"', '"read_only"'));
    const { stdout } = await here('config', 'unset', 'runners.codex.permission_default');
    expect(stdout).toMatch(/permission_default = "basic", the default \(was "read_only"\)/);
    expect(text()).toBe(made.replace('permission_default = "basic"\n', ''));
  });

  test('takes numbers, lists, tables and quoted names as TOML, and text also without quotes', async () => {
    const calls = [
      ['recovery.max_fix_cycles', '3'],
      ['runtime.environment_backoff_seconds', '[1, 2.5]'],
      ['runners.codex.env', '{ LANG = "C" }'],
      ['runners.codex.permission_by_model."gpt-5.5"', 'elevated'],
      ['stages.builder.model', '5'],
    ];
    for (const [key = '', value = ''] of calls) {
      expect(await here('config', 'set', key, value), key).toMatchObject({ code: 0 });
    }
    expect(text().split('\n')).toEqual(expect.arrayContaining(made.split('\n')));
    expect(await data('config', 'get', 'runners.codex.permission_by_model."gpt-5.5"')).toMatchObject({
      value: 'elevated',
    });
    expect(await data('config', 'get', 'stages.builder.model')).toMatchObject({ value: '5' });
    expect(await data('config', 'get', 'runtime.environment_backoff_seconds')).toMatchObject({ value: [1, 2.5] });
    expect(await here('config', 'validate')).toMatchObject({ code: 0 });
  });

  test('says when it is so already, and warns of what will not do anything', async () => {
    const again = await data<{ changed: boolean }>('config', 'set', 'recovery.max_fix_cycles', '2');
    expect(again.changed).toBe(true);
    expect(await data('config', 'set', 'recovery.max_fix_cycles', '2')).toMatchObject({ changed: false });
    const { code, stderr } = await here('config', 'set', 'stages.bulider.model', 'm');
    expect({ code, stderr }).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/MR1050.*Did you mean builder/) as string,
    });
  });

  test.each([
    [['runners.codex.permission_default', 'maximun'], /:9: error MR1002: .*Did you mean maximum\?/],
    [['recovery.max_fix_cycles', 'many'], /expected number/],
    [['runtime.default_mode', 'nope'], /There is no mode nope/],
    [['runtime.run_style', 'once'], /millrace run once/],
    [['runtime', '1'], /cannot be changed/],
  ])('%j is refused and nothing is written', async (args, says) => {
    await refused(['config', 'set', ...args], 1, says);
  });

  test('mends a file that is wrong elsewhere, key by key, and refuses one that is no TOML', async () => {
    writeFileSync(file, '[recovery]\nmax_fix_cylces = 3 # typo\nmax_mechanic_attempts = 0\n');
    expect(await here('config', 'unset', 'recovery.max_fix_cylces')).toMatchObject({ code: 0 });
    expect(await here('config', 'set', 'recovery.max_mechanic_attempts', '1')).toMatchObject({ code: 0 });
    expect(text()).toBe('[recovery]\nmax_mechanic_attempts = 1\n');
    writeFileSync(file, '[recovery\n');
    await refused(['config', 'set', 'recovery.max_fix_cycles', '3'], 1, /is not TOML[^]*:1: error MR1001/);
  });

  test('loses nothing when several do it at once, and leaves the permissions of the file', async () => {
    chmodSync(file, 0o600);
    const names = ['builder', 'checker', 'fixer', 'updater'];
    const cwd = stand.workspace;
    const ran = await Promise.all(
      names.map((name) => stand.spawn(['config', 'set', `stages.${name}.model`, 'm'], { cwd })),
    );
    expect(ran.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
    for (const name of names) expect(text()).toContain(`[stages.${name}]\nmodel = "m"`);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    chmodSync(file, 0o644);
  });

  test('never takes a file that cannot be read for an empty one', async () => {
    const outside = join(stand.root, 'outside.toml');
    writeFileSync(outside, '[recovery]\nmax_fix_cycles = 9\n');
    rmSync(file);
    symlinkSync(outside, file);
    await refused(['config', 'set', 'recovery.max_fix_cycles', '3'], 1, /link that leads out/);
    await refused(['config', 'show'], 1, /link that leads out/);
    rmSync(file);
  });

  test("unset of a key that is nobody's is refused", async () => {
    await refused(['config', 'unset', 'recovery.nope'], 4, /There is no setting recovery.nope/);
  });
});

describe('model-aliases', () => {
  interface Aliases {
    aliases: { id: string; model: string; thinkingLevel: string; from: string; assignedTo: string[] }[];
  }
  const alias = async (id: string) =>
    (await data<Aliases>('model-aliases', 'list')).aliases.find((one) => one.id === id);

  test('are defined, assigned, cleared and removed, and the file is as before', async () => {
    const ok = async (...args: string[]) =>
      expect(await here('model-aliases', ...args), args.join(' ')).toMatchObject({ code: 0 });
    await ok('set', 'own', '--model', 'm', '--thinking-level', 'low');
    await ok('assign-global', 'own');
    await ok('assign-loop', 'execution.standard', 'own');
    await ok('assign-stage', 'builder', 'fast');
    expect(await alias('own')).toMatchObject({
      from: 'millrace.toml',
      assignedTo: ['every stage', 'graph execution.standard'],
    });
    expect(await alias('fast')).toMatchObject({ from: 'built in', assignedTo: ['stage builder'] });
    await refused(['model-aliases', 'remove', 'own'], 5, /assigned to every stage, graph execution\.standard/);
    await ok('clear-global');
    await ok('clear-loop', 'execution.standard');
    await ok('clear-stage', 'builder');
    await ok('remove', 'own');
    expect(await alias('own')).toBeUndefined();
    expect(text().startsWith(made)).toBe(true);
    expect(await here('config', 'show', '--changed')).toMatchObject({
      stdout: expect.not.stringMatching(/model_/) as string,
    });
  });

  test('of the mode can be assigned as well', async () => {
    writeFileSync(file, '[runtime]\ndefault_mode = "efficient_learning_codex"\n');
    const of = (await data<Aliases>('model-aliases', 'list')).aliases.find(({ from }) => from.startsWith('mode '));
    expect(of?.from).toBe('mode efficient_learning_codex');
    expect(await here('model-aliases', 'assign-stage', 'builder', of?.id ?? '')).toMatchObject({ code: 0 });
  });

  test('that are built in stay when what was changed of them is removed', async () => {
    await here('model-aliases', 'set', 'deep', '--model', 'm', '--thinking-level', 'low');
    expect(await alias('deep')).toMatchObject({ model: 'm' });
    expect((await here('model-aliases', 'remove', 'deep')).stdout).toMatch(/deep is built in and stays/);
    expect(await alias('deep')).toMatchObject({ model: 'gpt-5.5', from: 'built in' });
  });

  test.each([
    [['show', 'standrad'], 4, /Did you mean standard\?/],
    [['assign-global', 'nope'], 4, /no alias nope/],
    [['assign-stage', 'bulider', 'fast'], 4, /Did you mean builder\?/],
    [['assign-loop', 'execution.standrad', 'fast'], 4, /Did you mean execution\.standard\?/],
    [['set', 'a b', '--model', 'm', '--thinking-level', 'low'], 2, /no name for an alias/],
    [['set', 'a', '--model', 'm m', '--thinking-level', 'low'], 2, /no model and no effort/],
    [['set', 'a', '--model', 'm'], 2, /--thinking-level/],
  ])('%j is refused', async (args, code, says) => {
    await refused(['model-aliases', ...args], code, says);
  });
});
