// Finding a `temporal` binary: what the user has, what we have, what we can download, what Go can build; the first that runs.
import { join } from 'node:path';
import { execa } from 'execa';
import { errorReason, ServerError } from './error.js';
import { buildWithGo, download } from './fetch-binary.js';
import { CACHED_NAME, OLDEST_SERVER, TEMPORAL_CLI_VERSION } from './flags.js';
import type { Attempt } from './programs.js';
import { isProgram, onPath } from './programs.js';

const VERSION_MS = 10_000;

export interface FindOptions {
  say: (line: string) => void;
  /** Folder of the binaries that we fetch; made when one is fetched. */
  cacheDir: string;
  /** Default: the environment of this process. */
  env?: NodeJS.ProcessEnv;
}

export interface TemporalBinary {
  path: string;
  /** What `temporal --version` prints. */
  version: string;
}

/** Throws `ServerError` (`no_binary`) with all that was tried and what to do. */
export async function findTemporal({ say, cacheDir, env = process.env }: FindOptions): Promise<TemporalBinary> {
  const cached = join(cacheDir, CACHED_NAME);
  const ways: [name: string, way: () => Attempt | Promise<Attempt>][] = [
    ['temporal on PATH', () => onPath('temporal', env)],
    [cached, () => (isProgram(cached) ? { path: cached } : { why: 'not there' })],
    ['download from temporal.download', () => download({ target: cached, env, say })],
    [`go install, version ${TEMPORAL_CLI_VERSION}`, () => buildWithGo({ target: cached, env, say })],
  ];
  const tried: string[] = [];
  for (const [name, way] of ways) {
    const found = await check(await way(), env);
    if (!('why' in found)) return found;
    tried.push(`  ${name}: ${found.why}`);
  }
  throw new ServerError(
    'no_binary',
    `no usable temporal binary; tried\n${tried.join('\n')}\n` +
      `Put Temporal CLI ${TEMPORAL_CLI_VERSION} or newer (https://docs.temporal.io/cli) on PATH or at ${cached}, or name a running ` +
      'server with TEMPORAL_ADDRESS or [temporal] address in millrace.toml.',
  );
}

async function check(attempt: Attempt, env: NodeJS.ProcessEnv): Promise<TemporalBinary | { why: string }> {
  if ('why' in attempt) return attempt;
  try {
    const { stdout } = await execa(attempt.path, ['--version'], { env, extendEnv: false, timeout: VERSION_MS });
    const why = tooOld(stdout);
    return why === null ? { path: attempt.path, version: stdout.trim() } : { why: `${attempt.path} ${why}` };
  } catch (error) {
    return { why: `${attempt.path} does not run: ${errorReason(error).split('\n')[0]}` };
  }
}

function tooOld(version: string): string | null {
  const [, major, minor] = /Server (\d+)\.(\d+)/.exec(version)?.map(Number) ?? [];
  if (major === undefined || minor === undefined) return 'names no server version';
  const [oldMajor, oldMinor] = OLDEST_SERVER;
  const fits = major > oldMajor || (major === oldMajor && minor >= oldMinor);
  return fits ? null : `has server ${major}.${minor}, older than ${oldMajor}.${oldMinor}`;
}
