// Reads the lines of one `claude -p`. Lines end at \n only: its strings may hold U+2028, which other splitters break at.
import type { TokenUsage } from '../../core/contracts/stage.js';
import { eachLine } from '../output/each-line.js';
import type { KeptPart } from '../output/kept.js';
import { saysAnything } from '../output/says.js';
import { sumOf } from '../tokens.js';
import { type Answer, type ApiFailure, claudeEvent, type Result } from './event.js';

export interface ClaudeEvents {
  /** It took its settings and began. */
  started: boolean;
  /** Null when it did not say. */
  session: string | null;
  /** The last one; null when it was ended before. */
  result: Result | null;
  /** Why the last answer is none; null when it is one, or nothing was said since. */
  failure: ApiFailure | null;
  /** What it was struggling with when nothing came after it. */
  trouble: ApiFailure | null;
  /** Of a limit that was hit: seconds of the epoch, where the provider says it. */
  resetsAt: number | null;
  /** Text of the agent's last message that says anything; null when none did. */
  lastWords: string | null;
  usage: TokenUsage | null;
  /** Names of the tools that its permissions denied, in order. */
  denied: string[];
  /** Tools and helpers at work. */
  open: number;
  /** Complete lines that were not JSON objects. */
  unreadable: number;
}

interface Seen extends Omit<ClaudeEvents, 'usage' | 'open' | 'lastWords' | 'denied'> {
  results: Result[];
  /** Since the last result, by id: of an answer each piece repeats what is known of its usage. */
  answers: Map<string, TokenUsage>;
  words: string | null;
  tools: Set<string>;
  helpers: number;
}

/**
 * Takes the output part by part. A last line without its \n is still being written and is left out unless it is complete
 * JSON. Where a part is left out nobody knows which tools ended in it: they count as ended.
 */
export function claudeReader(): { take: (part: KeptPart) => void; events: () => ClaudeEvents } {
  const seen = nothing();
  const take = (part: KeptPart): void => {
    if (!('text' in part)) return forgetOpen(seen);
    eachLine(
      part.text,
      (rest) => claudeEvent(rest) !== null,
      (line) => apply(seen, line),
    );
  };
  return { take, events: () => eventsOf(seen) };
}

const nothing = (): Seen => ({
  ...{ started: false, session: null, result: null, failure: null, trouble: null, resetsAt: null, unreadable: 0 },
  ...{ results: [], answers: new Map(), words: null, tools: new Set(), helpers: 0 },
});

function forgetOpen(seen: Seen): void {
  seen.tools.clear();
  seen.helpers = 0;
}

function apply(seen: Seen, line: string): void {
  const event = claudeEvent(line);
  if (event === null) return void (seen.unreadable += 1);
  if (event.type !== 'limit') seen.trouble = null;
  switch (event.type) {
    case 'began':
      seen.started = true;
      seen.session = event.session || null;
      break;
    case 'retry':
      seen.trouble = event.failure;
      break;
    case 'limit':
      seen.resetsAt = event.rejected ? event.resetsAt : null;
      break;
    case 'answer':
      applyAnswer(seen, event.answer);
      break;
    case 'returned':
      for (const { id } of event.tools) seen.tools.delete(id);
      break;
    case 'helpers':
      seen.helpers = event.ids.length;
      break;
    case 'result':
      seen.result = event.result;
      seen.session = event.session || seen.session;
      seen.results.push(event.result);
      seen.answers.clear();
      seen.tools.clear();
      break;
    case 'other':
      break;
  }
}

function applyAnswer(seen: Seen, { id, ofHelper, text, tools, usage, failure }: Answer): void {
  seen.result = null;
  seen.failure = failure;
  if (failure !== null) return;
  seen.answers.set(id, usage);
  for (const tool of tools) seen.tools.add(tool.id);
  if (!ofHelper && saysAnything(text)) seen.words = text;
}

function eventsOf({ results, answers, words, tools, helpers, ...seen }: Seen): ClaudeEvents {
  const spent = [...results.map(({ usage }) => usage), ...answers.values()];
  return {
    ...seen,
    // A result repeats the last words; the agent may have ended with an empty message.
    lastWords: words,
    usage: sumOf(spent),
    denied: results.flatMap(({ denied }) => denied),
    open: tools.size + helpers,
  };
}
