// What an agent said of an item, as `queue show` has it beside what the runtime saw.
import { own } from '../../core/own.js';
import type { WordsView } from '../../read/words.js';
import { clip } from '../render/table.js';
import { word } from '../render/word.js';

/** Its words, and a reason that holds them, are shown whole. */
export const WORDS_WIDTH = 1500;

/** None where the reason says it already. `blocked`: the diagnostics of the item. */
export function saidRows(said: WordsView | null, blocked: Record<string, unknown> | null): string[][] {
  const isTold = said === null || word(own(blocked ?? {}, 'reason')).includes(said.words);
  return isTold ? [] : [['said', clip(`${said.node}: ${said.words}`, WORDS_WIDTH)]];
}
