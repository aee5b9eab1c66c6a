// What a free text says, piece by piece: its paragraphs and the items of its lists, each with the heading or the line that introduces it,
// without which `no HTML` under `Not wanted:` would say the opposite.
import { isBlank } from './lines.js';
import { structured } from './plain-text.js';

export interface Statement {
  /** Headings and introducing lines above it, outermost first, without marks; the title is none of them. */
  under: string[];
  /** One line. */
  text: string;
}

const HEADING = /^\s{0,3}#{1,6}\s+(.*?)\s*#*\s*$/;
/** Emphasis around a whole line, as people write a heading. */
const BOLD = /^\s*(?:\*\*|__)([^*_]{1,100})(?:\*\*|__):?\s*$/;
const UNDERLINE = /^\s{0,3}(?:={2,}|-{2,})\s*$/;
const RULE = /^\s*(?:[-*_=]\s*){3,}$/;
const ITEM = /^(\s*)(?:[-*+•]|\d{1,3}[.)])\s+(?:\[[ xX]\]\s+)?(\S.*)$/;

interface Reading {
  said: Statement[];
  heading: string | null;
  /** The line that introduces what is read, or comes next. */
  lead: { text: string; isUsed: boolean } | null;
  open: { kind: 'text' | 'item'; lines: string[] } | null;
}

/** `lines`: without a front matter. `title`: the heading of the whole. Code, comments and rules say nothing. */
export function statementsOf(lines: readonly string[], title: string): Statement[] {
  const shown = structured(lines);
  const reading: Reading = { said: [], heading: null, lead: null, open: null };
  for (const [at, line] of shown.entries()) {
    const heading = headingIn(line, shown[at + 1] ?? '');
    if (heading !== null) begin(reading, heading === title ? null : heading);
    else if (RULE.test(line) || UNDERLINE.test(line)) close(reading);
    else read(reading, line);
  }
  close(reading);
  endLead(reading);
  return reading.said;
}

function headingIn(line: string, next: string): string | null {
  const [, text] = HEADING.exec(line) ?? BOLD.exec(line) ?? [];
  if (text !== undefined) return text.trim();
  return UNDERLINE.test(next) && !isBlank(line) && !ITEM.test(line) ? line.trim() : null;
}

function begin(reading: Reading, heading: string | null): void {
  close(reading);
  endLead(reading);
  reading.heading = heading;
}

function read(reading: Reading, line: string): void {
  const [, , item] = ITEM.exec(line) ?? [];
  if (isBlank(line)) return close(reading);
  if (item !== undefined) {
    close(reading);
    reading.open = { kind: 'item', lines: [item] };
  } else if (reading.open !== null) reading.open.lines.push(line.trim());
  else {
    // Text behind a list belongs to it no more.
    if (/^\S/.test(line) && reading.lead?.isUsed === true) endLead(reading);
    reading.open = { kind: 'text', lines: [line.trim()] };
  }
}

/** A line that ends with a colon introduces what comes, and is told with it. */
function close(reading: Reading): void {
  const { open, heading, lead } = reading;
  if (open === null) return;
  reading.open = null;
  const text = open.lines.join(' ').replace(/\s+/g, ' ').trim();
  if (open.kind === 'text' && /[:：]$/.test(text)) {
    endLead(reading);
    reading.lead = { text, isUsed: false };
    return;
  }
  if (lead !== null) lead.isUsed = true;
  reading.said.push({ under: [heading, lead?.text].flatMap((one) => one?.replace(/[:：]$/, '') ?? []), text });
}

/** One that introduced nothing stands for itself. */
function endLead(reading: Reading): void {
  const { lead, heading, said } = reading;
  reading.lead = null;
  if (lead?.isUsed === false) said.push({ under: heading === null ? [] : [heading], text: lead.text });
}
