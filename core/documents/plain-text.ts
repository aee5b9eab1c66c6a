// Which lines of a document are text whatever stands in them: those of code fences and of HTML comments.
import { itemOf, labelled } from './lines.js';

export interface PlainText {
  /** For each line, whether it lies in a fence or a comment, first and last line of it included. */
  within: readonly ('fence' | 'comment' | null)[];
  /** 0-based line of a fence or comment that nothing ends, so that it reaches to the end of the text; null = there is none. */
  endless: number | null;
}

/**
 * As Markdown has it, a fence without an end reaches to the end of the text, and so does a comment that begins a line;
 * fields above it count. A comment that begins within a line has to end somewhere, and the line is no field and no item:
 * their values may hold anything. `from`: 0-based line that may be the first of one.
 */
export function plainText(lines: readonly string[], from = 0): PlainText {
  const within: PlainText['within'][number][] = lines.map(() => null);
  const ends = commentEnds(lines);
  let endless: number | null = null;
  for (let at = from; at < lines.length; at += 1) {
    const block = fenceAt(lines, at) ?? commentAt(lines, at, ends);
    if (block === null) continue;
    if (block.end === null) endless = at;
    const end = block.end ?? lines.length - 1;
    within.fill(block.kind, at, end + 1);
    at = end;
  }
  return { within, endless };
}

/** The lines in which headings, fields and items may stand: comments are left out, and fences leave blank lines. */
export function structured(lines: readonly string[]): string[] {
  const { within } = plainText(lines);
  return lines.flatMap((line, at) => (within[at] === 'comment' ? [] : [within[at] === 'fence' ? '' : line]));
}

interface Block {
  kind: 'fence' | 'comment';
  /** Its last line; null where it has none. */
  end: number | null;
}

/** May be indented, as in a list; an info string may follow, which for backticks holds none, or it is code within a line. */
const FENCE = /^\s*(?:(`{3,})[^`]*|(~{3,}).*)$/s;

function fenceAt(lines: readonly string[], at: number): Block | null {
  const [, ticks, tildes] = FENCE.exec(lines[at] ?? '') ?? [];
  const fence = ticks ?? tildes;
  if (fence === undefined) return null;
  for (let end = at + 1; end < lines.length; end += 1)
    if (closes(lines[end] ?? '', fence)) return { kind: 'fence', end };
  return { kind: 'fence', end: null };
}

function closes(line: string, fence: string): boolean {
  const marks = line.trim();
  return marks.length >= fence.length && marks === (fence[0] ?? '').repeat(marks.length);
}

const OPENS = '<!--';
const CLOSES = '-->';

/** `ends`: as `commentEnds`. */
function commentAt(lines: readonly string[], at: number, ends: readonly (number | null)[]): Block | null {
  const line = lines[at] ?? '';
  const opens = opensIn(line);
  if (opens < 0) return WHOLE.test(line) ? { kind: 'comment', end: at } : null;
  const end = ends[at + 1] ?? null;
  if (line.slice(0, opens).trim() === '') return { kind: 'comment', end };
  return end === null || labelled(line) !== null || itemOf(line) !== null ? null : { kind: 'comment', end };
}

/** A line that is a comment, and nothing besides. */
const WHOLE = /^\s*<!--.*-->\s*$/s;

/** For each line the first one from it on in which a comment ends and none begins anew. */
function commentEnds(lines: readonly string[]): (number | null)[] {
  const ends: (number | null)[] = lines.map(() => null);
  for (let at = lines.length - 1; at >= 0; at -= 1) {
    const line = lines[at] ?? '';
    const closing = line.indexOf(CLOSES);
    ends[at] = closing >= 0 && opensIn(line.slice(closing)) < 0 ? at : (ends[at + 1] ?? null);
  }
  return ends;
}

/** Where a comment begins that does not end in the same line; -1 where none does. Code within a line is passed over. */
function opensIn(line: string): number {
  const shown = line.replace(/`[^`]*`/g, (code) => ' '.repeat(code.length));
  const opens = shown.lastIndexOf(OPENS);
  return opens < 0 || shown.includes(CLOSES, opens + 2) ? -1 : opens;
}
