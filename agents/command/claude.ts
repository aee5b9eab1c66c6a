// The dialect `claude`: the lines of `claude -p --output-format stream-json`, and of the many programs that speak like it. They are read as
// Claude Code's own; what they mean is judged by less, since such a program says less of its failures.
import type { RunnerFailureClass } from '../../core/contracts/failures.js';
import { ERRORS } from '../claude/classify.js';
import type { Result } from '../claude/event.js';
import { type ClaudeEvents, claudeReader } from '../claude/events.js';
import { claudeSaid } from '../claude/said.js';
import { causeOf, failureOf, firstLine, type RunnerFailure } from '../failures/cause.js';
import { saysAnything } from '../output/says.js';
import { counted, type Dialect, type Heard, NOTHING } from './dialect.js';

export const claudeLike: Dialect = {
  reader() {
    const { take, events } = claudeReader();
    return { take, heard: (now) => heardIn(events(), now) };
  },
  said: claudeSaid,
  // Of its last line the type may come late; only that line says how long the model was asked.
  isOver: (start) => /^\{(?:\s*"type"\s*:\s*"result"|[^{}]*"duration_api_ms"\s*:)/.test(start),
};

function heardIn(events: ClaudeEvents, now: string): Heard {
  const { session, result, failure, lastWords, usage, open, unreadable } = events;
  const message = result !== null && !result.isError && saysAnything(result.text) ? result.text : lastWords;
  return {
    ...NOTHING,
    ...{ message, usage, session },
    // Not all of them say how they began.
    started: events.started || result !== null || failure !== null || usage !== null,
    complete: result !== null,
    failure: result && failureIn(result, failure?.error ?? '', message, now),
    quietUntil: open > 0 ? Infinity : 0,
    notes: counted(unreadable, 'lines of its output were not JSON events'),
  };
}

/** Of the last two Claude Code says more in other words; of a program that speaks like it this one alone counts. */
const CLASSES: ReadonlyMap<string, RunnerFailureClass> = new Map([
  ...ERRORS,
  ['rate_limit', 'provider_rate_limited'],
  ['server_error', 'provider_unavailable'],
]);

/** The line calls a failure a success of the program: `is_error` alone counts. `error`: what the last answer said of one of its provider. */
function failureIn(result: Result, error: string, message: string | null, now: string): RunnerFailure | null {
  const { isError, text, errors, subtype, reason, status } = result;
  if (!isError) return message === null ? empty : null;
  const words = text || errors.join('; ') || subtype;
  if (reason === 'prompt_too_long') return { class: 'context_exhausted', detail: firstLine(words) };
  const said = failureOf(status === null ? words : `status ${status}: ${words}`, now, 'runner_transport_failure');
  const known = CLASSES.get(error);
  return causeOf(words) === null && known !== undefined && said.class === 'runner_transport_failure'
    ? { ...said, class: known }
    : said;
}

/** A failure in the middle of an answer is told as an answer that is empty. */
const empty: RunnerFailure = { class: 'provider_unavailable', detail: 'What came was no answer of a model' };
