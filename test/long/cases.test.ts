// What agents, documents and the surroundings may try: every case is a small shell script that ends with 0 when the product
// holds. A slice in CI, all of them with MILLRACE_LONG=full.
import { existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findTemporal } from '../../worker/server/binary.js';
import { binaryCache, stateHome } from '../../worker/state-home.js';
import { installRunner } from '../runners/install.js';

const CASES = path.join(import.meta.dirname, 'cases');
const MAIN = path.join(import.meta.dirname, '../../dist/cli/main.js');
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

const WALLS: NodeJS.ProcessEnv = { STANDIN: path.join(CASES, 'bin', 'walledcodex') };

const tries = (IS_FULL ? all : SLICE).flatMap((name) => [
  ...(WAYS[name] ?? [{}]).map((env) => ({ name, env })),
  ...(IS_FULL && BEHIND_WALLS.includes(name) ? [{ name, env: WALLS }] : []),
]);

const worded = (env: NodeJS.ProcessEnv): string =>
  Object.entries(env)
    .map(([key, value]) => ` ${key}=${path.basename(value ?? '')}`)
    .join('');

const bin = mkdtempSync(path.join(tmpdir(), 'millrace-cases-'));
const around = { PATH: `${bin}:${process.env['PATH']}`, REAL_CODEX: '' };

beforeAll(async () => {
  const temporal = await findTemporal({ say: () => undefined, cacheDir: binaryCache(stateHome()) });
  symlinkSync(temporal.path, path.join(bin, 'temporal'));
  around.REAL_CODEX = path.join(installRunner('codex'), 'codex');
});
afterAll(() => rmSync(bin, { recursive: true, force: true }));

it.each(tries.map(({ name, env }) => [`${name}${worded(env)}`, name, env] as const))(
  '%s',
  { timeout: LIMIT_MS },
  async (_, name, env) => {
    const script = path.join(CASES, name, 'run.sh');
    const { exitCode, all: said } = await execa('bash', [script, MAIN], {
      env: { ...around, ...env },
      all: true,
      reject: false,
      stdin: 'ignore',
      timeout: LIMIT_MS - 10_000,
      killSignal: 'SIGTERM',
    });
    expect(exitCode, said).toBe(0);
  },
);
