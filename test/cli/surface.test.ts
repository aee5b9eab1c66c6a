// The shape of the command line: every command explains itself, and read commands load nothing heavy.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Stand } from './stand.js';
import { makeStand } from './stand.js';

let stand: Stand;
beforeAll(async () => void (stand = await makeStand()));
afterAll(() => rmSync(stand.root, { recursive: true, force: true }));

const TREE: Record<string, string[]> = {
  init: [],
  'add-task': [],
  'add-spec': [],
  'add-probe': [],
  'add-idea': [],
  add: [],
  closures: ['ls', 'judge'],
  approvals: ['ls', 'show', 'approve', 'deny'],
  queue: [
    ...[
      'ls',
      'show',
      'add-task',
      'add-spec',
      'add-probe',
      'add-idea',
      'cancel',
      'retry',
      'retry-blocked',
      'archive-blocked',
      'supersede',
    ],
    ...['retarget', 'retarget-dependency'],
  ],
  cancel: [],
  retry: [],
  'retry-active': [],
  'clear-stale-state': [],
  planning: ['retry-active'],
  incident: ['resolve', 'cancel', 'archive-invalid'],
  quarantine: ['ls', 'fix', 'drop'],
  run: ['once', 'daemon'],
  status: [],
  usage: [],
  runs: ['ls', 'show', 'tail'],
  compile: ['validate', 'show', 'graph', 'diff', 'simulate'],
  modes: ['list', 'show'],
  config: ['show', 'get', 'set', 'unset', 'validate', 'reload'],
  'model-aliases': [
    ...['list', 'show', 'set', 'remove', 'assign-global', 'clear-global', 'assign-loop', 'clear-loop', 'assign-stage'],
    'clear-stage',
  ],
  control: ['pause', 'resume', 'stop', 'retry-active', 'clear-stale-state', 'reload-config'],
  pause: [],
  resume: [],
  stop: [],
  mirror: ['verify', 'rebuild'],
  server: ['start', 'stop', 'status'],
  skills: ['ls', 'show', 'search', 'install', 'export', 'create'],
  assets: ['ls', 'copy'],
  upgrade: [],
  doctor: [],
  version: [],
};
const COMMANDS = Object.entries(TREE).flatMap(([name, below]) => [[name], ...below.map((one) => [name, one])]);

test.each(COMMANDS.map((path) => path.join(' ')))('%s --help describes it and gives an example', async (command) => {
  const { code, stdout } = await stand.run([...command.split(' '), '--help']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^Usage: millrace .*\n\n[A-Z].+/);
  expect(stdout).toMatch(/Example:\n {2}millrace /);
  expect(stdout).toMatch(/--json/);
});

test('the help names every exit code', async () => {
  const { stdout } = await stand.run(['--help']);
  for (const code of [0, 1, 2, 3, 4, 5, 6, 7, 10, 11, 20]) expect(stdout).toMatch(new RegExp(`\\b${code} `));
});

test('the version is that of the package, in every spelling', async () => {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  const { version } = JSON.parse(text) as { version: string };
  expect(await stand.run(['--version'])).toMatchObject({ code: 0, stdout: `${version}\n` });
  expect(await stand.run(['version'])).toMatchObject({ code: 0, stdout: `millrace ${version}\n` });
  expect((await stand.run(['version', '--json'])).stdout).toBe(`{"ok":true,"data":{"version":"${version}"}}\n`);
});

/** A hook that writes down every module that is loaded. */
const HOOK = `import { appendFileSync } from 'node:fs';
export async function load(url, context, next) {
  appendFileSync(process.env.LOADED, url + '\\n');
  return next(url, context);
}`;

test.each([['--version'], ['status'], ['queue ls'], ['queue show x'], ['runs ls'], ['--help']])(
  '%s loads no Temporal, no schema library and no execa',
  async (command) => {
    const hook = join(stand.root, 'hook.mjs');
    const loaded = join(stand.root, 'loaded');
    writeFileSync(hook, HOOK);
    writeFileSync(loaded, '');
    const register = `import { register } from 'node:module'; register('${pathToFileURL(hook).href}');`;
    const env = { LOADED: loaded, NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(register)}` };
    await stand.run(command.split(' '), { cwd: stand.workspace, env });
    const modules = readFileSync(loaded, 'utf8');
    expect(modules).toMatch(/dist\/cli\/main\.js/);
    expect(modules).not.toMatch(
      /@temporalio|node_modules\/(zod|execa|smol-toml)|dist\/activities|dist\/worker\/server/,
    );
  },
);

test('no colour when the output is no terminal', async () => {
  const { stdout } = await stand.run(['status'], { cwd: stand.workspace });
  expect(stdout).not.toContain('\u001b');
});
