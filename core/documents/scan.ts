// Reads the Markdown form: heading, `Label: value`, `Label:` with items. Whatever is none of these stays in the body, and so
// does what stands in code fences and comments.
import type { Problem } from '../contracts/documents.js';
import { clipped } from '../contracts/limits.js';
import { problem } from './codes.js';
import type { FamilyFields } from './fields.js';
import { isKnownLabel, TITLE } from './fields.js';
import { isBlank, itemOf, labelled, splitLines, trimBlankLines } from './lines.js';
import { labelHint, labelMeant, nameIn, type Stray } from './misspelt.js';
import { type PlainText, plainText } from './plain-text.js';
import type { RawDocument, RawEntry } from './raw.js';

interface Scan {
  lines: string[];
  /** Index of the next line. */
  at: number;
  plain: PlainText;
  /** Whether each label of this family is a list. */
  isList: ReadonlyMap<string, boolean>;
  /** Line of the first use of each label, empty ones too. */
  seen: Map<string, number>;
  values: Map<string, RawEntry[]>;
  /** Body lines; every field begins a new chunk. */
  chunks: string[][];
  problems: Problem[];
  /** Of the lines that could be misspelt fields. */
  names: Set<string>;
  /** Of each label that may have been meant, the first line. */
  strays: Map<string, Stray>;
}

export function scanMarkdown(table: FamilyFields, text: string): RawDocument {
  const isList = new Map([
    [TITLE, false],
    ...table.fields.map((field): [string, boolean] => [field.label, field.list]),
  ]);
  const lines = splitLines(text);
  const plain = plainText(lines, 1);
  const read = {
    seen: new Map(),
    values: new Map(),
    chunks: [[]],
    problems: [],
    names: new Set<string>(),
    strays: new Map(),
  };
  const scan: Scan = { lines, at: 0, plain, isList, ...read };
  const title = readHeading(scan);
  while (scan.at < scan.lines.length) readLine(scan);
  checkTitle(scan, title);
  scan.values.delete(TITLE);
  const { values, problems } = scan;
  const endless = plain.endless === null ? null : plain.endless + 1;
  const strays = [...scan.strays.values()].filter(({ label }) => !scan.seen.has(label));
  return { title, values, body: bodyOf(scan), problems, endless, strays, spell: (label) => label };
}

function readHeading(scan: Scan): string {
  const title = /^#\s+(.*)$/s.exec(scan.lines[0] ?? '')?.[1]?.trim() ?? '';
  if (title === '') scan.problems.push(problem('MR2001', 'The first line is not a heading `# Title`.', { line: 1 }));
  else scan.at = 1;
  return title;
}

function checkTitle(scan: Scan, heading: string): void {
  const entry = scan.values.get(TITLE)?.[0];
  if (entry === undefined || heading === '' || entry.text === heading) return;
  const message = `\`Title\` is "${clipped(entry.text, 80)}", but the heading is "${clipped(heading, 80)}".`;
  scan.problems.push(problem('MR2002', message, { field: TITLE, line: entry.line }));
}

function readLine(scan: Scan): void {
  const line = scan.lines[scan.at]!;
  scan.at += 1;
  const isText = scan.plain.within[scan.at - 1] !== null;
  const found = isText ? null : labelled(line);
  const isList = found === null ? undefined : scan.isList.get(found.label);
  if (found !== null && isList !== undefined) return readField(scan, found.label, found.value, isList);
  if (!isText) noteStray(scan, line);
  scan.chunks.at(-1)!.push(line);
}

/** So many names of a document are compared with its labels: more is no document that somebody wrote by hand. */
const NAMES = 200;

function noteStray(scan: Scan, line: string): void {
  const found = nameIn(line);
  if (found === null || scan.names.has(found.name) || scan.names.size >= NAMES) return;
  scan.names.add(found.name);
  const label = labelMeant(found.name, labelsOf(scan));
  if (label === null || scan.strays.has(label)) return;
  const { written, isHeading } = found;
  scan.strays.set(label, { label, written, line: scan.at, isHeading });
}

const labelsOf = ({ isList }: Scan): string[] => [...isList.keys()];

function readField(scan: Scan, label: string, value: string, isList: boolean): void {
  const line = scan.at;
  const first = scan.seen.get(label);
  scan.chunks.push([]);
  const entries = isList && value === '' ? readItems(scan, label) : readInline(scan, label, value, isList);
  if (first !== undefined) {
    const message = `\`${label}\` is given twice: in line ${String(first)} and in line ${String(line)}.`;
    scan.problems.push(problem('MR2003', message, { field: label, line }));
  } else {
    scan.seen.set(label, line);
    if (entries.length > 0) scan.values.set(label, entries);
  }
}

function readInline(scan: Scan, label: string, value: string, isList: boolean): RawEntry[] {
  const line = scan.at;
  if ((isList || value === '') && itemOf(scan.lines[scan.at] ?? '') !== null) {
    const why = isList ? 'has a value on its line and items below it' : 'is a single value, but items follow it';
    scan.problems.push(problem('MR2005', `\`${label}\` ${why}.`, { field: label, line: line + 1 }));
  }
  return value === '' ? [] : [{ text: value, line }];
}

function readItems(scan: Scan, label: string): RawEntry[] {
  const entries: RawEntry[] = [];
  for (; scan.at < scan.lines.length; scan.at += 1) {
    const text = scan.lines[scan.at]!;
    const within = scan.plain.within[scan.at];
    // A comment may stand between items, and holds none.
    if (within === 'comment') {
      scan.chunks.at(-1)!.push(text);
      continue;
    }
    const item = within === 'fence' ? null : itemOf(text);
    if (item !== null) entries.push({ text: item, line: scan.at + 1 });
    else if (!isBlank(text)) return endList(scan, label, text, entries);
    else if (entries.length > 0) return entries;
  }
  return entries;
}

/** Only the label of a field may follow a list without a blank line. */
function endList(scan: Scan, label: string, text: string, entries: RawEntry[]): RawEntry[] {
  if (isKnownLabel(labelled(text)?.label ?? '')) return entries;
  const hint = labelHint(nameIn(text)?.name ?? '', labelsOf(scan));
  const message = `The list \`${label}\` holds a line that is not an item.${hint}`;
  scan.problems.push(problem('MR2004', message, { field: label, line: scan.at + 1 }));
  return entries;
}

function bodyOf(scan: Scan): string {
  const chunks = scan.chunks.map((chunk) => trimBlankLines(chunk).join('\n'));
  return chunks.filter((chunk) => chunk !== '').join('\n\n');
}
