// The walls of ours around a runner that has none: what a command of the scripted agent can do in bubblewrap, and that it can do all of it
// without.
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { DEFAULT_RUNNER_CONFIG } from '../../agents/runner-config.js';
import { openJournal, readHost } from '../../agents/host/journal.js';
import { CANCEL } from '../../agents/host/wait.js';
import { type RunDeps, runAgent } from '../../agents/run-stage.js';
import { commandBehind, complaintOf, findBubblewrap } from '../../agents/walls/box.js';
import type { Permission } from '../../core/contracts/plan.js';
import { runtimePaths, RUNTIME_DIR } from '../../core/contracts/paths.js';
import { shRunner } from '../agents/stand.js';
import { HANG_MS } from '../support/hang.js';
import { stageRequest } from '../support/stage-request.js';
import type { RunnerRawResult, StageRunRequest } from '../../core/contracts/stage.js';
import { installRunner } from './install.js';
import { inPlace } from '../support/in-place.js';

const PATH = `${process.env['PATH']}:${installRunner('codex')}`;
const boxedConfig = { ...DEFAULT_RUNNER_CONFIG, scripted: { sandbox: 'bubblewrap' as const } };
const around = { workspaceDir: import.meta.dirname, config: boxedConfig, env: { PATH } };
const program = findBubblewrap({ ...around, workspaceDir: '/nowhere' });
const lacking = program === null ? 'there is none' : await complaintOf(around, program);

let root = '';
let server: Server;
let count = 0;
const at = (...names: string[]): string => join(root, ...names);

beforeEach(async () => {
  // Not in /tmp, which is another one behind the walls in any case.
  const cache = join(import.meta.dirname, '../../node_modules/.cache');
  mkdirSync(cache, { recursive: true });
  root = realpathSync(mkdtempSync(join(cache, 'boxed-')));
  for (const folder of [`tree/${RUNTIME_DIR}`, 'tree/.git', 'home/.ssh', 'home/notes', 'states/ws', 'beside'])
    mkdirSync(at(folder), { recursive: true });
  for (const file of Object.values(FILES)) writeFileSync(at(file), 'CANARY\n');
  writeFileSync(at('tree/.git/HEAD'), 'ref: refs/heads/main\n');
  server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
});
afterEach(() => {
  server.close();
  rmSync(root, { recursive: true, force: true, maxRetries: 5 });
});

/** By place; each holds a word. */
const FILES = {
  tree: 'tree/file',
  runtime: `tree/${RUNTIME_DIR}/millrace.toml`,
  git: 'tree/.git/config',
  state: 'states/ws/file',
  states: 'states/file',
  keys: 'home/.ssh/id',
  home: 'home/notes/file',
  beside: 'beside/file',
} as const;
type Place = keyof typeof FILES;

/** What is tried at each place; `F`: its file; `D`: its folder; `N`: a new name in the tree; `W`: a word that is looked for in F afterwards. */
const VERBS = {
  read: 'grep -q CANARY "$F"',
  write: 'echo "$W" >>"$F"',
  make: 'echo x >"$D/made-$W"',
  rename: 'mv "$D" "$D-moved" && mv "$D-moved" "$D"',
  remove: 'cp "$F" "$F-kept" && rm "$F" && mv "$F-kept" "$F"',
  'write by a link at': 'ln -s "$F" "$N" && echo "$W" >>"$N"',
  'write by a hard link at': 'ln "$F" "$N" && echo "$W" >>"$N"',
  'write through /proc/1/root at': 'test -d /proc/1/root/proc/1 && echo "$W" >>"/proc/1/root$F"',
  'write through an open folder at':
    'for d in 3 4 5 6 7 8 9; do echo "$W" >>"/proc/self/fd/$d/..${F#"$ROOT"}" && exit; done; exit 1',
  'write with what hides it taken away at': 'umount "$D"; umount "$STATES"; umount "$HOME"; echo "$W" >>"$F"',
  'write as root of its own namespace at':
    'unshare -Urm sh -c \'umount "$D"; umount "$STATES"; umount "$HOME"; mount -o remount,rw,bind "$D"; mount -o remount,rw /; echo "$W" >>"$F"\'',
} as const;

