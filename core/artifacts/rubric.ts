// The rubric of a root: every criterion has an id `C1`, `C2`, … at the beginning of its line, the requirements that it stands for in
// brackets behind it, and a text. How the line is dressed (item, heading, row of a table, emphasis) does not matter.
import { splitLines } from '../documents/lines.js';
import { MOST_READ } from '../json-lines.js';

export interface Criterion {
  /** `C1`. */
  id: string;
  text: string;
  /** `R1`, …: the requirements that it stands for; empty when it names none. */
  requirements: string[];
}

export interface Rubric {
  criteria: Criterion[];
}

/** Marks before an id, each with what separates it from what follows. */
const MARKS = String.raw`(?:[-*+•]\s+|\d{1,3}[.)]\s+|#{1,6}\s+|>\s*|\|\s*|\[[ xX]\]\s+|[*_${'`'}]+)*`;
const LINE = new RegExp(
  String.raw`^\s*(?<marks>${MARKS})(?<id>C[1-9]\d{0,3})[*_${'`'}]*(?![\w-])\s*(?:\((?<named>[^()]*)\))?[*_${'`'}]*\s*(?<sign>[:.|–—-](?:[*_${'`'}]+(?=\s))?\s*)?(?<text>.*)$`,
);
const REQUIREMENT = /\bR[1-9]\d{0,3}\b/g;
const FENCE = /^\s{0,3}(?:`{3}|~{3})/;

/** The first line of an id defines it. `problem`: a sentence that says what is missing. */
export function rubricOf(text: string): Rubric | { problem: string } {
  if (text.length > MOST_READ) return { problem: 'The rubric has more than 256 kB.' };
  const criteria = criteriaIn(splitLines(text));
  const silent = criteria.filter((one) => one.text === '').map(({ id }) => id);
  if (criteria.length === 0) return { problem: `The rubric names no criterion. ${HOW}` };
  return silent.length > 0 ? { problem: `The rubric does not say what ${silent.join(', ')} asks for.` } : { criteria };
}

const HOW = 'Write each as a line such as `- C1 (R1): what can be observed, and how`.';

function criteriaIn(lines: readonly string[]): Criterion[] {
  const found = new Map<string, Criterion>();
  let [isCode, open]: [boolean, Criterion | null] = [false, null];
  for (const line of lines) {
    if (FENCE.test(line)) isCode = !isCode;
    const one = isCode ? null : criterionIn(line);
    if (one !== null && !found.has(one.id)) found.set(one.id, (open = one));
    // A heading that is an id alone is explained below it.
    else if (one === null && open?.text === '') open.text = line.trim();
  }
  return [...found.values()];
}

/** Prose that begins with an id defines nothing. */
function criterionIn(line: string): Criterion | null {
  const { marks = '', id, named, sign, text = '' } = LINE.exec(line)?.groups ?? {};
  if (id === undefined || (marks === '' && named === undefined && sign === undefined && text !== '')) return null;
  return { id, text: text.replace(/[|\s]+$/, ''), requirements: named?.match(REQUIREMENT) ?? [] };
}
