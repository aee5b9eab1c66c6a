// Reads the lines of one `pi --mode rpc`. Lines end at \n only: Pi's strings may hold U+2028, which other splitters break at.
import type { TokenUsage } from '../../core/contracts/stage.js';
import { eachLine } from '../output/each-line.js';
import type { KeptPart } from '../output/kept.js';
import { saysAnything } from '../output/says.js';
import { sumOf } from '../tokens.js';
import { isStreaming, type PiAnswer, piEvent, type PiMessage } from './event.js';

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
  answers: PiAnswer[];
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
    eachLine(
      part.text,
      (rest) => piEvent(rest) !== null,
      (line) => apply(seen, line),
    );
  };
  return { take, events: () => eventsOf(seen) };
}

function apply(seen: Seen, line: string): void {
  if (isStreaming(line)) return;
  const event = piEvent(line);
  if (event === null) return void (seen.unreadable += 1);
  switch (event.type) {
    case 'response':
      if (event.command !== 'prompt') break;
      seen.started = event.success === true;
      if (!seen.started) seen.refused = event.error;
      break;
    case 'message_end':
      seen.answers.push(...answersIn([event.message]));
      break;
    case 'tool_execution_start':
      seen.open.add(event.id);
      break;
    case 'tool_execution_end':
      seen.open.delete(event.id);
      break;
    case 'agent_end':
      seen.ended = true;
      // It repeats every message, those too that were in a part that is left out.
      seen.answers = answersIn(event.messages);
      break;
    case 'other':
      break;
  }
}

const answersIn = (messages: PiMessage[]): PiAnswer[] =>
  messages.flatMap((message) => (message.role === 'assistant' ? [message] : []));

function eventsOf({ answers, open, started, refused, ended, unreadable }: Seen): PiEvents {
  return {
    ...{ started, refused, ended, unreadable, openTools: open.size },
    last: answers.at(-1) ?? null,
    lastWords: answers.findLast(({ text }) => saysAnything(text))?.text ?? null,
    countedBefore: answers.slice(0, -1).some(({ usage }) => usage.total > 0),
    usage: sumOf(answers.map(({ usage }) => usage)),
  };
}
