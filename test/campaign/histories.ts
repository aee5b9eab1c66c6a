// How long the histories of a campaign became, as the server says.
import { taskQueues } from '../../core/contracts/activities.js';
import { openClient } from '../../worker/server/connect.js';
import { NAMESPACE } from '../../worker/server/flags.js';
import { readRecord } from '../../worker/server/record.js';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Histories {
  /** Runs of workflows, those included that continued another one. */
  runs: number;
  events: number;
  bytes: number;
  /** Of the longest run. */
  mostEvents: number;
  mostBytes: number;
}

/** The server's list of runs lags behind by about a second. */
const LAG_MS = 3000;

/** Of one workspace on the embedded server of a state home; null when no server runs there. */
export async function historiesOf(stateHome: string, workspace: string): Promise<Histories | null> {
  const server = readRecord(stateHome);
  if (server === null) return null;
  await sleep(LAG_MS);
  const address = `${server.ip}:${server.port}`;
  const choice = { kind: 'embedded', address, namespace: NAMESPACE, from: 'the campaign', uiUrl: null } as const;
  const { client, close } = await openClient({ ...choice, connectionOptions: { address } });
  const sizes: { events: number; bytes: number }[] = [];
  try {
    const query = `TaskQueue='${taskQueues(workspace).workflow}'`;
    for await (const { workflowId, runId } of client.workflow.list({ query })) {
      const { historyLength, historySize } = await client.workflow.getHandle(workflowId, runId).describe();
      sizes.push({ events: historyLength, bytes: historySize ?? 0 });
    }
  } finally {
    await close();
  }
  return summed(sizes);
}

function summed(sizes: readonly { events: number; bytes: number }[]): Histories {
  const sum = (of: 'events' | 'bytes'): number => sizes.reduce((all, size) => all + size[of], 0);
  const most = (of: 'events' | 'bytes'): number => Math.max(0, ...sizes.map((size) => size[of]));
  const all = { events: sum('events'), bytes: sum('bytes') };
  return { runs: sizes.length, ...all, mostEvents: most('events'), mostBytes: most('bytes') };
}
