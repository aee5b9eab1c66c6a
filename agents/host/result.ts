// How an agent ended, read from its journal once that is done.
import { statSync } from 'node:fs';
import { constants } from 'node:os';
import type { HostEnd } from '../adapter.js';
import type { Journal } from './journal.js';
import { claimedAt, readEnding, readResult } from './journal.js';

/** The reason for which an agent was ended counts more than how it went. Throws when the journal is not done. */
export function readEnd(journal: Journal): HostEnd {
  const result = readResult(journal);
  const ended = statSync(journal.done).mtimeMs;
  return {
    kind: readEnding(journal) ?? result.kind,
    ...(result.kind === 'lost' && result.garbled !== null ? { garbled: result.garbled } : {}),
    ...(result.kind === 'exited' ? exitOf(result.status) : { exitCode: null, signal: null }),
    startedAt: new Date(claimedAt(journal) ?? ended).toISOString(),
    endedAt: new Date(ended).toISOString(),
  };
}

/** A shell's `wait` gives 128 + number for a signal. An agent that ends with such a code itself looks the same. */
function exitOf(status: number): Pick<HostEnd, 'exitCode' | 'signal'> {
  const name = Object.entries(constants.signals).find(([, number]) => number === status - 128)?.[0];
  return name === undefined ? { exitCode: status, signal: null } : { exitCode: null, signal: name };
}
