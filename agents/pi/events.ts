// Reads the lines of one `pi --mode rpc`. Lines end at \n only: Pi's strings may hold U+2028, which other splitters break at.
import type { TokenUsage } from '../../core/contracts/stage.js';
import type { KeptPart } from '../output/kept.js';
import type { Fields } from './fields.js';
import { fields, isStreaming, list, piEvent, text, textOf } from './fields.js';
import { sumOf, usageOf } from './usage.js';
import { own } from '../../core/own.js';

/** What one answer of the model came to. */
export interface PiAnswer {
  /** Empty when it says nothing. */
  text: string;
  /** In Pi's words: stop, length, toolUse, error, aborted. */
  stopReason: string;
  /** Empty when there is none. */
  error: string;
  tokens: number;
  /** Who gave it; empty when Pi does not say. */
  provider: string;
}

export interface PiEvents {
  /** Pi took the prompt. */
  started: boolean;
  /** Why Pi did not take the prompt; null when it did, or did not say. */
  refused: string | null;
  /** Pi said that its work is over, which says nothing of how. */
  ended: boolean;
  /** The last answer of the model; null before there is one. */
  last: PiAnswer | null;
  /** Of the last answer that says anything: after its last tool a model may end with an empty one. Null when none does. */
  lastWords: string | null;
  /** Some answer before the last one had its tokens counted, so this provider counts them. */
  countedBefore: boolean;
  usage: TokenUsage | null;
  openTools: number;
  /** Complete lines that were not JSON objects. */
  unreadable: number;
}

interface Seen extends Pick<PiEvents, 'started' | 'refused' | 'ended' | 'unreadable'> {
  answers: Fields[];
  open: Set<string>;
}

/**
 * Takes the output part by part. A last line without its \n is still being written and is left out unless it is complete
 * JSON. Where a part is left out nobody knows which tools ended in it: they count as ended.
 */
export function piReader(): { take: (part: KeptPart) => void; events: () => PiEvents } {
  const seen: Seen = { started: false, refused: null, ended: false, unreadable: 0, answers: [], open: new Set() };
  const take = (part: KeptPart): void => {
    if (!('text' in part)) return seen.open.clear();
    const lines = part.text.split('\n');
    const rest = lines.pop() ?? '';
    for (const line of lines) apply(seen, line);
    if (piEvent(rest) !== null) apply(seen, rest);
  };
  return { take, events: () => eventsOf(seen) };
}

function apply(seen: Seen, line: string): void {
  if (line.trim() === '' || isStreaming(line)) return;
  const event = piEvent(line);
  if (event === null) seen.unreadable += 1;
  else own(EVENTS, text(event['type']))?.(seen, event);
}

const EVENTS: Readonly<Record<string, (seen: Seen, event: Fields) => void>> = {
  response: (seen, event) => {
    if (event['command'] !== 'prompt') return;
    seen.started = event['success'] === true;
    if (!seen.started) seen.refused = text(event['error']);
  },
  message_end: (seen, event) => {
    const message = fields(event['message']);
    if (message['role'] === 'assistant') seen.answers.push(message);
  },
  tool_execution_start: ({ open }, event) => void open.add(text(event['toolCallId'])),
  tool_execution_end: ({ open }, event) => void open.delete(text(event['toolCallId'])),
  // It repeats every message, those too that were in a part that is left out.
  agent_end: (seen, event) => {
    const answers = list(event['messages']).filter((message) => message['role'] === 'assistant');
    Object.assign(seen, { ended: true, answers });
  },
};

function eventsOf({ answers, open, started, refused, ended, unreadable }: Seen): PiEvents {
  const usages = answers.map((answer) => usageOf(fields(answer['usage'])));
  const last = answers.at(-1);
  return {
    ...{ started, refused, ended, unreadable, openTools: open.size },
    last: last === undefined ? null : answerOf(last, usages.at(-1)?.total ?? 0),
    lastWords: answers.map(textOf).findLast((words) => words.trim() !== '') ?? null,
    countedBefore: usages.slice(0, -1).some(({ total }) => total > 0),
    usage: sumOf(usages),
  };
}

const answerOf = (message: Fields, tokens: number): PiAnswer => ({
  text: textOf(message),
  stopReason: text(message['stopReason']),
  error: text(message['errorMessage']),
  tokens,
  provider: text(message['provider']),
});
