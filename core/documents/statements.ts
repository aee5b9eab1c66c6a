// What a free text says, piece by piece: its paragraphs, the items of its lists and the rows of its tables, each with the heading or the line
// that introduces it, without which `no HTML` under `Not wanted:` would say the opposite.
import { type Block, blocksIn } from './blocks.js';

export interface Statement {
  /** Headings and introducing lines above it, outermost first, without marks; the title is none of them. */
  under: string[];
  /** One line. */
  text: string;
}

interface Reading {
  said: Statement[];
  heading: string | null;
  /** The line that introduces what is read, or comes next. */
  lead: { text: string; isUsed: boolean } | null;
}

/** `lines`: without a front matter. `title`: the heading of the whole. Code, comments and rules say nothing. */
export function statementsOf(lines: readonly string[], title: string): Statement[] {
  const reading: Reading = { said: [], heading: null, lead: null };
  for (const block of blocksIn(lines)) {
    if (block.kind !== 'heading') read(reading, block);
    else {
      endLead(reading);
      reading.heading = block.text === title ? null : block.text;
    }
  }
  endLead(reading);
  return reading.said;
}

/** A line that ends with a colon introduces what comes, and is told with it. */
function read(reading: Reading, { kind, text, isIndented }: Block): void {
  // Text behind a list belongs to it no more.
  if (kind === 'paragraph' && !isIndented && reading.lead?.isUsed === true) endLead(reading);
  if (kind === 'paragraph' && /[:：]$/.test(text)) {
    endLead(reading);
    reading.lead = { text, isUsed: false };
    return;
  }
  const { heading, lead, said } = reading;
  if (lead !== null) lead.isUsed = true;
  said.push({ under: [heading, lead?.text].flatMap((one) => one?.replace(/[:：]$/, '') ?? []), text });
}

/** One that introduced nothing stands for itself. */
function endLead(reading: Reading): void {
  const { lead, heading, said } = reading;
  reading.lead = null;
  if (lead?.isUsed === false) said.push({ under: heading === null ? [] : [heading], text: lead.text });
}
