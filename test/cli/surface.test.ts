// The shape of the command line: every command explains itself, and read commands load nothing heavy.
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Stand } from './stand.js';
import { MAIN, makeStand } from './stand.js';
import type { Command } from 'commander';
import { createProgram } from '../../cli/whole-program.js';
import { pathOf } from '../../cli/tree/effects.js';

let stand: Stand;
beforeAll(async () => void (stand = await makeStand()));
afterAll(() => rmSync(stand.root, { recursive: true, force: true }));

/** Those that people are shown, groups too, from the program itself. */
const commands = below(createProgram(false))
  .filter((one) => !isHidden(one))
  .map(pathOf);

function below(command: Command): Command[] {
  return command.commands.flatMap((one) => [one, ...below(one)]);
}

/** It, or the group that it is in. */
function isHidden(command: Command): boolean {
  const { _hidden, parent } = command as Command & { _hidden?: boolean };
  return _hidden === true || (parent !== null && isHidden(parent));
}

const PROGRAM = new URL('./program.js', pathToFileURL(MAIN)).href;

/** One process asks for the help of each: a process each would take a minute. */
const ASK = `const [program, commands] = process.argv.slice(1);
const { main } = await import(program);
for (const command of JSON.parse(commands)) {
  process.stdout.write('\\u001e' + command + '\\n');
  process.stdout.write('\\u001f' + (await main([...command.split(' '), '--help'])));
}`;

function helps(commands: readonly string[]): Map<string, { code: string; text: string }> {
  const args = ['--input-type=module', '-e', ASK, PROGRAM, JSON.stringify(commands)];
  const said = execFileSync(process.execPath, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
    .split('\u001e')
    .slice(1);
  return new Map(
    said.map((one) => {
      const [command = '', rest = ''] = split(one, '\n');
      const [text = '', code = ''] = split(rest, '\u001f');
      return [command, { code, text }];
    }),
  );
}

const split = (text: string, at: string): string[] => [
  text.slice(0, text.indexOf(at)),
  text.slice(text.indexOf(at) + 1),
];

test('every command has a help that describes it and gives an example', () => {
  expect(commands.length).toBeGreaterThan(100);
  const said = helps(commands);
  for (const command of commands) {
    const { code, text = '' } = said.get(command) ?? {};
    expect(code, command).toBe('0');
    expect(text, command).toMatch(/^Usage: millrace .*\n\n[A-Z].+/);
    expect(text, command).toMatch(/Example:\n {2}millrace /);
    expect(text, command).toMatch(/--json/);
  }
});

test('the help names every exit code', async () => {
  const { stdout } = await stand.run(['--help']);
  for (const code of [0, 1, 2, 3, 4, 5, 6, 7, 10, 11, 20]) expect(stdout).toMatch(new RegExp(`\\b${code} `));
});

test('the version is that of the package, in every spelling', async () => {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  const { version } = JSON.parse(text) as { version: string };
  expect(await stand.spawn(['--version'])).toMatchObject({ code: 0, stdout: `${version}\n` });
  expect(await stand.run(['version'])).toMatchObject({ code: 0, stdout: `millrace ${version}\n` });
  expect((await stand.run(['version', '--json'])).stdout).toBe(`{"ok":true,"data":{"version":"${version}"}}\n`);
});

/** A hook that writes down every module that is loaded. */
const HOOK = `import { appendFileSync } from 'node:fs';
export async function load(url, context, next) {
  appendFileSync(process.env.LOADED, url + '\\n');
  return next(url, context);
}`;

/** Module by module, as the one file has them: in it nobody could count them. */
const CALL = `const [program, ...args] = process.argv.slice(1); await (await import(program)).main(args);`;

test.each([['status'], ['queue ls'], ['queue show x'], ['runs ls'], ['--help']])(
  '%s loads no Temporal, no library for schemas or documents and no execa',
  (command) => {
    const hook = join(stand.root, 'hook.mjs');
    const loaded = join(stand.root, 'loaded');
    writeFileSync(hook, HOOK);
    writeFileSync(loaded, '');
    const register = `import { register } from 'node:module'; register('${pathToFileURL(hook).href}');`;
    const options = `--import data:text/javascript,${encodeURIComponent(register)}`;
    const env = { ...process.env, LOADED: loaded, NODE_OPTIONS: options, MILLRACE_STATE_HOME: `${stand.root}/state` };
    const args = ['--input-type=module', '-e', CALL, PROGRAM, ...command.split(' ')];
    spawnSync(process.execPath, args, { cwd: stand.workspace, env, stdio: 'ignore' });
    const modules = readFileSync(loaded, 'utf8');
    expect(modules).toMatch(/dist\/cli\/program\.js/);
    expect(modules.match(TOO_MUCH)).toBeNull();
  },
);

const TOO_MUCH = /.*(@temporalio|node_modules\/(zod|yaml|execa|smol-toml)|dist\/activities|dist\/worker\/server).*/;

test('no colour when the output is no terminal', async () => {
  const { stdout } = await stand.run(['status'], { cwd: stand.workspace });
  expect(stdout).not.toContain('\u001b');
});
