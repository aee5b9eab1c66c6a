// The workspaces of all hosts on the server of one workspace, or of this environment, and which of them are this host's.
import type { HostMark } from '../../core/contracts/hosts.js';
import { isShared, withServerOf } from '../server/workspaces.js';
import { stateHome } from '../state-home.js';
import { type HostedWorkspace, workspacesOfHosts } from './all.js';
import { isHost, knownHost } from './here.js';

export interface OnServer {
  rows: HostedWorkspace[];
  isHere(mark: HostMark): boolean;
}

/** `workspace`: whose server; null = that of the environment, else the embedded one. Throws `NoServerError`, `ServerError`. */
export async function hostsOnServer(
  workspace: string | null,
  env: NodeJS.ProcessEnv,
  say: (line: string) => void,
): Promise<OnServer> {
  const rows = await withServerOf(workspace, env, say, workspacesOfHosts);
  const here = knownHost(stateHome(env), env);
  return { rows, isHere: (mark) => here !== null && isHost(here, mark) };
}

/** The same; null where the server is an embedded one: it is of this state home alone. */
export async function hostsOnSharedServer(
  workspace: string | null,
  env: NodeJS.ProcessEnv,
  say: (line: string) => void,
): Promise<OnServer | null> {
  return (await isShared(workspace, env)) ? hostsOnServer(workspace, env, say) : null;
}
