// The outcome of a stage is the last line of its final message that is a legal marker, however it is dressed. Other headings
// do not count, nor what is quoted; two different outcomes with text between them are none.
import { undressed } from './marks.js';

export type Marker =
  | { found: true; outcome: string; isLastLine: boolean }
  /** `seen`: a line shaped like a marker that is not legal here; null when there was none. `both`: outcomes that contradict. */
  | { found: false; seen: string | null; both: [string, string] | null };

const TOKEN = /^[A-Z][A-Z0-9_]*$/;
const HEADING = /^[*_`\s]*#{1,6}/;

interface Line {
  /** What stands there, if it has the form of an outcome. */
  token: string | null;
  /** Else it counts only as the very last line: elsewhere it is a word of the text, an item of a list or what introduces one. */
  standsAlone: boolean;
  isItem: boolean;
  isHeading: boolean;
  /** More than marks and rules. */
  isText: boolean;
}

export function readMarker(finalMessage: string, legal: readonly string[]): Marker {
  const lines = withoutFences(finalMessage.split(/\r\n?|\n/)).map(lineOf);
  while (lines.at(-1)?.isText === false) lines.pop();
  const isLegal = ({ token }: Line): boolean => token !== null && legal.includes(token);
  // Several items are a list of what there is to choose from.
  const isList = lines.filter((line) => line.isItem && isLegal(line)).length > 1;
  const counts = (line: Line, index: number): boolean =>
    isLegal(line) && (line.standsAlone || (index === lines.length - 1 && !(line.isItem && isList)));
  const last = lines.findLastIndex(counts);
  const outcome = lines[last]?.token ?? null;
  if (outcome === null) return { found: false, seen: seenIn(lines), both: null };
  const other = lines.slice(0, last).findLastIndex((line, index) => counts(line, index) && line.token !== outcome);
  const between = other < 0 ? [] : lines.slice(other + 1, last).filter((line, index) => !counts(line, index));
  const first = lines[other]?.token ?? null;
  if (first !== null && between.some((line) => line.isText))
    return { found: false, seen: null, both: [first, outcome] };
  return { found: true, outcome, isLastLine: last === lines.length - 1 };
}

const seenIn = (lines: readonly Line[]): string | null =>
  lines.findLast(({ token, isHeading }) => token !== null && isHeading)?.token ?? null;

function lineOf(line: string): Line {
  const { text, dressed, loose, isItem } = undressed(line);
  const token = TOKEN.test(text) ? text : null;
  return {
    token,
    standsAlone: dressed && !loose,
    isItem,
    isHeading: HEADING.test(line),
    isText: /[\p{L}\p{N}]/u.test(text),
  };
}

const FENCE = /^\s{0,3}(`{3,}|~{3,})/;

/** Without fences: a block that holds one line alone shows it as code, a longer one is a quotation and is passed over. */
function withoutFences(lines: readonly string[]): string[] {
  const kept: string[] = [];
  // Fences that nothing closes are no blocks, and nothing closes longer ones of their kind either.
  const endless: string[] = [];
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    const fence = FENCE.exec(line)?.[1];
    if (fence === undefined) kept.push(line);
    if (fence === undefined || endless.some((open) => fence.startsWith(open))) continue;
    const end = closing(lines, index, fence);
    if (end < 0) {
      endless.push(fence);
      continue;
    }
    const within = lines.slice(index + 1, end).filter((one) => one.trim() !== '');
    kept.push(within.length === 1 ? (within[0] ?? '') : QUOTED);
    index = end;
  }
  return kept;
}

/** Stands for what was quoted: it is text, and no outcome. */
const QUOTED = 'quoted';

/** Looks at what is behind `from` alone: a message of fences and nothing else takes linear time. */
function closing(lines: readonly string[], from: number, fence: string): number {
  for (let index = from + 1; index < lines.length; index += 1) {
    if (isClosing((lines[index] ?? '').trim(), fence)) return index;
  }
  return -1;
}

const isClosing = (line: string, fence: string): boolean =>
  line.length >= fence.length && line === (fence[0] ?? '').repeat(line.length);
