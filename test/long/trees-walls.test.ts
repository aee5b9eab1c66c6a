// Walls of ours around the agents of a root in its tree, and around the operator's own commands there, on a real server: three real CLIs, one for each stage
// of a task, reach for what is not theirs, do their work, and leave their words on their desks. What they try goes without walls.
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, inject, it } from 'vitest';
import type { Route } from '../../agents/suite/model-server/script.js';
import { type ModelServer, startModelServer } from '../../agents/suite/model-server/server.js';
import { DEFAULT_RUNNER_CONFIG } from '../../agents/runner-config.js';
import { boxWorks } from '../../agents/walls/box.js';
import { packageRoot } from '../../disk/package-root.js';
import { claudeEnv } from '../runners/claude-user.js';
import { installRunner } from '../runners/install.js';
import { makePiUser, PROVIDER } from '../runners/pi-user.js';
import { exampleIn } from '../runners/stands.js';
import { Bench, until } from '../support/bench.js';
import { specText } from '../support/spec-text.js';
import { manages } from '../support/stories.js';
import { taskText } from '../support/task-text.js';

const PATH = `${process.env['PATH']}:${installRunner('codex')}`;
const around = { workspaceDir: import.meta.dirname, config: DEFAULT_RUNNER_CONFIG, env: { PATH } };
/** Where user namespaces are forbidden there are no walls to try. */
const canBox = await boxWorks(around);

let server: ModelServer;
let bench: Bench;
beforeAll(async () => void (server = await startModelServer()));
afterAll(() => server.close());
afterEach(() => bench.close());

const git = (...args: string[]): string =>
  execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', ...args], {
    cwd: bench.workspace,
    encoding: 'utf8',
  }).trimEnd();
const room = (...names: string[]): string => path.join(path.dirname(bench.workspace), ...names);

/** Not below a temporary folder: behind walls there is another one in its place, and nothing would have to be kept from anybody. */
function makeBench(): void {
  const cache = path.join(packageRoot(), 'node_modules', '.cache');
  mkdirSync(cache, { recursive: true });
  const [before] = [process.env['TMPDIR'], (process.env['TMPDIR'] = realpathSync(cache))];
  bench = new Bench(inject('temporalAddress'));
  for (const env of [process.env, bench.env])
    if (before === undefined) delete env['TMPDIR'];
    else env['TMPDIR'] = before;
}

