// The dialect `claude`: the lines of `claude -p --output-format stream-json`, and of the many programs that speak like it.
import type { RunnerFailureClass } from '../../core/contracts/failures.js';
import { jsonObject } from '../../core/json-lines.js';
import type { Said } from '../adapter.js';
import { ERRORS } from '../claude/classify.js';
import { usageOfTurn } from '../claude/usage.js';
import { causeOf, failureOf, firstLine, type RunnerFailure } from '../failures/cause.js';
import { type Fields, fields, key, listField, text, textIn } from '../fields.js';
import { eachLine } from '../output/each-line.js';
import { saysAnything } from '../output/says.js';
import { counted, type Dialect, type Heard, NOTHING } from './dialect.js';

interface Seen extends Omit<Heard, 'failure'> {
  /** What the last answer said of a failure of its provider. */
  error: string;
  result: Fields | null;
  open: Set<string>;
  unreadable: number;
}

export const claudeLike: Dialect = {
  reader() {
    const seen: Seen = { ...NOTHING, error: '', result: null, open: new Set(), unreadable: 0 };
    return {
      take(part) {
        if (!('text' in part)) return seen.open.clear();
        eachLine(
          part.text,
          (rest) => jsonObject(rest) !== null,
          (line) => hear(seen, line),
        );
      },
      heard: (now) => ({
        ...seen,
        complete: seen.result !== null,
        failure: failureIn(seen, now),
        quietUntil: seen.open.size > 0 ? Infinity : 0,
        notes: counted(seen.unreadable, 'lines of its output were not JSON events'),
      }),
    };
  },
  said,
  // Of its last line the type may come late; only that line says how long the model was asked.
  isOver: (start) => /^\{(?:\s*"type"\s*:\s*"result"|[^{}]*"duration_api_ms"\s*:)/.test(start),
};

function hear(seen: Seen, line: string): void {
  const event = jsonObject(line);
  if (event === null || Array.isArray(event)) return void (seen.unreadable += 1);
  seen.session = text(event['session_id']) || seen.session;
  switch (event['type']) {
    case 'system':
      seen.started = true;
      break;
    case 'assistant':
      seen.started = true;
      seen.error = text(event['error']);
      if (seen.error === '') answered(seen, contentOf(event));
      break;
    case 'user':
      for (const part of contentOf(event)) seen.open.delete(key(part['tool_use_id']));
      break;
    case 'result':
      [seen.started, seen.result, seen.usage] = [true, event, usageOfTurn(fields(event['usage']))];
      if (event['is_error'] !== true && saysAnything(text(event['result']))) seen.message = text(event['result']);
      break;
  }
}

function answered(seen: Seen, content: Fields[]): void {
  for (const part of content) if (part['type'] === 'tool_use') seen.open.add(key(part['id']));
  const words = textIn(content);
  if (saysAnything(words)) seen.message = words;
}

const contentOf = (event: Fields): Fields[] => listField(fields(event['message'])['content']);

/** Of the last two Claude Code says more in other words; of a program that speaks like it this one alone counts. */
const CLASSES: ReadonlyMap<string, RunnerFailureClass> = new Map([
  ...ERRORS,
  ['rate_limit', 'provider_rate_limited'],
  ['server_error', 'provider_unavailable'],
]);

/** The line calls a failure a success of the program: `is_error` alone counts. */
function failureIn({ error, result, message }: Seen, now: string): RunnerFailure | null {
  if (result === null) return null;
  if (result['is_error'] !== true) return message === null ? empty : null;
  const words = text(result['result']) || listField(result['errors']).map(String).join('; ') || text(result['subtype']);
  if (result['terminal_reason'] === 'prompt_too_long') return { class: 'context_exhausted', detail: firstLine(words) };
  const status = Number(result['api_error_status']);
  const said = failureOf(status > 0 ? `status ${status}: ${words}` : words, now, 'runner_transport_failure');
  const known = CLASSES.get(error);
  return causeOf(words) === null && known !== undefined && said.class === 'runner_transport_failure'
    ? { ...said, class: known }
    : said;
}

/** A failure in the middle of an answer is told as an answer that is empty. */
const empty: RunnerFailure = { class: 'provider_unavailable', detail: 'What came was no answer of a model' };

function said(line: string): Said {
  const event = jsonObject(line) ?? {};
  if (event['type'] === 'assistant') {
    const tools = contentOf(event).filter((part) => part['type'] === 'tool_use');
    const uses = tools.map(({ name, input }) => `${text(name)}: ${firstLine(JSON.stringify(input ?? {}))}`);
    const words = [textIn(contentOf(event)), ...uses].filter((one) => one !== '').join('\n');
    return { text: words || null, tokens: null };
  }
  if (event['type'] !== 'result') return { text: null, tokens: null };
  const { total } = usageOfTurn(fields(event['usage']));
  return { text: `ended its work, ${total} tokens`, tokens: total };
}
