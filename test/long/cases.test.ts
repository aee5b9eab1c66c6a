// What agents, documents and the surroundings may try: every case is a small shell script that ends with 0 when the product
// holds. A slice in CI, all of them with MILLRACE_LONG=full.
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DEFAULT_RUNNER_CONFIG } from '../../agents/runner-config.js';
import { complaintOf, findBubblewrap } from '../../agents/walls/box.js';
import { findTemporal } from '../../worker/server/binary.js';
import { binaryCache, stateHome } from '../../worker/state-home.js';
import { installRunner } from '../runners/install.js';

const CASES = path.join(import.meta.dirname, 'cases');
const MAIN = path.join(import.meta.dirname, '../../dist/cli/main.cjs');
const LIMIT_MS = 8 * 60_000;
const IS_FULL = process.env['MILLRACE_LONG'] === 'full';

/** In CI: the shortest of each kind. */
const SLICE = [
  ...['world/proxy', 'world/fenced-fields', 'world/empty-last-message', 'world/git-clean', 'world/past-reset-loop'],
  ...['hostile/next-prompt', 'hostile/stage-results-link', 'hostile/config-sandbox-escape', 'hostile/proto-ids'],
  ...['hostile/retry-at-range', 'hostile/skill-front-bomb', 'hostile/doctor-runs-repo', 'hostile/desk-names'],
];

/** Cases that are tried in more than one way. */
const WAYS: Readonly<Record<string, readonly NodeJS.ProcessEnv[]>> = {
  'hostile/disk-full-work': [{ WHICH: 'work' }, { WHICH: 'state' }, { WHICH: 'both' }],
  'hostile/umask': [{ U: '000' }, { U: '022' }],
};

/** Attacks of an agent, which are tried behind the wall of a real Codex, too. */
const BEHIND_WALLS = [
  ...['next-prompt', 'stage-results-link', 'config-sandbox-escape', 'closure-preplanted', 'daemon-escape'],
  ...['unreadable-files', 'forged-approval-file', 'delete-all'],
].map((name) => `hostile/${name}`);

const all = ['world', 'hostile'].flatMap((kind) =>
  readdirSync(path.join(CASES, kind))
    .filter((name) => existsSync(path.join(CASES, kind, name, 'run.sh')))
    .map((name) => `${kind}/${name}`),
);

/** Attacks that no agent makes, or that no walls concern: who makes them. All others are played in bubblewrap, too. */
const NO_AGENT: Readonly<Record<string, string>> = {
  'body-spoof': 'a document',
  'many-deps': 'documents',
  'proto-ids': 'documents',
  'signal-bad-document': 'another client of the server',
  'doctor-runs-repo': 'a repository that was cloned',
  'git-traps': 'a repository that was cloned',
  'hostile-server': 'a repository that was cloned',
  'skill-front-bomb': 'a repository that was cloned',
  'garbled-state': 'a disk, or somebody with the rights of the user',
  'disk-full-work':
    'a disk that is full, whoever filled it; a scripted agent that fills it has no room for its own last words',
  'low-limits': 'the surroundings of the worker',
  suspend: 'the machine',
  umask: 'another user of the machine',
  'retry-at-range': 'a provider, in the stream of Codex',
  secrets: 'a runner that has the keys, in the stream of Codex; the walls that hide them are tried by `reach`',
  terminal: 'words of everybody, the stream of Codex among them',
};

const WALLS: NodeJS.ProcessEnv = { STANDIN: path.join(CASES, 'bin', 'walledcodex') };
/** Through the runner `scripted`. The bounds only end what hangs. */
const BOXED: NodeJS.ProcessEnv = { WALLS: 'bubblewrap', FIRST: '150', LIMIT: '150', WITHIN: '150' };
/** With roots in trees of their own. */
const TREES: NodeJS.ProcessEnv = { TREES: 'per_root' };
const TREES_SLICE = ['world/git-clean', 'hostile/stage-results-link'];
const BOXED_SLICE = ['hostile/reach', 'hostile/config-sandbox-escape', 'hostile/stage-results-link'];
const codex = installRunner('codex');
const place = { workspaceDir: CASES, config: DEFAULT_RUNNER_CONFIG, env: { PATH: `${process.env['PATH']}:${codex}` } };
const bubblewrap = findBubblewrap(place);
/** Where user namespaces are forbidden there are no walls to try. */
const canBox = bubblewrap !== null && (await complaintOf(place, bubblewrap)) === null;
const isBoxed = (name: string): boolean =>
  canBox &&
  (IS_FULL ? name.startsWith('hostile/') && !Object.hasOwn(NO_AGENT, path.basename(name)) : BOXED_SLICE.includes(name));

