// Bad input of every kind: the exit code, one clear message, no stack trace, and nothing written.
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Ran, Stand } from './stand.js';
import { fingerprint, makeStand, taskText } from './stand.js';

let stand: Stand;
beforeAll(async () => {
  stand = await makeStand();
  makeFiles(stand.root);
});
afterAll(() => rmSync(stand.root, { recursive: true, force: true }));

function makeFiles(root: string): void {
  const put = (name: string, content: string | Buffer): void => writeFileSync(join(root, name), content);
  put('good.md', taskText('T-1'));
  put('faulty.md', '# Faulty\n\nTask-ID: a/b\nCreated-At: yesterday\nStatus-Hint: odd\n');
  put('latin1.md', Buffer.from([0x23, 0x20, 0xe9, 0x0a]));
  put('nul.md', '# A\0B\n');
  put('big.md', Buffer.alloc(50 * 1024 * 1024, 'x'));
  put('broken.json', '{"task_id": ');
  put('unknown.json', '{"task_id": "T-1", "colour": "red"}');
  put('task.txt', taskText('T-1'));
  put('broken.toml', '[runtime]\n\ndefault_mode = \n');
  put('typo.toml', '[runtime]\ndefault_mod = "x"\n');
  put('runner.toml', '[stages.builder]\nrunner = "codex_clj"\n');
  symlinkSync(join(root, 'good.md'), join(root, 'link.md'));
  mkdirSync(join(root, 'folder.md'));
  execFileSync('mkfifo', [join(root, 'pipe.md')]);
}

/** In the workspace, unless the arguments name another one. */
async function refused(args: readonly string[], code: number, says: RegExp, input?: string | Buffer): Promise<Ran> {
  const before = fingerprint(stand.root);
  const cwd = args.includes('--workspace') ? stand.root : stand.workspace;
  const ran = await (input === undefined ? stand.run(args, { cwd }) : stand.spawn(args, { cwd, input }));
  expect({ code: ran.code, says: says.test(ran.stderr), text: ran.stderr }).toMatchObject({ code, says: true });
  expect(ran.stdout).toBe('');
  expect(ran.stderr).toMatch(/^(error: |Usage: )/);
  expect(ran.stderr).not.toMatch(/^ +at .*:\d+/m);
  expect(fingerprint(stand.root)).toEqual(before);
  return ran;
}

describe('a command line that is wrong', () => {
  test.each([
    [['frobnicate'], /unknown command 'frobnicate'/],
    [['statsu'], /^error: unknown command 'statsu' \(Did you mean status\?\)$/m],
    [['status', '--chekc'], /unknown option '--chekc'/],
    [['queue'], /subcommand is missing/],
    [['queue', 'frobnicate'], /unknown command 'frobnicate'/],
    [['queue', 'show'], /missing required argument 'id'/],
    [['queue', 'show', 'a', 'b'], /too many arguments/],
    [['runs', 'ls', '--limit', '0'], /whole number from 1 on/],
    [['run', 'frobnicate'], /unknown command 'frobnicate'$/m],
    [['run', 'deamon'], /unknown command 'deamon' \(Did you mean run daemon\?\)/],
    [['run', '--max-stages', 'many'], /whole number from 1 on/],
    [['run', 'daemon', '--monitor', 'loud'], /Allowed choices are none, basic/],
    [['compile', 'graph', '--plane', 'astral'], /Allowed choices/],
    [['init', '--permission', 'some'], /Allowed choices/],
    [['init', '--server', 'here'], /host:port/],
    [['add-task'], /Give either a file or --text/],
    [['add-task', 'x.md', 'z.md', '--text', 'y'], /Give either a file or --text/],
    [['add-task', 'x.md', '--text', 'y'], /Give either a file or --text/],
    [['status', '--as', ' '], /--as needs a name/],
    // A variable that nobody set.
    [['add-task', ''], /`millrace add-task` was given nothing for <files>/],
    [['add-idea', '', '--dry-run'], /`millrace add-idea` was given nothing for <files>/],
    [['add', 'review', 'a.md', ' '], /given nothing for <files>/],
    [['remove', ''], /given nothing for <dir>/],
    [['queue', 'move', 'T-1', '--before', ''], /given nothing for --before/],
    [['run', '--config', ''], /given nothing for --config/],
  ])('%j exits 2', async (args, says) => {
    await refused(args, 2, says);
  });
});

test.each([
  [['frobnicate'], '`millrace --help` shows the commands; each has a `--help`.'],
  [['queue'], '`millrace queue --help` shows the commands; each has a `--help`.'],
  [['queue', 'retarget'], '`millrace queue retarget --help` shows what it takes.'],
  [['config', 'set', 'a', 'b', '--hard'], '`millrace config set --help` shows what it takes.'],
])('%j ends with the help that belongs to it', async (args, hint) => {
  const { stderr } = await refused(args, 2, /error: /);
  expect(stderr.trimEnd().split('\n').at(-1)).toBe(hint);
});

describe('an id', () => {
  test.each([
    ['queue', 'T-404', 4, /no item T-404/],
    ['runs', 'run-404', 4, /no run run-404/],
    ['queue', '../../etc/passwd', 2, /is not an id/],
    ['queue', '..', 2, /is not an id/],
    ['queue', 'a/b', 2, /is not an id/],
    ['queue', '', 2, /given nothing for <id>/],
    ['queue', 'x'.repeat(300), 2, /is not an id/],
    ['queue', 'a\nb', 2, /is not an id/],
    ['runs', '..', 2, /is not an id/],
    ['runs', '../runs', 2, /is not an id/],
    ['runs', '/etc', 2, /is not an id/],
  ])('%s show %j exits as it should', async (group, id, code, says) => {
    await refused([group, 'show', id], code, says);
  });
});

