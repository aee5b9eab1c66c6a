// What an agent says of its work: the first paragraph of its last message, as plain text of one line. Headings, markers, fences and tables
// are passed over; a list that a paragraph introduces belongs to it.
import { LIMITS } from '../contracts/limits.js';
import { splitLines } from '../documents/lines.js';
import { structured } from '../documents/plain-text.js';
import { clip } from '../inert.js';
import { undressed } from './marks.js';
import { unadorned } from './unadorned.js';

/** Of a message; a first paragraph that begins behind them is none. */
const LINES = 2000;
/** What ornaments may take beside the words themselves. */
const MARKDOWN = 4 * LIMITS.words;

interface Piece {
  /** A line of text, one item of a list, or what stands between paragraphs. */
  is: 'text' | 'item' | 'end';
  text: string;
}

/** Undefined when the message says nothing. `legal`: the outcomes that the stage may name. At most `LIMITS.words` characters. */
export function wordsOf(message: string, legal: readonly string[]): string | undefined {
  const lines = structured(splitLines(message).slice(0, LINES));
  const pieces = lines.map((line, at) => pieceOf(line, lines[at + 1] ?? '', legal));
  const paragraphs = paragraphsOf(pieces);
  const at = paragraphs.findIndex(({ text }) => says(text));
  const first = paragraphs[at];
  if (first === undefined) return undefined;
  const more = first.text.endsWith(':') ? (paragraphs[at + 1]?.text ?? '') : '';
  const words = `${withoutOutcome(first.text, legal)} ${more}`.trim();
  return clip(words, LIMITS.words);
}

const says = (text: string): boolean => /[\p{L}\p{N}]/u.test(text);

const HEADING = /^\s{0,3}#{1,6}(?:\s|$)/;
/** Emphasis around the whole line, and no sentence in it: how models write headings. */
const BOLD_HEADING = /^\s*(\*\*|__)[^*_.!?]{1,100}\1:?\s*$/;
const UNDERLINE = /^\s{0,3}(?:={2,}|-{2,})\s*$/;
const RULE = /^\s*(?:[-*_=]\s*){3,}$/;
const ROW = /^\s*\|/;
const TAG = /^\s*<\/?[a-zA-Z][^<>]{0,200}>\s*$/;
/** Such a line tells the runtime where to go on, or the like. */
const SETTING = /^[a-z]+(?:_[a-z]+)+:\s*\S+$/;
const ITEM = /^\s*(?:[-*+•]|\d{1,3}[.)])\s+/;
const QUOTE = /^\s*(?:>\s?)+/;

const END: Piece = { is: 'end', text: '' };

function pieceOf(line: string, next: string, legal: readonly string[]): Piece {
  const isHeading = HEADING.test(line) || BOLD_HEADING.test(line) || UNDERLINE.test(next);
  if (isHeading || RULE.test(line) || ROW.test(line) || TAG.test(line)) return END;
  const bare = undressed(line).text;
  if (!says(line) || legal.includes(bare) || SETTING.test(bare)) return END;
  const text = line.replace(QUOTE, '');
  return ITEM.test(text)
    ? { is: 'item', text: text.replace(ITEM, '').replace(/^\[[ xX]\]\s/, '') }
    : { is: 'text', text };
}

interface Paragraph {
  is: 'text' | 'items';
  text: string;
}

/** Items of one list are one paragraph; a line behind an item goes on with it. */
function paragraphsOf(pieces: readonly Piece[]): Paragraph[] {
  const found: { is: Paragraph['is']; parts: string[] }[] = [];
  let open = false;
  for (const { is, text } of pieces) {
    const last = found.at(-1);
    if (is === 'item' && last?.is === 'items') last.parts.push(text);
    else if (is === 'item') found.push({ is: 'items', parts: [text] });
    else if (is === 'text' && open && last !== undefined) last.parts.push(`${last.parts.pop() ?? ''} ${text}`);
    else if (is === 'text') found.push({ is: 'text', parts: [text] });
    open = is !== 'end';
  }
  return found.map(({ is, parts }) => ({ is, text: joined(parts.map((part) => unadorned(part.slice(0, MARKDOWN)))) }));
}

/** `a; b.` */
const joined = (items: readonly string[]): string =>
  items.map((item, at) => (at < items.length - 1 ? item.replace(/[.;,]$/, '') : item)).join('; ');

/** `BLOCKED: the file is missing` says no more than that the file is missing. */
function withoutOutcome(text: string, legal: readonly string[]): string {
  const [, word = '', rest = ''] = /^([A-Z][A-Z0-9_]*)\s*[:.–—-]\s+(.+)$/s.exec(text) ?? [];
  return legal.includes(word) ? rest : text;
}
