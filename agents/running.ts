// Requests whose agent may be at work now, with what was asked: for those who find an agent that nobody waits for any more.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isSafeId } from '../core/contracts/ids.js';
import { statePaths } from '../core/contracts/paths.js';
import type { StageRunRequest } from '../core/contracts/stage.js';
import { jsonObject } from '../core/json-lines.js';
import { readText } from './files.js';
import { knownRunner } from './registry.js';
import { endAgent } from './host/end.js';
import type { Journal } from './host/journal.js';
import { look, openJournal } from './host/journal.js';
import { sweep } from './host/sweep.js';
import { sweepTarget } from './host/target.js';

const GRACE_MS = 3000;

export interface RunningRequest {
  journal: Journal;
  request: StageRunRequest;
  /** Name of the runner that plays it. */
  runner: string;
}

/** Those with a host that lives, and those whose host died and may have left its agent. */
export function runningRequests(stateDir: string): RunningRequest[] {
  return requestIds(stateDir).flatMap((id) => {
    const journal = openJournal(stateDir, id);
    const { state } = look(journal);
    return state === 'running' || state === 'orphaned' ? (asked(journal) ?? []) : [];
  });
}

/** Ends the agent as one that is cancelled. True when nothing of it runs any more. */
export async function endRequest({ journal, runner }: RunningRequest): Promise<boolean> {
  const beat = (): void => undefined;
  const { stopSignal = 'SIGTERM', dialogue = null } = knownRunner(runner) ?? {};
  await endAgent({ journal, why: 'cancelled', stopSignal, dialogue, graceMs: GRACE_MS, beat });
  return (await sweep(sweepTarget(journal, 'everything'), beat)).length === 0;
}

/** What was recorded before the host was started. */
function asked(journal: Journal): RunningRequest | null {
  const record = jsonObject(readText(`${journal.dir}/request.json`) ?? undefined);
  if (typeof record?.['request'] !== 'object' || record['request'] === null) return null;
  return { journal, request: record['request'] as StageRunRequest, runner: String(record['runner']) };
}

function requestIds(stateDir: string): string[] {
  try {
    return readdirSync(join(stateDir, statePaths.journal(''))).filter(isSafeId);
  } catch {
    return [];
  }
}
