// The walls of ours around a runner that has none: what a command of the scripted agent can do in bubblewrap, and that it can do all of it
// without.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { DEFAULT_RUNNER_CONFIG } from '../../agents/runner-config.js';
import { runAgent } from '../../agents/run-stage.js';
import { complaintOf, findBubblewrap } from '../../agents/walls/box.js';
import type { Permission } from '../../core/contracts/plan.js';
import { runtimePaths, RUNTIME_DIR } from '../../core/contracts/paths.js';
import type { RunnerRawResult } from '../../core/contracts/stage.js';
import { stageRequest } from '../support/stage-request.js';
import { installRunner } from './install.js';

vi.setConfig({ testTimeout: 120_000 });

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
  'write through an open folder at': 'for d in 3 4 5 6 7 8 9; do echo "$W" >>"/proc/self/fd/$d/..${F#"$ROOT"}" && exit; done; exit 1',
  'write with what hides it taken away at': 'umount "$D"; umount "$STATES"; umount "$HOME"; echo "$W" >>"$F"',
  'write as root of its own namespace at':
    'unshare -Urm sh -c \'umount "$D"; umount "$STATES"; umount "$HOME"; mount -o remount,rw,bind "$D"; mount -o remount,rw /; echo "$W" >>"$F"\'',
} as const;

/** At no place. */
const OTHERS = {
  'signal the worker': `kill -0 ${process.pid}`,
  'read the environment of the worker': `head -c 1 /proc/${process.pid}/environ`,
  'trace the worker': `test -e /proc/${process.pid}/mem && head -c 0 /proc/${process.pid}/mem`,
  'signal its host': 'for p in $(cat "$STATE"/run/*/claim-1 | grep -o \'"pid":[0-9]*\' | grep -o "[0-9]*"); do kill -0 "$p" && exit; done; exit 1',
  'see the processes of all': 'test "$(ls /proc | grep -c "^[0-9]")" -gt 12',
  'enter the namespaces of another': `nsenter -t ${process.pid} -m true`,
  'reach the network': 'bash -c "echo >/dev/tcp/127.0.0.1/$PORT"',
  'write on its desk': 'echo x >"$DESK/report.md"',
  'change earlier reports': 'echo x >"$DESK/earlier/made"',
  'write in its temporary folder': 'echo x >"$(mktemp)"',
  'write in its home': 'echo x >"$HOME/made"',
} as const;

type Settings = { permission?: Permission; boxed?: boolean; capabilities?: { 'network.access': 'allow' } };

async function play(command: string, { permission = 'basic', boxed = true, capabilities = {} }: Settings) {
  const requestId = `request-boxed-${process.pid}-${(count += 1)}`;
  const script = at('beside', 'script.json');
  writeFileSync(script, JSON.stringify({ outcomes: { builder: [{ run: ['bash', '-c', command], repeat: true }] } }));
  const request = stageRequest({ requestId, permission, capabilities, timeoutSeconds: 60 });
  return runAgent(request, {
    ...{ workspaceDir: at('tree'), stateDir: at('states', 'ws'), prompt: () => Promise.resolve('Do it.\n') },
    config: boxed ? boxedConfig : DEFAULT_RUNNER_CONFIG,
    env: { PATH, HOME: at('home'), MILLRACE_SCRIPT: script },
    ...{ signal: new AbortController().signal, beat: () => undefined },
  });
}

const PLACES = Object.keys(FILES) as Place[];

/** Everything that succeeded, as `read state`. Whether something was written is looked for from outside. */
async function deeds(settings: Settings): Promise<string[]> {
  const address = server.address();
  const said = (await play(scriptOf(address !== null && typeof address === 'object' ? address.port : 0), settings)).finalMessage;
  const done = new Set([...(said ?? '').matchAll(/^did (.*)$/gm)].map(([, what = '']) => what));
  const written = PLACES.flatMap((place) => [...readFileSync(at(FILES[place]), 'utf8').matchAll(/^W:(.*)$/gm)].map(([, what = '']) => what));
  const effects = Object.keys(VERBS).filter((verb) => verb.startsWith('write'));
  const isReal = (what: string): boolean => !effects.some((verb) => PLACES.some((place) => what === `${verb} ${place}`)) || written.includes(what);
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
  return [`export ROOT='${root}' STATE='${at('states', 'ws')}' STATES='${at('states')}' PORT=${port}; ${desk}`, ...lines, ...others, 'true'].join('\n');
}

const VERB_NAMES = Object.keys(VERBS);
const allAt = (...places: Place[]): string[] => places.flatMap((place) => VERB_NAMES.map((verb) => `${verb} ${place}`));
const OWN = ['write on its desk', 'write in its temporary folder'];

describe.skipIf(lacking !== null)('in bubblewrap', () => {
  test('basic goes what it promises, and nothing else', async () => {
    const done = await deeds({});
    expect(done.filter((one) => !one.endsWith(' tree'))).toEqual(['read runtime', 'read git', 'read beside', ...OWN, 'write in its home']);
    expect(done.filter((one) => one.endsWith(' tree'))).toEqual(
      allAt('tree').filter((one) => !/rename|open folder/.test(one)),
    );
  });
});
