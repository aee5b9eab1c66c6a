// Finds the moment at which a provider's message says that another try makes sense. Whatever stands there, nothing throws.
import { LONGEST_WAIT_MS } from '../core/contracts/environment.js';
import { momentAt } from './moments.js';

/**
 * Reads "try again at May 18th, 2033 3:33 AM", "try again at 3:33 AM", "resets 9am (Europe/Berlin)", "try again in 2 hours
 * 5 minutes", `"resets_at": 1779075200`, `retry-after: 30` and the like. Clock times without a zone are local, as the CLIs
 * print them, which share the worker's zone.
 * Returns ISO 8601 in UTC, from `now` (a moment that has gone by is now) to eight days later, or null.
 * `now`: when the message was printed, ISO 8601.
 */
export function retryAt(message: string, now: string): string | null {
  const from = Date.parse(now);
  if (Number.isNaN(from)) return null;
  for (const found of message.slice(0, READ).matchAll(ANCHOR)) {
    const said = message.slice(found.index + found[0].length).slice(0, NEAR);
    const moment = momentAt(said, from) ?? bareDelay(found[0], said, from);
    if (moment !== null) return new Date(Math.min(Math.max(moment, from), from + LONGEST_WAIT_MS)).toISOString();
  }
  return null;
}

const READ = 4000;
/** How far behind its word a moment may go on. */
const NEAR = 80;

/** Words behind which the moment stands, with what may lie between. */
const ANCHOR =
  /\b(?:retry[-_ ]?(?:after|delay|in)(?:[-_ ]?(?:ms|milliseconds|seconds|secs?))?|retry(?:ing)?|again|resets?(?:[-_ ]?(?:at|in|time|after|on))?(?:[-_ ]?(?:ms|seconds))?|renews?|refreshes|refills?|available|access|wait(?:ing)?|until|back)["']?[\s:=∙·"'(]*(?:(?:at|in|on|after|for|until|by|about|around|approximately|roughly|another|from|the|next)[\s:]+|~ ?)*/gi;

/** `Retry-After` and its kin give a bare number: of seconds, unless they say otherwise. */
function bareDelay(anchor: string, said: string, from: number): number | null {
  const [, amount] = /^(\d+(?:\.\d+)?)(?![\w:.]|-\d)/.exec(said) ?? [];
  if (amount === undefined || !/(?:after|delay|[-_]in|seconds|secs?|ms)["']?[\s:="'(]*$/i.test(anchor)) return null;
  return from + Number(amount) * (/ms|milli/i.test(anchor) ? 1 : 1000);
}
