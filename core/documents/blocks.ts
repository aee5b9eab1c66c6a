// Markdown as its headings, paragraphs, items of lists and rows of tables, each on one line. Code, comments, rules and what only links
// or stamps say nothing of what is wanted.
import { isBlank } from './lines.js';
import { structured } from './plain-text.js';

export interface Block {
  /** A heading may be a line in bold, or one that is underlined. */
  kind: 'heading' | 'paragraph' | 'item' | 'row';
  /** One line; of a heading without its marks. */
  text: string;
  /** Its first line stands below something else. */
  isIndented: boolean;
}

interface Reading {
  blocks: Block[];
  /** Lines of the block that is read; null = between two. */
  open: { kind: 'paragraph' | 'item'; lines: string[]; isIndented: boolean } | null;
  /** Indented lines belong to the list above them; elsewhere they are code. */
  inList: boolean;
}

/** In their order. `whole`: the lines of the Markdown, without a front matter. */
export function blocksIn(whole: readonly string[]): Block[] {
  const lines = structured(whole);
  const reading: Reading = { blocks: [], open: null, inList: false };
  for (let at = 0; at < lines.length; at += 1) {
    const rows = tableAt(lines, at);
    if (rows === null) readLine(reading, unquoted(lines[at] ?? ''));
    else {
      close(reading);
      add(reading, 'row', rows.map(rowText));
      at += rows.length + 1;
    }
  }
  close(reading);
  return reading.blocks;
}

const unquoted = (line: string): string => line.replace(/^(?:\s{0,3}>\s?)+/, '');

function add({ blocks }: Reading, kind: Block['kind'], texts: readonly string[], isIndented = false): void {
  blocks.push(...texts.filter((text) => text !== '').map((text) => ({ kind, text, isIndented })));
}

const HEADING = /^\s{0,3}#{1,6}(?:\s|$)/;
/** Emphasis around a whole line, as people write a heading. */
const BOLD = /^(?:\*\*|__)([^*_]{1,100})(?:\*\*|__):?$/;
const RULE = /^\s*(?:([-*_])(?:\s*\1){2,}|=+|-{2,})\s*$/;
const LINK = /^\s*\[[^\]^][^\]]*\]:\s*\S+/;
const TAG = /^\s*<\/?[a-zA-Z][^<>]*>\s*$/;
const ITEM = /^\s*(?:[-*+•]|\(?(\d{1,3})[.)]|[a-zA-Z]\))\s+(?:\[[ xX]\]\s+)?(.*)$/;

function readLine(reading: Reading, line: string): void {
  const { open } = reading;
  if (isBlank(line)) return close(reading);
  if (RULE.test(line)) return underlined(reading);
  if (HEADING.test(line)) return headed(reading, headingText(line));
  if (LINK.test(line) || TAG.test(line)) return close(reading);
  const item = itemIn(line, open);
  const isIndented = /^\s/.test(line);
  if (item !== null) return begin(reading, { kind: 'item', lines: [item], isIndented });
  if (open !== null) return void open.lines.push(line.trim());
  if (/^(?: {4}|\t)/.test(line) && !reading.inList) return;
  if (!isIndented) reading.inList = false;
  begin(reading, { kind: 'paragraph', lines: [line.trim()], isIndented });
}

/** Within a paragraph only the number 1 begins a list: any other is a number that a line happens to begin with. */
function itemIn(line: string, open: Reading['open']): string | null {
  const [, number, text = ''] = ITEM.exec(line) ?? [];
  const isItem = ITEM.test(line) && (open?.kind !== 'paragraph' || number === undefined || number === '1');
  return isItem ? text.trim() : null;
}

/** A line of dashes below one line of text makes a heading of it. */
function underlined(reading: Reading): void {
  const { open } = reading;
  const text = open?.kind === 'paragraph' && open.lines.length === 1 ? (open.lines[0] ?? '') : null;
  if (text !== null) reading.open = null;
  headed(reading, text ?? '');
}

/** Without its signs at the beginning and at the end. */
function headingText(line: string): string {
  const text = line
    .trim()
    .replace(/^#{1,6}/, '')
    .trim();
  let end = text.length;
  while (text[end - 1] === '#') end -= 1;
  return end === 0 || /\s/.test(text[end - 1] ?? '') ? text.slice(0, end) : text;
}

/** A heading ends the list above it; `text` empty = only a rule. */
function headed(reading: Reading, text: string): void {
  close(reading);
  reading.inList = false;
  add(reading, 'heading', [text.trim()]);
}

function begin(reading: Reading, open: NonNullable<Reading['open']>): void {
  close(reading);
  reading.open = open;
  if (open.kind === 'item') reading.inList = true;
}

function close(reading: Reading): void {
  const { open } = reading;
  if (open === null) return;
  reading.open = null;
  const [line = '', ...others] = open.lines;
  const bold = open.kind === 'paragraph' && others.length === 0 ? BOLD.exec(line)?.[1] : undefined;
  if (bold !== undefined) add(reading, 'heading', [bold.trim()]);
  else add(reading, open.kind, joined(open.lines), open.isIndented);
}

/** Nobody wraps lines that are shorter. */
const NARROW = 60;

/** Wrapped lines are one text. Where the next word would have had room somebody began a new one: a list without signs. */
function joined(lines: readonly string[]): string[] {
  const widest = Math.max(...lines.map((line) => line.length));
  const blocks: string[] = [];
  for (const [at, line] of lines.entries()) {
    const before = lines[at - 1];
    if (before === undefined || isOwnLine(before, line, widest)) blocks.push(line);
    else blocks.push(`${blocks.pop() ?? ''}${isDense(before, line) ? '' : ' '}${line}`);
  }
  return blocks.map((block) => block.replace(/\s*<!--.*?-->/g, '').trim());
}

function isOwnLine(before: string, line: string, widest: number): boolean {
  const word = line.split(/\s/, 1)[0] ?? '';
  const hadRoom = widest < NARROW || before.length + 1 + word.length <= widest;
  return hadRoom && /^["'(`*]*\p{Lu}/u.test(line) && /[\p{L}\p{N})`*]$/u.test(before);
}

const DENSE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}、。！？，：；「」『』（）]/u;

/** Scripts that put no blanks between their words. */
const isDense = (before: string, line: string): boolean =>
  DENSE.test([...before].at(-1) ?? '') && DENSE.test([...line][0] ?? '');

const SEPARATOR = /^\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$/;

/** The rows of the table whose head this line is; null where none begins. */
function tableAt(lines: readonly string[], at: number): string[] | null {
  const [head = '', below = ''] = [lines[at], lines[at + 1]];
  if (!head.includes('|') || !below.includes('-') || !below.includes('|') || !SEPARATOR.test(below)) return null;
  const rest = lines.slice(at + 2);
  const end = rest.findIndex((line) => !line.includes('|'));
  return end < 0 ? rest : rest.slice(0, end);
}

const rowText = (row: string): string =>
  row
    .replace(/`[^`]*`|\\\|/g, (kept) => kept.replaceAll('|', '\u0000'))
    .split('|')
    .map((cell) => cell.replaceAll('\u0000', '|').trim())
    .filter((cell) => cell !== '')
    .join(' | ');