/** At no place. */
const OTHERS = {
  'signal the worker': `kill -0 ${process.pid}`,
  'read the environment of the worker': `head -c 1 /proc/${process.pid}/environ`,
  'trace the worker': `test -e /proc/${process.pid}/mem && head -c 0 /proc/${process.pid}/mem`,
  'signal its host':
    'for p in $(cat "$STATE"/run/*/claim-1 | grep -o \'"pid":[0-9]*\' | grep -o "[0-9]*"); do kill -0 "$p" && exit; done; exit 1',
  'see the processes of all': 'test "$(ls /proc | grep -c "^[0-9]")" -gt 12',
  'enter the namespaces of another': `nsenter -t ${process.pid} -m true`,
  'reach the network': 'bash -c "echo >/dev/tcp/127.0.0.1/$PORT"',
  'write on its desk': 'echo x >"$DESK/report.md"',
  'change earlier reports': 'echo x >"$DESK/earlier/made"',
  'write in its temporary folder': 'echo x >"$(mktemp)"',
  'write in its home': 'echo x >"$HOME/made"',
} as const;

interface Settings {
  permission?: Permission;
  plane?: 'learning';
  boxed?: boolean;
  capabilities?: { 'network.access'?: 'allow' };
}

const requestFor = ({ permission = 'basic', plane, capabilities = {} }: Settings): StageRunRequest =>
  stageRequest({
    ...{ requestId: `request-boxed-${process.pid}-${(count += 1)}`, runner: 'scripted' },
    ...{ permission, capabilities, timeoutSeconds: 60, ...(plane === undefined ? {} : { plane }) },
  });

const depsFor = (boxed: boolean): RunDeps => ({
  ...{ workspaceDir: at('tree'), stateDir: at('states', 'ws'), prompt: () => Promise.resolve('Do it.\n') },
  config: boxed ? boxedConfig : DEFAULT_RUNNER_CONFIG,
  env: { PATH, HOME: at('home') },
  ...{ signal: new AbortController().signal, beat: () => undefined },
});

/** A stage whose agent starts the command. */
async function play(command: string, settings: Settings): Promise<RunnerRawResult> {
  const script = at('beside', 'script.json');
  writeFileSync(script, JSON.stringify({ outcomes: { builder: [{ run: ['bash', '-c', command], repeat: true }] } }));
  const deps = depsFor(settings.boxed ?? true);
  return runAgent(requestFor(settings), { ...deps, env: { ...deps.env, MILLRACE_SCRIPT: script } });
}

const PLACES = Object.keys(FILES) as Place[];

/** Everything that succeeded, as `read state`. Whether something was written is looked for from outside. */
async function deeds(settings: Settings): Promise<string[]> {
  const address = server.address();
  const said = (await play(scriptOf(address !== null && typeof address === 'object' ? address.port : 0), settings))
    .finalMessage;
  const done = new Set([...(said ?? '').matchAll(/^did (.*)$/gm)].map(([, what = '']) => what));
  const written = PLACES.flatMap((place) =>
    [...readFileSync(at(FILES[place]), 'utf8').matchAll(/^W:(.*)$/gm)].map(([, what = '']) => what),
  );
  const effects = Object.keys(VERBS).filter((verb) => verb.startsWith('write'));
  const isReal = (what: string): boolean =>
    !effects.some((verb) => PLACES.some((place) => what === `${verb} ${place}`)) || written.includes(what);
  return [...new Set([...done, ...written])].filter(isReal);
}

function scriptOf(port: number): string {
  const lines = PLACES.flatMap((place) =>
    Object.entries(VERBS).map(([verb, code], index) => {
      const file = at(FILES[place]);
      const set = `F='${file}'; D='${join(file, '..')}'; N='${at('tree', `link-${place}-${index}`)}'; W='W:${verb} ${place}'; export F D W`;
      return `( ${set}; ${code} ) >/dev/null 2>&1 && echo 'did ${verb} ${place}'`;
    }),
  );
  const others = Object.entries(OTHERS).map(([what, code]) => `( ${code} ) >/dev/null 2>&1 && echo 'did ${what}'`);
  const desk = `DESK=$(echo '${at('tree', RUNTIME_DIR, runtimePaths.desk('request-boxed'))}'*)`;
  return [
    `export ROOT='${root}' STATE='${at('states', 'ws')}' STATES='${at('states')}' PORT=${port}; ${desk}`,
    ...lines,
    ...others,
    'true',
  ].join('\n');
}