/** A repository with one commit, a home with a key in it, and the tree of another root in our state. */
async function stand(): Promise<void> {
  makeBench();
  git('checkout', '-q', '-b', 'main');
  writeFileSync(path.join(bench.workspace, 'README.md'), 'one\n');
  writeFileSync(path.join(bench.workspace, '.gitignore'), 'made/\n');
  git('add', '-A');
  git('commit', '-qm', 'one');
  await bench.ok('init', '--trees', 'per_root');
  for (const [file, text] of [
    [room('home', '.ssh', 'id'), 'CANARY\n'],
    [path.join(bench.stateDir(), 'trees', 'other', 'file'), 'CANARY\n'],
    [path.join(bench.stateDir(), 'kept'), 'CANARY\n'],
  ] as const) {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  Object.assign(bench.env, { HOME: room('home'), PATH });
}

/** By name: what is tried. Each stands for itself, and may leave nothing where walls are. */
const deeds = (): Record<string, string> => {
  const [state, user] = [bench.stateDir(), bench.workspace];
  const agents = path.join(user, 'millrace-agents');
  return {
    'write into the checkout': `echo x >>${user}/README.md && grep -q x ${user}/README.md`,
    'add to the checkout': `echo x >${user}/made-here`,
    'plant a hook': `echo x >${user}/.git/hooks/pre-commit`,
    'make a branch': `git -C ${user} update-ref refs/heads/evil HEAD`,
    'change how git knows its trees': `mkdir -p ${user}/.git/worktrees/evil`,
    'change the settings': `echo "# x" >>${agents}/millrace.toml`,
    'add work': `echo x >${agents}/tasks/queue/evil.md`,
    'read the tree of another': `grep -q CANARY ${state}/trees/other/file`,
    'change the tree of another': `echo x >>${state}/trees/other/file && grep -q x ${state}/trees/other/file`,
    'read the state': `grep -q CANARY ${state}/kept`,
    'add to the state': `echo x >${state}/made`,
    'read the keys': `grep -q CANARY ${room('home', '.ssh', 'id')}`,
    'write beside all': `echo x >${room('beside')}`,
  };
};

/** Commands that say what was done in a file in the tree, `did-NAME`; there is none where nothing was. */
const attacksOf = (name: string): string[] =>
  Object.entries(deeds()).map(([what, code]) => `( ${code} ) >/dev/null 2>&1 && echo '${what}' >>did-${name}; true`);
const attackOf = (name: string): string => attacksOf(name).join('\n');

/** What the same commands do in a folder of ours that looks like a tree, without walls. */
function doneWithout(folder: string): string[] {
  spawnSync('bash', ['-c', attackOf('control')], { cwd: folder, env: bench.env });
  return readFileSync(path.join(folder, 'did-control'), 'utf8').trim().split('\n');
}

const MARKERS = { builder: 'BUILDER_COMPLETE', checker: 'CHECKER_PASS', updater: 'UPDATE_COMPLETE' } as const;
type Node = keyof typeof MARKERS;
const NODES = Object.keys(MARKERS) as Node[];
const RUNNERS: Record<Node, string> = { builder: 'pi_rpc', checker: 'claude_code', updater: 'command.tiny' };

/** The agent attacks, works, and leaves a report on its desk, which it is told of. */
const route = (node: Node): Route => ({
  match: new RegExp(`^Node ID: ${node}$`, 'm'),
  order: 'turn',
  steps: [
    (said) => {
      const desk = /^Run Directory: (.+)$/m.exec(said)?.[1] ?? '/nowhere';
      const work = `echo ${node} >work-${node}.txt; echo "report of ${node}" >"${desk}/${node}-note.md"`;
      return { shell: `${attackOf(node)}\n${work}` };
    },
    { reply: `It is done.\n\n### ${MARKERS[node]}` },
  ],
});

/** Users of all three runners in one environment, each with a key of its own. */
function become(): void {
  const url = (node: Node): string => server.session(`walls-${node}`, { routes: [route(node)] });
  const pi = makePiUser(room('home'), `${installRunner('pi')}:${installRunner('codex')}`);
  pi.use(url('builder'));
  const bins = ['codex', 'claude', 'pi'].map(installRunner);
  const claude = claudeEnv(room('home'), url('checker'), ...bins);
  const more = {
    TESTS_API_KEY: pi.env['TESTS_API_KEY'],
    OPENAI_BASE_URL: url('updater'),
    OPENAI_API_KEY: 'tiny-key-0123456789',
  };
  for (const [key, value] of Object.entries({ ...claude, ...more }))
    if (value !== undefined && !/^(?:MILLRACE|TEMPORAL)_/.test(key)) bench.env[key] = value;
  delete bench.env['MILLRACE_SCRIPT'];
}

const SANDBOX = 'sandbox = "bubblewrap"';

function configure(): Promise<string> {
  mkdirSync(room('agents'));
  writeFileSync(room('agents', 'tiny.py'), exampleIn('python'));
  chmodSync(room('agents', 'tiny.py'), 0o755);
  const file = bench.file('millrace.toml');
  const more = [
    ...['[runners.pi]', `provider = "${PROVIDER}"`, SANDBOX, '[runners.claude_code]', SANDBOX],
    ...[
      '[runners.command.tiny]',
      `argv = ["${room('agents', 'tiny.py')}", "{model}"]`,
      'dialect = "millrace"',
      SANDBOX,
    ],
    'pass_env = ["OPENAI_BASE_URL", "OPENAI_API_KEY"]',
    ...NODES.flatMap((node) => [`[stages.${node}]`, `runner = "${RUNNERS[node]}"`]),
  ];
  writeFileSync(file, `${readFileSync(file, 'utf8')}\n${more.join('\n')}\n`);
  return bench.ok('trust', '--accept');
}

it.runIf(canBox)(
  'Pi, Claude Code and a command in the tree of a root do their work, and get at nothing else',
  async () => {
    await stand();
    await configure();
    become();
    writeFileSync(bench.file('tasks/queue/t1.md'), taskText('t1', 'Root-Spec-ID: root-a\n'));
    const hooks = readFileSync(path.join(bench.workspace, '.git/config'), 'utf8');
    const { code, output } = await bench.run('run', '--until', 'idle');
    expect(code, output).toBe(0);
    expect(bench.stages()).toEqual(NODES.map((node) => `${node} task/t1 ${MARKERS[node]}`));
    expect(NODES.map((node) => server.requests(`walls-${node}`).length)).toEqual([2, 2, 2]);

    const files = git('diff', '--name-only', 'main', 'millrace/root-a').split('\n');
    expect(files, 'nothing was done that was tried').toEqual(NODES.map((node) => `work-${node}.txt`).sort());
    expect(git('status', '--porcelain')).toBe('?? millrace-agents/');
    expect(git('for-each-ref', '--format=%(refname)')).toBe('refs/heads/main\nrefs/heads/millrace/root-a');
    expect(readFileSync(path.join(bench.workspace, '.git/config'), 'utf8')).toBe(hooks);
    expect(existsSync(path.join(bench.workspace, '.git/hooks/pre-commit'))).toBe(false);
    expect(bench.names('tasks/queue')).toEqual([]);
    const run = bench.names('runs')[0] ?? '';
    for (const node of NODES)
      expect(readFileSync(bench.file(`runs/${run}/${node}-note.md`), 'utf8')).toBe(`report of ${node}\n`);

    const tree = (await bench.ok('trees', 'open', 'root-a')).trimEnd();
    expect(doneWithout(tree), 'without walls all of it goes').toEqual(Object.keys(deeds()));
  },
);

/** A root with one task, which uses what the setup made. */
const scripted = (root: string): Parameters<Bench['script']>[0] => ({
  [`manager:${root}`]: manages(`t-${root}`, root),
  [`builder:t-${root}`]: [
    { marker: 'BUILDER_COMPLETE', run: ['sh', '-c', `cat made/lib >${root}.txt`], no_side_effects: true },
  ],
});

it.runIf(canBox && process.env['MILLRACE_LONG'] !== 'slice')(
  'the commands of setup and checks run in the walls of their stage, and one that fails waits for a person',
  async () => {
    await stand();
    bench.env['PATH'] = PATH;
    writeFileSync(
      bench.file('millrace.toml'),
      `${readFileSync(bench.file('millrace.toml'), 'utf8')}\n[runners.scripted]\n${SANDBOX}\n`,
    );
    await bench.ok('trust', '--accept');
    const setup = [...attacksOf('setup'), 'mkdir -p made && echo lib >made/lib && mv did-setup made/ || true'];
    const checks = [...attacksOf('check'), 'test -e a.txt && ! test -e did-check'];
    await bench.ok('config', 'set', 'trees.deliver', 'merge');
    await bench.ok('config', 'set', 'trees.setup', JSON.stringify(setup));
    await bench.ok('config', 'set', 'trees.checks', JSON.stringify(checks));
    await bench.ok('config', 'set', 'runtime.environment_backoff_seconds', '[1]');
    bench.script({ ...scripted('a'), ...scripted('b') });
    writeFileSync(bench.file('specs/queue/a.md'), specText('a'));
    const first = await bench.run('run', '--until', 'idle');
    expect(first.code, first.output).toBe(0);
    expect(bench.events('delivery_answered').map(({ data }) => data['kind'])).toEqual(['landed']);
    expect(git('show', 'main:a.txt')).toBe('lib');
    const tree = (await bench.ok('trees', 'open', 'a')).trimEnd();
    expect(existsSync(path.join(tree, 'made', 'did-setup')), 'nothing of it went').toBe(false);
    expect(git('for-each-ref', '--format=%(refname)')).toBe('refs/heads/main\nrefs/heads/millrace/a');

    await bench.ok('config', 'set', 'trees.setup', '["echo no registry here; exit 7"]');
    writeFileSync(bench.file('specs/queue/b.md'), specText('b'));
    const second = bench.start('run', 'daemon');
    await until(() => bench.events('stage_waits_for_environment').length > 0, 'the tree cannot be set up');
    const status = await bench.run('status', '--check');
    expect(status.code, status.output).toBe(20);
    expect(status.output).toMatch(
      /The tree of b cannot be set up: `echo no registry here; exit 7` ended with 7, and said last: no registry here/,
    );
    expect(status.output).toMatch(/Correct trees\.setup/);
    await bench.ok('config', 'set', 'trees.setup', JSON.stringify(setup));
    await bench.ok('config', 'reload');
    await until(() => bench.events('delivery_answered').length === 2, 'it goes on by itself');
    expect(bench.events('delivery_answered').at(-1)?.data).toMatchObject({ root: 'b', kind: 'landed' });
    second.child.kill('SIGINT');
    await second.ended;
  },
);
