// Markdown as its paragraphs, items of lists and rows of tables, each on one line. Headings, code, comments, rules and what only links
// or stamps say nothing of what is wanted.
import { proseLines } from '../documents/idea.js';
import { isBlank } from '../documents/lines.js';
import { structured } from '../documents/plain-text.js';

interface Reading {
  blocks: string[];
  /** Lines of the block that is read; null = between two. */
  open: { kind: 'paragraph' | 'item'; lines: string[] } | null;
  /** Indented lines belong to the list above them; elsewhere they are code. */
  inList: boolean;
}

/** In their order. `text`: the whole Markdown, a front matter included. */
export function blocksOf(text: string): string[] {
  const lines = structured(proseLines(text));
  const reading: Reading = { blocks: [], open: null, inList: false };
  for (let at = 0; at < lines.length; at += 1) {
    const rows = tableAt(lines, at);
    if (rows === null) readLine(reading, unquoted(lines[at] ?? ''));
    else {
      close(reading);
      reading.blocks.push(...rows.map(rowText).filter((row) => row !== ''));
      at += rows.length + 1;
    }
  }
  close(reading);
  return reading.blocks;
}

const unquoted = (line: string): string => line.replace(/^(?:\s{0,3}>\s?)+/, '');

const HEADING = /^\s{0,3}#{1,6}(?:\s|$)/;
const RULE = /^\s*(?:([-*_])(?:\s*\1){2,}|=+|-{2,})\s*$/;
const LINK = /^\s*\[[^\]^][^\]]*\]:\s*\S+/;
const TAG = /^\s*<\/?[a-zA-Z][^<>]*>\s*$/;
const ITEM = /^\s*(?:[-*+•]|\(?(\d{1,3})[.)]|[a-zA-Z]\))\s+(?:\[[ xX]\]\s+)?(.*)$/;

function readLine(reading: Reading, line: string): void {
  const { open } = reading;
  if (isBlank(line)) return close(reading);
  if (RULE.test(line)) return underlined(reading);
  if (HEADING.test(line)) return endList(reading);
  if (LINK.test(line) || TAG.test(line)) return close(reading);
  const item = itemIn(line, open);
  if (item !== null) return begin(reading, 'item', item);
  if (open !== null) return void open.lines.push(line.trim());
  if (/^(?: {4}|\t)/.test(line) && !reading.inList) return;
  if (/^\S/.test(line)) reading.inList = false;
  begin(reading, 'paragraph', line.trim());
}

/** Within a paragraph only the number 1 begins a list: any other is a number that a line happens to begin with. */
function itemIn(line: string, open: Reading['open']): string | null {
  const [, number, text = ''] = ITEM.exec(line) ?? [];
  const isItem = ITEM.test(line) && (open?.kind !== 'paragraph' || number === undefined || number === '1');
  return isItem ? text.trim() : null;
}

/** A line of dashes below one line of text makes a heading of it. */
function underlined(reading: Reading): void {
  if (reading.open?.kind === 'paragraph' && reading.open.lines.length === 1) reading.open = null;
  endList(reading);
}

function endList(reading: Reading): void {
  close(reading);
  reading.inList = false;
}

function begin(reading: Reading, kind: 'paragraph' | 'item', line: string): void {
  close(reading);
  reading.open = { kind, lines: [line] };
  if (kind === 'item') reading.inList = true;
}

function close(reading: Reading): void {
  if (reading.open !== null) reading.blocks.push(...joined(reading.open.lines).filter((block) => block !== ''));
  reading.open = null;
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
