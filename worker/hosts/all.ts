// The workspaces of all hosts that share a server, by one query of its lists; and who asked for their work last, which no list says.
import type { Client, WorkflowExecutionInfo } from '@temporalio/client';
import { taskQueues } from '../../core/contracts/activities.js';
import { type HostMark, hostMarkOf } from '../../core/contracts/hosts.js';
import { isSafeId, workspaceWorkflowId } from '../../core/contracts/ids.js';
import { clip, inert } from '../../core/inert.js';
import { LIMITS } from '../../core/contracts/limits.js';
import { own } from '../../core/own.js';
import { WORKSPACE } from '../../workflows/messages.js';

export interface HostedWorkspace {
  id: string;
  /** Null: an older build started it. */
  host: HostMark | null;
  /** Whether its workflow runs, as the server calls it: `running`, `terminated`, … */
  status: string;
  /** As it said last: `running`, `paused`, `stopped`, …; null = it did not say. */
  state: string | null;
  needsYou: boolean | null;
  /** ISO 8601: when somebody asked for its work last, as the server remembers it; null = not within the last minutes. */
  seen: string | null;
}

const PREFIX = workspaceWorkflowId('');
/** Without the runs that went on as others: of those each workspace has hundreds. */
const QUERY = `WorkflowType = "${WORKSPACE}" AND ExecutionStatus != "ContinuedAsNew"`;
/** More are no list for a person. */
const MOST = 5000;
/** Questions to the server beside each other. */
const AT_ONCE = 8;
/** Of temporal.api.enums.v1.TaskQueueType. */
const WORKFLOWS = 1;

/** In the order of hosts and ids. Throws what the client throws when the server does not answer. */
export async function workspacesOfHosts(client: Client): Promise<HostedWorkspace[]> {
  const found = new Map<string, HostedWorkspace>();
  // Newest first, as the server lists them.
  for await (const one of client.workflow.list({ query: QUERY })) {
    const id = one.workflowId.slice(PREFIX.length);
    if (one.workflowId.startsWith(PREFIX) && isSafeId(id) && !found.has(id)) found.set(id, rowOf(id, one));
    if (found.size >= MOST) break;
  }
  const rows = [...found.values()].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  await seenIn(client, rows);
  return rows;
}

const keyOf = ({ host, id }: HostedWorkspace): string => `${host?.name ?? ''}\0${host?.id ?? ''}\0${id}`;

function rowOf(id: string, { memo, searchAttributes, status }: WorkflowExecutionInfo): HostedWorkspace {
  const said = (attribute: string, inMemo: string): unknown => {
    const value: unknown = own(searchAttributes as Record<string, unknown>, attribute);
    return (Array.isArray(value) ? value[0] : value) ?? (memo === undefined ? undefined : own(memo, inMemo));
  };
  const [state, needsYou] = [said('MillraceState', 'state'), said('MillraceNeedsYou', 'needsYou')];
  return {
    ...{ id, host: hostMarkOf(memo), status: status.name.toLowerCase(), seen: null },
    state: typeof state === 'string' ? clip(inert(state), LIMITS.word) : null,
    needsYou: typeof needsYou === 'boolean' ? needsYou : null,
  };
}

async function seenIn(client: Client, rows: readonly HostedWorkspace[]): Promise<void> {
  const waiting = rows.filter(({ status }) => status === 'running');
  const work = async (): Promise<void> => {
    for (let row = waiting.pop(); row !== undefined; row = waiting.pop()) row.seen = await seenOf(client, row.id);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

/** Never throws: a list without it is a list. */
export async function seenOf(client: Client, id: string): Promise<string | null> {
  const { namespace } = client.options;
  const asked = { namespace, taskQueue: { name: taskQueues(id).workflow }, taskQueueType: WORKFLOWS };
  const said = await client.workflowService.describeTaskQueue(asked).catch(() => null);
  const times = (said?.pollers ?? []).map(({ lastAccessTime }) => Number(lastAccessTime?.seconds ?? 0) * 1000);
  const last = Math.max(0, ...times);
  return last === 0 ? null : new Date(last).toISOString();
}
