// A runner that broke off at once, before any work, with a message that nobody knows: what tells this message from others.
import { sha256Hex } from '../contracts/digest.js';
import type { RunnerRawResult, StageOutcome } from '../contracts/stage.js';

/** A run that lasted longer has done something. */
const AT_ONCE_MS = 60_000;

/** Only of what the runner itself said of its failure: an agent that said or used anything has worked. */
export function breakOffOf(raw: RunnerRawResult): Pick<StageOutcome, 'brokeOff'> {
  const { failure, finalMessage, usage, startedAt, endedAt } = raw;
  const isUnknown = failure?.class === 'runner_transport_failure' && raw.exitKind === 'failed';
  const didNothing = finalMessage === null && (usage?.total ?? 0) === 0;
  if (!isUnknown || !didNothing || Date.parse(endedAt) - Date.parse(startedAt) > AT_ONCE_MS) return {};
  return { brokeOff: sha256Hex(sameText(failure.detail)).slice(0, 16) };
}

/** Without what differs from one request to the next: numbers and ids, paths and addresses, what is quoted. */
const sameText = (message: string): string =>
  message
    .toLowerCase()
    .replace(/"[^"]*"|'[^']*'|`[^`]*`/g, '""')
    .replace(/\S*\/\S*/g, '/')
    .replace(/[\w.:-]*\d[\w.:-]*/g, '#')
    .replace(/\s+/g, ' ')
    .trim();
