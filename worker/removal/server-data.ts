// What a workspace has on its Temporal server, and taking it away: the workflows of the workspace and of its lineages, with their histories.
import { setTimeout as sleep } from 'node:timers/promises';
import { existsSync } from 'node:fs';
import type { Client } from '@temporalio/client';
import { workspaceWorkflowId } from '../../core/contracts/ids.js';
import type { Dirs } from '../../disk/dirs.js';
import { decideAccepted } from '../ground/server.js';
import { serverUsers } from '../machine.js';
import { assertBinding, assertBoundHome } from '../server/binding.js';
import { chooseServer, type ServerDecision } from '../server/choose.js';
import { hasCode, NOT_FOUND, connectTo } from '../server/connect.js';
import { stopUnused } from '../server/embedded.js';
import { lookAt } from '../server/look.js';
import { findRunning, serverFiles, type ServerRecord } from '../server/record.js';

const LOOK_MS = 200;
const GONE_MS = 60_000;

export interface OwnPlace {
  id: string;
  dirs: Dirs;
  stateHome: string;
}

/** Throws `ServerError` where the workspace is bound to another server, or what names it cannot be believed. */
export function serverOfWorkspace({ dirs, stateHome }: OwnPlace): ServerDecision {
  const decision = decideAccepted({ dirs });
  assertBinding(dirs.workspace, decision);
  if (decision.kind === 'embedded') assertBoundHome(dirs.workspace, stateHome);
  return decision;
}

/** Whether there can be anything: an embedded server that never ran has nothing, nor a server without the namespace. */
export async function mayHaveData(decision: ServerDecision, stateHome: string): Promise<boolean> {
  return decision.kind === 'embedded'
    ? existsSync(serverFiles(stateHome).database)
    : (await lookAt(decision)).hasNamespace;
}

/** Whether it answers without being started. */
export const isRunning = (decision: ServerDecision, stateHome: string): boolean =>
  decision.kind === 'external' || findRunning(stateHome) !== null;

/** Connects, and starts the embedded server where it does not run; one that was started here is stopped again. */
export async function withServer<T>(
  decision: ServerDecision,
  stateHome: string,
  say: (line: string) => void,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const started: ServerRecord[] = [];
  try {
    return await connectTo(await chooseServer(decision, stateHome, say, (server) => started.push(server)), work);
  } finally {
    for (const server of started)
      await stopUnused(stateHome, server, () => serverUsers(stateHome, process.pid).length > 0, say);
  }
}

/** `id`: of a workspace, and so without anything that a query would read as its own. */
const query = (id: string): string =>
  `WorkflowId = "${workspaceWorkflowId(id)}" OR WorkflowId STARTS_WITH "${workspaceWorkflowId(id)}:"`;

/** Runs of its workflows, closed ones included. */
export const countRuns = async (client: Client, id: string): Promise<number> =>
  (await client.workflow.count(query(id))).count;

/** Deletes them all, and waits until the server knows none. Gives how many there were. Throws when some are left after a minute. */
export async function deleteRuns(client: Client, id: string): Promise<number> {
  const before = await countRuns(client, id);
  for (const end = Date.now() + GONE_MS; (await countRuns(client, id)) > 0; await sleep(LOOK_MS)) {
    if (Date.now() > end)
      throw new Error(`The server still knows workflows of ${id} after a minute: run the command again.`);
    await deleteThose(client, id);
  }
  return before;
}

/** One that runs is terminated by that. */
async function deleteThose(client: Client, id: string): Promise<void> {
  const { namespace } = client.options;
  for await (const { workflowId, runId } of client.workflow.list({ query: query(id) }))
    await client.workflowService
      .deleteWorkflowExecution({ namespace, workflowExecution: { workflowId, runId } })
      .catch((error: unknown) => {
        // Deleted meanwhile.
        if (!hasCode(error, NOT_FOUND)) throw error;
      });
}
