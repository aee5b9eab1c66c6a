// Where our own state is: outside every workspace, the same for all commands of one user.
import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';

/** Absolute path of the state home. A relative XDG_STATE_HOME is ignored, as its specification asks. */
export function stateHome(env: NodeJS.ProcessEnv = process.env): string {
  if (env.MILLRACE_STATE_HOME) return resolve(env.MILLRACE_STATE_HOME);
  const xdg = env.XDG_STATE_HOME;
  return join(xdg && isAbsolute(xdg) ? xdg : join(env.HOME || homedir(), '.local', 'state'), 'millrace');
}

/** Folder of the binaries that we fetched ourselves. */
export const binaryCache = (home: string): string => join(home, 'bin');
