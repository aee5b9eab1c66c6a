// Keeps what agents, documents and people wrote apart from what Millrace says: in an answer stand ids, states, numbers and our own
// sentences, and every other text is moved into a list of its own. So no title and no log can pass for a word of the runtime.
import { isRecord } from '../core/form.js';
import { put } from '../core/own.js';

/** A text by somebody else, and where in the data it belongs. */
export interface SaidByOthers {
  at: string;
  text: string;
}

/** One word: an id, a state, a moment, a digest, a path without blanks. */
const PLAIN = /^[\p{L}\p{N}._:/@+#%=-]{0,200}$/u;

/** Where sentences stand that are ours: commands that help, what the workspace answered, remarks. All others may quote somebody. */
const OURS = new Set(['data.attention.actions', 'data.need.actions', 'data.text', 'notes']);
/** Something in them is quoted: a name that somebody else chose. */
const QUOTES = /['"“”]/;

/** Of a value that may be anything: the word that it is, as long as it is one. */
export const word = (value: unknown): string =>
  typeof value === 'number' || (typeof value === 'string' && PLAIN.test(value)) ? String(value) : 'unnamed';

/** The data with references in the place of such texts, and the texts in their order. */
export function apart(given: object): { value: object; said: SaidByOthers[] } {
  const said: SaidByOthers[] = [];
  return { value: parted(given, '', said) as object, said };
}

function parted(value: unknown, at: string, said: SaidByOthers[]): unknown {
  if (typeof value === 'string') return isPlain(value, at) ? value : moved(value, at, said);
  if (Array.isArray(value)) return value.map((one, index) => parted(one, `${at}[${index}]`, said));
  if (!isRecord(value)) return value;
  const made: Record<string, unknown> = {};
  for (const [key, one] of Object.entries(value)) {
    // A key may be somebody's, too: of a table by titles, say.
    const name = PLAIN.test(key) ? key : moved(key, `${at} (a key)`, said);
    put(made, name, parted(one, at === '' ? name : `${at}.${name}`, said));
  }
  return made;
}

const isPlain = (text: string, at: string): boolean =>
  PLAIN.test(text) || (OURS.has(at.replace(/\[\d+\]/g, '')) && !QUOTES.test(text));

function moved(text: string, at: string, said: SaidByOthers[]): string {
  said.push({ at, text });
  return `said_by_others[${said.length - 1}]`;
}
