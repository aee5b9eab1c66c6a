// A dashboard of ours as a process, and what a browser needs to be let in.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { packageRoot } from '../../disk/package-root.js';

export interface Dashboard {
  /** As it was printed, with its token. */
  url: string;
  origin: string;
  /** The cookie of whoever was let in: `name=value`. */
  cookie: string;
  /** Key of each workspace, by the name of its folder. */
  keys: Record<string, string>;
  child: ChildProcess;
  stop(): Promise<void>;
}

export interface Asked {
  /** Default: our build. */
  argv?: readonly [string, ...string[]];
  /** Default: any that is free. */
  port?: number;
  env?: NodeJS.ProcessEnv;
}

const BUILT = [process.execPath, path.join(packageRoot(), 'dist', 'cli', 'main.cjs')] as const;
const START_MS = 60_000;

/** `folders`: absolute; `home`: state home. Throws with what it said where it does not come up. */
export async function startDashboard(folders: readonly string[], home: string, asked: Asked = {}): Promise<Dashboard> {
  const [program, ...before] = asked.argv ?? BUILT;
  const which = folders.flatMap((folder) => ['--workspace', folder]);
  const port = asked.port === undefined ? [] : ['--port', String(asked.port)];
  const env = { ...process.env, ...asked.env, MILLRACE_STATE_HOME: home };
  const child = spawn(program, [...before, ...which, 'serve', '--json', ...port], { env });
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null || !child.kill('SIGTERM')) return;
    await once(child, 'exit');
  };
  try {
    const url = await printed(child);
    const { origin } = new URL(url);
    const cookie = await letIn(url);
    return { url, origin, cookie, keys: await keysOf(origin, cookie), child, stop };
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
}

/** The address that it prints. */
function printed(child: ReturnType<typeof spawn>): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const late = setTimeout(() => reject(new Error(`the dashboard said no address: ${said}`)), START_MS);
    const hear = (piece: Buffer): void => {
      said += piece.toString();
      const [, url] = /"url":\s*"([^"]+)"/.exec(said) ?? [];
      if (url === undefined) return;
      clearTimeout(late);
      resolve(url);
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    child.once('exit', (code) => reject(new Error(`the dashboard ended with ${code}: ${said}`)));
  });
}

/** `cookie`: `name=value`; for `addCookies` of a browser. */
export function cookieAt(origin: string, cookie: string): { name: string; value: string; url: string } {
  const [name = '', value = ''] = cookie.split('=');
  return { name, value, url: origin };
}

async function letIn(url: string): Promise<string> {
  const { headers } = await fetch(url, { redirect: 'manual' });
  const [cookie = ''] = (headers.get('set-cookie') ?? '').split(';');
  if (cookie === '') throw new Error('the address lets nobody in');
  return cookie;
}

async function keysOf(origin: string, cookie: string): Promise<Record<string, string>> {
  const answer = await fetch(`${origin}/api/fleet`, { headers: { cookie } });
  const { workspaces } = (await answer.json()) as { workspaces: { key: string; path: string }[] };
  return Object.fromEntries(workspaces.map((one) => [path.basename(one.path), one.key]));
}