const VERB_NAMES = Object.keys(VERBS);
const allAt = (...places: Place[]): string[] => places.flatMap((place) => VERB_NAMES.map((verb) => `${verb} ${place}`));
const isRoot = process.getuid?.() === 0;
const seesInit = existsSync('/proc/1/root/proc/1');
/** Of a folder that is a mount: it cannot be moved. And as root nobody gets a namespace of his own without a capability. */
const atMount = allAt('tree').filter(
  (what) => !/rename|open folder/.test(what) && !(isRoot && what.includes('as root')),
);
const OWN = ['write on its desk', 'write in its temporary folder'];

describe.skipIf(lacking !== null)('in bubblewrap', () => {
  test.each<[string, Settings, string[]]>([
    [
      'read_only',
      { permission: 'read_only' },
      ['read tree', 'read runtime', 'read git', 'read beside', ...OWN, 'write in its home'],
    ],
    [
      'basic, which learns beside other work,',
      { plane: 'learning', capabilities: { 'network.access': 'allow' } },
      ['read tree', 'read runtime', 'read git', 'read beside', 'reach the network', ...OWN, 'write in its home'],
    ],
    ['basic', {}, [...atMount, 'read runtime', 'read git', 'read beside', ...OWN, 'write in its home']],
    [
      'basic with network.access',
      { capabilities: { 'network.access': 'allow' } },
      [...atMount, 'read runtime', 'read git', 'read beside', 'reach the network', ...OWN, 'write in its home'],
    ],
    [
      'elevated',
      { permission: 'elevated' },
      [
        ...atMount,
        'read runtime',
        ...allAt('git', 'home', 'beside').filter(
          // No hard link leads from one mount to another.
          (what) => !/open folder|hard link at (?:home|beside)/.test(what) && !(isRoot && what.includes('as root')),
        ),
        ...['reach the network', ...OWN, 'write in its home'],
      ],
    ],
  ])('%s goes what it promises, and nothing else', async (_name, settings, may) => {
    expect(sorted(await deeds(settings))).toEqual(sorted(may));
  });

  test.each<[string, Settings]>([
    ['without the walls', { boxed: false }],
    ['with the permission maximum', { permission: 'maximum' }],
  ])('%s goes all of it: the walls are what stops the others', async (_name, settings) => {
    const may = [...allAt(...PLACES), ...Object.keys(OTHERS)];
    // Node gives no open folder of its own on to a command; what that would lead to is tried below.
    const cannot = [/open folder/, ...(isRoot ? [] : [/as root|namespaces/]), ...(seesInit ? [] : [/\/proc\/1/])];
    expect(sorted(await deeds(settings))).toEqual(sorted(may.filter((what) => !cannot.some((one) => one.test(what)))));
  });

  test('the open folder of the lease would lead out of the walls: it is why it is closed', () => {
    const asked = { plane: 'execution', permission: 'basic', capabilities: {} } as const;
    const place = {
      ...inPlace(at('tree')),
      stateDir: at('states', 'ws'),
      deskDir: at('tree', 'desk'),
      tmpDir: at('states', 'ws', 'tmp'),
    };
    mkdirSync(place.tmpDir);
    const launch = { argv: [], env: { PATH, HOME: at('home') }, online: false };
    const command = [...commandBehind(asked, place, launch, program ?? ''), 'cat', '/proc/self/fd/9/../states/ws/file'];
    const through = (argv: string[]) =>
      spawnSync('sh', ['-c', 'exec 9<.; exec "$@"', 'sh', ...argv], { cwd: at('tree'), encoding: 'utf8' }).stdout;
    expect(through(command)).toBe('');
    expect(through(command.slice(4))).toBe('CANARY\n');
  });

  test('a tree in the hidden state folder can be worked in, and is all of it that is seen; the checkout of the user is only read', async () => {
    const treeDir = linkedTree();
    expect(await triedIn(treeDir, 'basic')).toEqual(['write tree', 'read user', 'read repository', 'read link']);
    expect(await triedIn(treeDir, 'read_only')).toEqual(['read user', 'read repository', 'read link']);
  });

  test('what a stage leaves running ends with it, however it hides', async () => {
    expect(await leftBy(true)).toEqual([]);
  });

  test('without the walls, and without a subreaper, it goes on', async () => {
    vi.stubEnv('MILLRACE_NO_SUBREAPER', '1');
    try {
      expect(await leftBy(false)).not.toEqual([]);
    } finally {
      vi.unstubAllEnvs();
    }
  });

  test('a host that is killed takes its agent with it, and the next stage gets the tree', async () => {
    const first = play('sleep 600', {});
    const isThere = (): boolean => sleepers('600').length > 0;
    await vi.waitUntil(isThere, { timeout: HANG_MS });
    process.kill(
      readHost(openJournal(at('states', 'ws'), `request-boxed-${process.pid}-${count}`))?.pid ?? 0,
      'SIGKILL',
    );
    expect(await first).toMatchObject({ exitKind: 'lost' });
    expect(isThere()).toBe(false);
    expect(await play('echo done', {})).toMatchObject({ exitKind: 'completed', finalMessage: 'done\n' });
  });

  test('one that is asked to end has its say first', async () => {
    const controller = new AbortController();
    const script = 'trap "echo ended; exit 0" TERM; echo x >ready; while :; do sleep 0.05; done';
    const adapter = shRunner(script, { name: 'scripted' });
    const playing = runAgent(requestFor({}), { ...depsFor(true), signal: controller.signal, adapters: [adapter] });
    await vi.waitUntil(() => existsSync(at('tree', 'ready')), { timeout: HANG_MS });
    controller.abort(CANCEL);
    expect(await playing).toMatchObject({ exitKind: 'cancelled', finalMessage: 'ended\n' });
  });
});

