// The window `during-continue-as-new`: the history is as long as it may get, or the next run has just begun. Only the server
// knows, so it is asked again and again.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { readRecord } from '../../../worker/server/record.js';
import { openClient } from '../../../worker/server/connect.js';
import { NAMESPACE } from '../../../worker/server/flags.js';
import { freeze, killAll, thaw } from './victims.js';

export const CONTINUE_WINDOW = 'during-continue-as-new';
const POLL_MS = 10;
/** Longest time between the sight and the stop, ms. */
const SPREAD = 60;
/** Events of a run that has just begun: started, and its first task. */
const FRESH = 4;

export interface ContinueHunt {
  stateHome: string;
  workflows: string[];
  /** `history_events` of the configuration. */
  limit: number;
  workers: () => number[];
  /** From 0 to below 1: how much of the spread is waited. */
  share: () => number;
  boundMs: number;
}

interface Seen {
  runId: string;
  length: number;
}

/** Pids of the workers that were killed in the window; null when it was not hit within the bound. */
export async function huntContinue(hunt: ContinueHunt): Promise<number[] | null> {
  const server = readRecord(hunt.stateHome);
  if (server === null) return null;
  const address = `${server.ip}:${server.port}`;
  const choice = { kind: 'embedded', address, namespace: NAMESPACE, from: 'the run', uiUrl: null } as const;
  try {
    const opened = await openClient({ ...choice, connectionOptions: { address } });
    const search = opened.client.connection.withDeadline(Date.now() + hunt.boundMs, () => find(opened.client, hunt));
    return await search.finally(() => opened.close());
  } catch {
    // The server is away, or does not know the workflow yet.
    return null;
  }
}

async function find(client: Client, hunt: ContinueHunt): Promise<number[] | null> {
  for (const bound = Date.now() + hunt.boundMs; Date.now() < bound; await sleep(POLL_MS)) {
    for (const workflow of hunt.workflows) {
      const before = await see(client, workflow);
      if (before.length < hunt.limit) continue;
      const killed = await strike(client, workflow, before, hunt);
      if (killed !== null) return killed;
    }
  }
  return null;
}

async function strike(client: Client, workflow: string, before: Seen, hunt: ContinueHunt): Promise<number[] | null> {
  await sleep(SPREAD * hunt.share());
  const pids = hunt.workers();
  freeze(pids);
  let hit = false;
  try {
    const now = await see(client, workflow);
    hit = pids.length > 0 && (now.runId === before.runId ? now.length >= hunt.limit : now.length <= FRESH);
  } finally {
    if (hit) killAll(pids);
    else thaw(pids);
  }
  return hit ? pids : null;
}

async function see(client: Client, workflow: string): Promise<Seen> {
  const { runId, historyLength } = await client.workflow.getHandle(workflow).describe();
  return { runId, length: historyLength };
}
