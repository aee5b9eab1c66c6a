// Outcomes to be played, as a person writes them: one per line, or the same words in a JSON array. All faults are told at once.

/** What one stage says. */
export interface Told {
  /** Where it stands, for messages: `line 3`, or `entry 3` of an array. */
  place: string;
  /** Node that has to be up; null = whichever is. */
  node: string | null;
  outcome: string;
  /** Why the runtime chose BLOCKED; null when the agent chose the outcome. */
  failureClass: string | null;
  /** Node where the stage wants the work to go on; null when it names none. */
  resume: string | null;
}

/** Something in the file that cannot be played. */
export interface Fault {
  place: string;
  message: string;
}

export interface OutcomeFile {
  told: Told[];
  faults: Fault[];
}

const LINE = /^(?:([a-z0-9][a-z0-9._-]*)\s*:\s*)?([A-Z][A-Z0-9_]*)((?:\s+[a-z]+=[^\s=]+)*)$/;
const FORM = 'Write `OUTCOME` or `node: OUTCOME`, with `class=…` or `resume=…` behind it where that is meant.';

/** Reads lines, where `#` begins a comment and empty lines say nothing, or a JSON array of the same words. */
export function readOutcomes(text: string): OutcomeFile {
  const clean = text.replace(/^\uFEFF/, '');
  const lines = clean.trimStart().startsWith('[') ? entriesOf(clean) : linesOf(clean);
  if (lines === null) return { told: [], faults: [{ place: 'the file', message: 'is no JSON array of texts.' }] };
  const read = lines.map(([place, line]) => readLine(place, line));
  return {
    told: read.flatMap((one) => ('outcome' in one ? [one] : [])),
    faults: read.flatMap((one) => ('message' in one ? [one] : [])),
  };
}

type Placed = [place: string, text: string];

const linesOf = (text: string): Placed[] =>
  text
    .split(/\r?\n/)
    .map((line, at): Placed => [`line ${at + 1}`, line.replace(/#.*$/, '').trim()])
    .filter(([, line]) => line !== '');

function entriesOf(text: string): Placed[] | null {
  const list = parsed(text);
  if (!Array.isArray(list) || !list.every((one) => typeof one === 'string')) return null;
  return list.map((line, at) => [`entry ${at + 1}`, line.trim()]);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function readLine(place: string, line: string): Told | Fault {
  const [, node = null, outcome, more = ''] = LINE.exec(line) ?? [];
  if (outcome === undefined) return { place, message: `${JSON.stringify(line)} is no outcome. ${FORM}` };
  const said = more.split(/\s+/).flatMap((word) => (word === '' ? [] : [word.split('=') as [string, string]]));
  const names = said.map(([name]) => name);
  const odd = names.find((name, at) => (name !== 'class' && name !== 'resume') || names.indexOf(name) !== at);
  if (odd !== undefined) return { place, message: `${odd}= is unknown, or stands there twice. ${FORM}` };
  const { class: failureClass = null, resume = null } = Object.fromEntries(said) as Record<string, string | undefined>;
  return { place, node, outcome, failureClass, resume };
}