describe('a document', () => {
  const add = (file: string): string[] => ['add-task', join(stand.root, file)];
  test.each([
    ['missing.md', /There is no file .*missing\.md\.\n.*--text/],
    ['link.md', /symbolic link/],
    ['folder.md', /holds no .md and no .json file/],
    ['pipe.md', /not a regular file/],
    ['latin1.md', /not UTF-8/],
    ['nul.md', /NUL/],
    ['big.md', /52428800 bytes/],
    ['broken.json', /not valid JSON/],
    ['unknown.json', /no field `colour`/],
    ['task.txt', /neither \.md nor \.json/],
  ])('%s is refused with its reason', async (file, says) => {
    await refused(add(file), 1, says);
  });

  test('tells all its faults at once, each with its line', async () => {
    const { stderr } = await refused(add('faulty.md'), 1, /\d+ faults/);
    expect(stderr).toMatch(/faulty\.md:3: .*a\/b/);
    expect(stderr).toMatch(/faulty\.md:4: .*yesterday/);
    expect(stderr).toMatch(/faulty\.md:5: .*odd/);
    expect(stderr).toMatch(/Acceptance/);
  });

  test('of 50 MB on standard input is refused', async () => {
    await refused(['add-task', '-'], 1, /too large/, Buffer.alloc(50 * 1024 * 1024, 'x'));
  });

  test('on standard input that is empty is refused', async () => {
    await refused(['add-task', '-'], 1, /standard input is no valid task/, '');
  });

  test('whose faults are asked for as JSON comes as one object on stdout', async () => {
    const { code, stdout, stderr } = await stand.run([...add('faulty.md'), '--json'], { cwd: stand.workspace });
    const answer = JSON.parse(stdout) as { ok: boolean; error: { code: string; problems: { line?: number }[] } };
    expect({ code, ok: answer.ok, error: answer.error.code, stderr }).toMatchObject({
      ...{ code: 1, ok: false, error: 'invalid_document', stderr: '' },
    });
    expect(answer.error.problems.map(({ line }) => line)).toContain(4);
  });
});

describe('a configuration', () => {
  test.each([
    [['compile', 'validate', '--mode', 'default_codx'], /There is no mode default_codx.*Did you mean default_codex/],
    [['run', '--mode', 'nope'], /There is no mode nope/],
    [['init', '--mode', 'nope'], /There is no mode nope/],
    [['compile', 'validate', '--config', 'missing.toml'], /missing\.toml cannot be read: there is no such file/],
    [['run', '--config', 'missing.toml'], /there is no such file/],
    [['config', 'validate', '--config', '../broken.toml'], /broken\.toml:3: error MR1001/],
    [['config', 'validate', '--config', '../typo.toml'], /default_mod/],
    [['config', 'validate', '--config', '../folder.md'], /not a file/],
    [['config', 'validate', '--config', '../latin1.md'], /not UTF-8/],
    [['compile', 'show', '--config', '../runner.toml'], /codex_clj.*Did you mean codex_cli/],
  ])('%j exits 1 and names what is wrong', async (args, says) => {
    await refused(args, 1, says);
  });
});

test.each([
  ['{"outcome": {}}', /script\.json: outcome: unknown; allowed: outcomes, log/],
  ['{"outcomes": {]}', /script\.json: line 1, column 15: .*\n.*unset MILLRACE_SCRIPT\.$/m],
  ['{"outcomes": {"buildr": ["A"]}}', /script\.json: outcomes\.buildr: .*its nodes: .*builder/],
])('a rehearsal by the script %s does not begin', async (text, says) => {
  const file = join(stand.root, 'script.json');
  writeFileSync(file, text);
  const env = { MILLRACE_SCRIPT: file };
  const { code, stderr } = await stand.run(['run', 'once'], { cwd: stand.workspace, env });
  expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringMatching(says) as string });
});

describe('a workspace that is none', () => {
  const COMMANDS = [['status'], ['queue', 'ls'], ['runs', 'ls'], ['pause'], ['run'], ['compile', 'validate']];
  test.each(COMMANDS)('%s %s exits 3', async (...args) => {
    await refused([...args, '--workspace', stand.root], 3, /is not a workspace: run `millrace init`/);
  });

  test.each(['missing', 'good.md', 'good.md/below', 'x'.repeat(300)])('is a clear error: %s', async (name) => {
    await refused(['status', '--workspace', join(stand.root, name)], 3, /is not a workspace/);
  });

  test('does not come into being where a file is, or below one', async () => {
    await refused(['init', join(stand.root, 'good.md')], 1, /there is a file of this name/);
    await refused(['init', join(stand.root, 'good.md', 'below')], 1, /is a file/);
    await refused(['init', '/dev/null/below'], 1, /is a file/);
  });
});

test.each(['pause', 'resume', 'stop', 'control pause'])(
  '%s says that no server runs, and changes nothing',
  async (name) => {
    await refused(name.split(' '), 6, /No Temporal server runs/);
  },
);

test('--debug adds where an error comes from, and nothing else does', async () => {
  const { stderr } = await stand.run(['queue', 'show', '..', '--debug'], { cwd: stand.workspace });
  expect(stderr).toMatch(/^ +at .*:\d+/m);
});
