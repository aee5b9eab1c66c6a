// Which workspaces a Temporal server knows in its namespace, by one visibility query.
import path from 'node:path';
import type { Client } from '@temporalio/client';
import { isSafeId, workspaceWorkflowId } from '../../core/contracts/ids.js';
import { NoServerError } from '../commands.js';
import { decideAccepted } from '../ground/server.js';
import { readIdentity } from '../../disk/layout.js';
import { stateHome } from '../state-home.js';
import { chooseServer, decideServer, type ServerDecision } from './choose.js';
import { connectTo } from './connect.js';
import { embeddedStatus } from './embedded.js';

const PREFIX = workspaceWorkflowId('');

/** Ids, each with the status of its newest workflow. Otherwise as `withServerOf`. */
export const workspacesOnServer = (
  workspace: string | null,
  env: NodeJS.ProcessEnv,
  say: (line: string) => void,
): Promise<ReadonlyMap<string, string>> => withServerOf(workspace, env, say, listed);

/** `workspace`: whose server; null = that of the environment. Nothing is started. Throws `NoServerError`, `ServerError`. */
export async function withServerOf<T>(
  workspace: string | null,
  env: NodeJS.ProcessEnv,
  say: (line: string) => void,
  ask: (client: Client) => Promise<T>,
): Promise<T> {
  const home = stateHome(env);
  const decision = await decisionOf(workspace, home, env);
  if (decision.kind === 'embedded' && (await embeddedStatus(home)).state !== 'running') throw new NoServerError();
  return connectTo(await chooseServer(decision, home, say), ask);
}

/** It is no embedded one, and so other hosts may use it too. Throws `ServerError`. */
export const isShared = async (workspace: string | null, env: NodeJS.ProcessEnv): Promise<boolean> =>
  (await decisionOf(workspace, stateHome(env), env)).kind === 'external';

async function decisionOf(workspace: string | null, home: string, env: NodeJS.ProcessEnv): Promise<ServerDecision> {
  const id = workspace === null ? null : ((await readIdentity(workspace))?.id ?? null);
  if (workspace === null || id === null) return decideServer({}, env);
  return decideAccepted({ dirs: { workspace, state: path.join(home, id) } }, env);
}

/** Newest first, as the server lists them. */
async function listed(client: Client): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for await (const { workflowId, status } of client.workflow.list({ query: `WorkflowId STARTS_WITH "${PREFIX}"` })) {
    const id = workflowId.slice(PREFIX.length);
    if (isSafeId(id) && !found.has(id)) found.set(id, status.name.toLowerCase());
  }
  return found;
}