/** As git links one: its own folder is in that of the user. */
function linkedTree(): string {
  const [treeDir, own] = [at('states', 'ws', 'trees', 'one'), at('tree', '.git', 'worktrees', 'one')];
  for (const folder of [join(treeDir, '.millrace'), own]) mkdirSync(folder, { recursive: true });
  writeFileSync(join(treeDir, '.git'), `gitdir: ${own}\n`);
  writeFileSync(join(own, 'HEAD'), 'ref: refs/heads/one\n');
  return treeDir;
}

/** What succeeds there. */
async function triedIn(treeDir: string, permission: Permission): Promise<string[]> {
  const own = at('tree', '.git', 'worktrees', 'one');
  const tries = {
    'write tree': 'echo x >made',
    'read user': `cat ${at(FILES.tree)}`,
    'write user': `echo x >>${at(FILES.tree)}`,
    'read state': `cat ${at(FILES.state)}`,
    'write state': `echo x >${at('states', 'ws', 'trees', 'made')} && test -e ${at('states', 'ws', 'file')}`,
    'read repository': `cat ${at(FILES.git)}`,
    'write repository': `echo x >>${at(FILES.git)}`,
    'read link': `cat ${join(own, 'HEAD')}`,
    'write link': `echo x >${join(own, 'made')}`,
    'change which tree it is': 'echo x >.git',
  };
  const command = Object.entries(tries).map(([name, one]) => `(${one}) >/dev/null 2>&1 && echo "did ${name}"`);
  const script = at('beside', 'script.json');
  const run = ['bash', '-c', [...command, 'true'].join('\n')];
  writeFileSync(script, JSON.stringify({ outcomes: { builder: [{ run, repeat: true }] } }));
  const deps = { ...depsFor(true), treeDir };
  const { finalMessage } = await runAgent(requestFor({ permission }), {
    ...{ ...deps, env: { ...deps.env, MILLRACE_SCRIPT: script } },
  });
  return [...(finalMessage ?? '').matchAll(/^did (.*)$/gm)].map(([, what = '']) => what);
}

const sorted = (all: readonly string[]): string[] => [...all].sort();

/** Processes of a stage that hide in six ways, after it ended; they are ended. */
async function leftBy(boxed: boolean): Promise<number[]> {
  const time = `9${process.pid}`;
  const ways = [
    `setsid sleep ${time} </dev/null >/dev/null 2>&1 &`,
    `nohup sleep ${time} </dev/null >/dev/null 2>&1 &`,
    `env -i sleep ${time} </dev/null >/dev/null 2>&1 &`,
    `(env -i setsid sleep ${time} </dev/null >/dev/null 2>&1 9>&- &)`,
    `env -i setsid --fork sleep ${time} </dev/null >/dev/null 2>&1 9>&-`,
    `(cd /; exec env -i setsid --fork bash -c "exec 9>&-; exec -a innocent sleep ${time}" </dev/null >/dev/null 2>&1)`,
  ];
  expect(await play(`${ways.join('\n')}\nsleep 0.5`, { boxed })).toMatchObject({ exitKind: 'completed' });
  const left = sleepers(time);
  for (const pid of left) process.kill(pid, 'SIGKILL');
  return left;
}

const sleepers = (time: string): number[] =>
  readdirSync('/proc').flatMap((name) =>
    /^\d+$/.test(name) && commandOf(name).endsWith(`\0${time}\0`) ? [Number(name)] : [],
  );

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}
