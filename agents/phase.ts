// Where an agent stands, by the journal of its host: for whoever only looks, and so without what adapters and their settings bring along.
import { statSync } from 'node:fs';
import { claimedAt, type Journal, readAgent, readEnding } from './host/journal.js';
import { sleptSince } from './host/slept.js';

/** `ending`: it was told to end. */
export type AgentPhase = 'starting' | 'running' | 'ending';

export function agentPhase(journal: Journal): AgentPhase {
  if (readEnding(journal) !== null) return 'ending';
  return readAgent(journal) === null ? 'starting' : 'running';
}

/** Since its last output, or else since its start, without the time for which the machine slept. `stdoutFile`: of the agent. */
export function quietSeconds(journal: Journal, stdoutFile: string): number {
  const written = statSync(stdoutFile, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const since = Math.max(written, claimedAt(journal) ?? 0);
  return since === 0 ? 0 : Math.max(0, Math.floor((Date.now() - since - sleptSince(journal, since)) / 1000));
}
