// Limits of runners that last: one turn runs into them, and all are told, so that the stages of each are played by who stands in until the
// limit is over. From revision 10 on.
import { canonicalJson, sha256Hex } from '../../../contracts/digest.js';
import { mergedLimits, type RunnerLimit } from '../../../contracts/fallback.js';
import { LONGEST_WAIT_MS } from '../../../contracts/environment.js';
import type { SchedulerState, Turn } from '../scheduler-state.js';

/** In whatever order they come. What claims to come from the future would be news for ever, and a wait of years would be forgotten. */
export function noteLimits(state: SchedulerState, told: readonly RunnerLimit[] | undefined, at: string): void {
  if (state.rules < 10 || told === undefined || told.length === 0) return;
  const now = Date.parse(at);
  const sound = told.map(({ runner, cause, since, over, ...moments }) => {
    const found = noLater(moments.at, now);
    const until = noLater(moments.until, Date.parse(found) + LONGEST_WAIT_MS);
    return { runner, cause, since: noLater(since, now), until, at: found, ...(over === true ? { over } : {}) };
  });
  state.limited = mergedLimits(state.limited ?? [], sound);
}

const noLater = (iso: string, most: number): string => (Date.parse(iso) > most ? new Date(most).toISOString() : iso);

/** The turn is told what is limited. */
export function rememberLimits({ limited }: SchedulerState, turn: Turn): void {
  if (limited === undefined) delete turn.limited;
  else turn.limited = nameOf(limited);
}

/** True when some turn does not know the limits of now. */
export function isLimitNews({ limited, turns }: SchedulerState): boolean {
  const name = limited && nameOf(limited);
  return turns.some((turn) => turn.limited !== name);
}

const nameOf = (limits: readonly RunnerLimit[]): string => sha256Hex(canonicalJson(limits));
