// The two ways to get a `temporal` binary that is not on the machine. Both end with a rename into the cache, so that a half one is never found.
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { moveFile } from '../../disk/files.js';
import { errorReason } from './error.js';
import { TEMPORAL_CLI_VERSION } from './flags.js';
import type { Attempt } from './programs.js';
import { isExempt } from './proxy.js';
import { onPath } from './programs.js';

const REACH_MS = 4_000;
const DOWNLOAD_MS = 5 * 60_000;
const BUILD_MS = 30 * 60_000;
const SAY_EVERY_MS = 15_000;
const HOST = 'temporal.download';

export interface FetchOptions {
  /** Where the binary shall be. */
  target: string;
  env: NodeJS.ProcessEnv;
  say: (line: string) => void;
}

/** The SDK downloads and starts the server in one call; a child does it, so that nothing of it stays in this process. */
const DOWNLOADER = `
  const { TestWorkflowEnvironment } = require(process.argv[1]);
  const executable = { type: 'cached-download', version: process.argv[2], downloadDir: process.argv[3] };
  TestWorkflowEnvironment.createLocal({ server: { executable } }).then((env) => env.teardown());
`;

export async function download({ target, env, say }: FetchOptions): Promise<Attempt> {
  const unreachable = await cannotReach(env);
  if (unreachable !== null) return { why: unreachable };
  const version = `v${TEMPORAL_CLI_VERSION}`;
  const sdk = createRequire(import.meta.url).resolve('@temporalio/testing');
  return fetched(target, `Downloading Temporal CLI ${TEMPORAL_CLI_VERSION}`, say, async (folder) => {
    // It asks the server that it starts whether it lives, and a proxy would stand in between; the download itself reads another variable.
    const direct = { ...env, no_grpc_proxy: '127.0.0.1,localhost' };
    const options = { env: direct, extendEnv: false, timeout: DOWNLOAD_MS, forceKillAfterDelay: 1_000 };
    await execa(process.execPath, ['-e', DOWNLOADER, sdk, version, folder], options);
    return join(folder, `temporal-${version}`);
  });
}

/** Takes minutes. The go program is the user's, with the user's proxy and cache. */
export async function buildWithGo({ target, env, say }: FetchOptions): Promise<Attempt> {
  const go = onPath('go', env);
  if ('why' in go) return { why: 'there is no go on PATH' };
  const what = `Building Temporal CLI ${TEMPORAL_CLI_VERSION} with go, which takes minutes`;
  return fetched(target, what, say, async (folder) => {
    const options = { env: { ...env, GOBIN: folder }, extendEnv: false, timeout: BUILD_MS, cwd: folder };
    await execa(go.path, ['install', `github.com/temporalio/cli/cmd/temporal@v${TEMPORAL_CLI_VERSION}`], options);
    return join(folder, 'temporal');
  });
}

async function fetched(
  target: string,
  what: string,
  say: (line: string) => void,
  get: (folder: string) => Promise<string>,
): Promise<Attempt> {
  mkdirSync(dirname(target), { recursive: true, mode: 0o700 });
  const folder = mkdtempSync(`${target}.`);
  const began = Date.now();
  say(`${what}.`);
  const timer = setInterval(() => say(`${what}: ${Math.round((Date.now() - began) / 1000)} s.`), SAY_EVERY_MS);
  try {
    const file = await get(folder);
    chmodSync(file, 0o700);
    moveFile(file, target);
    return { path: target };
  } catch (error) {
    return { why: lastLine(errorReason(error)) };
  } finally {
    clearInterval(timer);
    rmSync(folder, { recursive: true, force: true });
  }
}

const lastLine = (text: string): string => text.trimEnd().split('\n').at(-1) ?? text;

/** Why nothing can be downloaded, found within seconds; the download itself would wait for minutes. Null = it may work. */
function cannotReach(env: NodeJS.ProcessEnv): Promise<string | null> {
  const named = env.HTTPS_PROXY || env.https_proxy || env.ALL_PROXY || env.all_proxy;
  const proxy = isExempt(HOST, env) ? undefined : named;
  const place = proxy === undefined ? `https://${HOST}` : proxy.includes('://') ? proxy : `http://${proxy}`;
  if (!URL.canParse(place)) return Promise.resolve('the proxy named in the environment is no address');
  const { hostname, port, protocol } = new URL(place);
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port) || (protocol === 'https:' ? 443 : 80) });
    const end = (why: string | null): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(why);
    };
    const timer = setTimeout(() => end(`no answer from ${hostname} within ${REACH_MS / 1000} s`), REACH_MS);
    socket.once('connect', () => end(null));
    socket.once('error', (error) => end(`cannot reach ${hostname}: ${error.message}`));
  });
}
