// The workspaces of all hosts on the server of one workspace, or of this environment, and which of them are this host's.
import path from 'node:path';
import type { Client } from '@temporalio/client';
import type { HostMark } from '../../core/contracts/hosts.js';
import type { WorkspacePlace } from '../place.js';
import { isShared, withServerOf } from '../server/workspaces.js';
import { stateHome } from '../state-home.js';
import { type HostedWorkspace, seenOf, workspacesOfHosts } from './all.js';
import { isHost, knownHost } from './here.js';
import { otherHost, runOf } from './owner.js';
import { readOwn } from './record.js';

export interface OnServer {
  rows: HostedWorkspace[];
  isHere(row: HostedWorkspace): boolean;
}

/** `workspace`: whose server; null = that of the environment, else the embedded one. Throws `NoServerError`, `ServerError`. */
export async function hostsOnServer(
  workspace: string | null,
  env: NodeJS.ProcessEnv,
  say: (line: string) => void,
): Promise<OnServer> {
  const rows = await withServerOf(workspace, env, say, workspacesOfHosts);
  const home = stateHome(env);
  const here = knownHost(home, env);
  const isOwn = (id: string, host: HostMark): boolean => readOwn(path.join(home, id))?.id === host.id;
  return {
    rows,
    isHere: ({ id, host }) => host !== null && ((here !== null && isHost(here, host)) || isOwn(id, host)),
  };
}

/**
 * The host that has the workspace in `folder`, and when it asked for its work last (ISO 8601; null = not within minutes). Null: it is this one's, or
 * nobody says, be it because the server does not answer.
 */
export async function heldElsewhere(
  { id, dirs, stateHome: home }: Pick<WorkspacePlace, 'id' | 'dirs' | 'stateHome'>,
  env: NodeJS.ProcessEnv,
): Promise<{ name: string; seen: string | null } | null> {
  const ask = async (client: Client): Promise<{ name: string; seen: string | null } | null> => {
    const other = otherHost({ dirs }, knownHost(home, env), (await runOf(client, id))?.host ?? null);
    return other && { name: other.name, seen: await seenOf(client, id) };
  };
  try {
    return (await isShared(dirs.workspace, env)) ? await withServerOf(dirs.workspace, env, () => undefined, ask) : null;
  } catch {
    return null;
  }
}

/** As `hostsOnServer`; null where the server is an embedded one: it is of this state home alone. */
export async function hostsOnSharedServer(
  workspace: string | null,
  env: NodeJS.ProcessEnv,
  say: (line: string) => void,
): Promise<OnServer | null> {
  return (await isShared(workspace, env)) ? hostsOnServer(workspace, env, say) : null;
}
