// What runs of agents leave behind, as tests ask for it.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { ProcessIdentity } from '../../disk/identity.js';
import { isAlive } from '../../disk/identity.js';
import { runningAgent } from './agent.js';
import type { Bench } from './bench.js';

/** Every stage of a task that goes well. */
export const WHOLE = [
  'builder task/t1 BUILDER_COMPLETE',
  'checker task/t1 CHECKER_PASS',
  'updater task/t1 UPDATE_COMPLETE',
];

export interface HeldAgent {
  agent: ProcessIdentity;
  letGo(): void;
}

/** Stops the agent of the stage that runs until it is let go, so that a test need not race with its end. */
export async function holdAgent(bench: Bench): Promise<HeldAgent> {
  const { agent } = await runningAgent(bench);
  process.kill(agent.pid, 'SIGSTOP');
  return { agent, letGo: () => void (isAlive(agent) && process.kill(agent.pid, 'SIGCONT')) };
}

/** How many hosts were ever claimed for each request. */
export function claims(bench: Bench): number[] {
  const runs = path.join(bench.stateDir(), 'run');
  return readdirSync(runs).map(
    (request) => readdirSync(path.join(runs, request)).filter((name) => /^claim-\d+$/.test(name)).length,
  );
}
