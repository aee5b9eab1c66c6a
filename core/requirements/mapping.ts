// What a report says of the numbered sentences or requirements: `- R1 (S1, S3): text`, `- none (S2): why`. Read as people write it: marks
// of Markdown, other signs of lists and tables do no harm.
import { clipped } from '../contracts/limits.js';
import { splitLines } from '../documents/lines.js';
import { idsIn, type Letter } from './ids.js';

export interface Requirement {
  /** `R1` */
  id: string;
  /** Ids of the sentences that it is made of. */
  sources: string[];
  /** One line; empty where the report only names it. */
  text: string;
}

/** What needs nothing, and why. */
export interface Without {
  /** Ids of sentences, or of requirements. */
  of: string[];
  why: string;
}

export interface Mapping {
  requirements: Requirement[];
  none: Without[];
}

/** The heading above it. */
export const SECTION = 'Requirements';
const LONGEST = 300;
/** More of one report are not read. */
const MOST = 200;

/** `of`: what the report maps. Without the section every line of the text counts that has this form. */
export function readMapping(text: string, of: Letter): Mapping {
  const found: Mapping = { requirements: [], none: [] };
  const section = sectionOf(splitLines(text));
  for (const line of section ?? splitLines(text)) readLine(found, line, of, section !== null);
  return found;
}

/** Lines below the heading, up to the next one of its level; null where there is none. */
function sectionOf(lines: readonly string[]): string[] | null {
  const at = lines.findIndex((line) => HEADING.test(line));
  if (at < 0) return null;
  const level = /^#+/.exec(lines[at]?.trim() ?? '')?.[0].length ?? 1;
  const rest = lines.slice(at + 1);
  const end = rest.findIndex((line) => new RegExp(`^#{1,${level}}\\s`).test(line));
  return end < 0 ? rest : rest.slice(0, end);
}

const HEADING = new RegExp(`^\\s{0,3}#{1,6}\\s+[*_\\d. ]*${SECTION}\\b`, 'i');

const MARKS = '[*_`]*';
const LINE = new RegExp(
  `^\\s*(?:(?:[-*+•]|\\d{1,3}[.)])\\s+)?${MARKS}(R\\d{1,4}|none)${MARKS}\\s*(?:[(\\[]([^)\\]]*)[)\\]])?${MARKS}\\s*[:：–—-]*\\s*${MARKS}\\s*(.*)$`,
  'i',
);

function readLine({ requirements, none }: Mapping, line: string, of: Letter, isInSection: boolean): void {
  const [, name, listed = null, text = ''] = LINE.exec(withoutCells(line)) ?? [];
  if (name === undefined) return;
  const ids = idsIn(lettered(listed ?? /[([]([^()[\]]*)[)\]][.*_]*$/.exec(text)?.[1] ?? '', of), of);
  const words = clipped(text.replace(/\s+/g, ' ').trim(), LONGEST);
  if (/^none$/i.test(name)) {
    if (ids.length > 0 && none.length < MOST) none.push({ of: ids, why: words });
  } else if (ids.length > 0 || isInSection) addTo(requirements, { id: name.toUpperCase(), sources: ids, text: words });
}

/** A row of a table: `| R1 | S1, S3 | text |`. */
function withoutCells(line: string): string {
  const [, name = '', ids = '', ...rest] = line.trim().startsWith('|')
    ? line.split('|').map((cell) => cell.trim())
    : [];
  return name === ''
    ? line
    : `${name} (${ids.replace(/[()]/g, '')}): ${rest.filter((cell) => cell !== '').join(' | ')}`;
}

/** `S1, 3` is S1 and S3. */
const lettered = (text: string, of: Letter): string => text.replace(/([,;&]\s*|\band\s+)(?=\d)/g, `$1${of}`);

/** A requirement that is named again is the same one. */
function addTo(requirements: Requirement[], one: Requirement): void {
  const same = requirements.find(({ id }) => id === one.id);
  if (same === undefined) {
    if (requirements.length < MOST) requirements.push(one);
  } else {
    same.sources = [...new Set([...same.sources, ...one.sources])];
    if (same.text === '') same.text = one.text;
  }
}