/** Reaches for what only walls keep from it: there is nothing that would hold without them. */
const NEEDS_WALLS = 'hostile/reach';

const tries = [...new Set([...(IS_FULL ? all : SLICE), ...BOXED_SLICE])].flatMap((name) => [
  ...(name !== NEEDS_WALLS && (IS_FULL || SLICE.includes(name)) ? (WAYS[name] ?? [{}]) : []).map((env) => ({
    name,
    env,
  })),
  ...(IS_FULL && BEHIND_WALLS.includes(name) ? [{ name, env: WALLS }] : []),
  ...(name !== NEEDS_WALLS && (IS_FULL || TREES_SLICE.includes(name))
    ? (WAYS[name] ?? [{}]).map((env) => ({ name, env: { ...env, ...TREES } }))
    : []),
  ...(isBoxed(name) ? (WAYS[name] ?? [{}]).map((env) => ({ name, env: { ...env, ...BOXED } })) : []),
  ...(IS_FULL && canBox && name === NEEDS_WALLS ? [{ name, env: { ...BOXED, ...TREES } }] : []),
]);

const worded = (env: NodeJS.ProcessEnv): string =>
  Object.entries(env)
    .filter(([key]) => !['FIRST', 'LIMIT', 'WITHIN'].includes(key))
    .map(([key, value]) => ` ${key}=${path.basename(value ?? '')}`)
    .join('');

const bin = mkdtempSync(path.join(tmpdir(), 'millrace-cases-'));
// A case may become somebody else.
chmodSync(bin, 0o755);
const around = { PATH: `${bin}:${process.env['PATH']}`, REAL_CODEX: '' };

async function play(name: string, env: NodeJS.ProcessEnv): Promise<{ exitCode: number | undefined; said: string }> {
  const { exitCode, all: said } = await execa('bash', [path.join(CASES, name, 'run.sh'), MAIN], {
    env: { ...around, ...env },
    all: true,
    reject: false,
    stdin: 'ignore',
    timeout: LIMIT_MS - 10_000,
    killSignal: 'SIGTERM',
  });
  return { exitCode, said };
}

beforeAll(async () => {
  const temporal = await findTemporal({ say: () => undefined, cacheDir: binaryCache(stateHome()) });
  symlinkSync(temporal.path, path.join(bin, 'temporal'));
  around.REAL_CODEX = path.join(codex, 'codex');
  if (bubblewrap !== null && !existsSync(path.join(bin, 'bwrap'))) symlinkSync(bubblewrap, path.join(bin, 'bwrap'));
});
afterAll(() => rmSync(bin, { recursive: true, force: true }));

it.each(tries.map(({ name, env }) => [`${name}${worded(env)}`, name, env] as const))(
  '%s',
  { timeout: LIMIT_MS },
  async (_, name, env) => {
    const { exitCode, said } = await play(name, env);
    expect(exitCode, said).toBe(0);
  },
);

it('without walls an agent gets all that it reaches for: they are what stops it', { timeout: LIMIT_MS }, async () => {
  const { exitCode, said } = await play(NEEDS_WALLS, { WALLS: 'none', LIMIT: '150' });
  expect(exitCode).toBe(1);
  for (const deed of ['read the keys', 'read the state', 'change the settings', 'plant a hook', 'reach the worker'])
    expect(said).toContain(deed);
});

it('whoever makes no attack of an agent is named, and there is such a case', () => {
  expect(all).toEqual(expect.arrayContaining(Object.keys(NO_AGENT).map((name) => `hostile/${name}`)));
});
