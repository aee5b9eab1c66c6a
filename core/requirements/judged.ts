// What a judgement says of the requirements: criteria of a rubric, each with the requirements that it is about, and their statuses.
import { clipped } from '../contracts/limits.js';
import { fieldsOf } from '../form.js';
import { smallObject } from '../json-lines.js';
import { splitLines } from '../documents/lines.js';
import { idsIn } from './ids.js';

export interface Criterion {
  /** `C1` */
  id: string;
  /** Ids of requirements; or of sentences of which no requirement was made. */
  of: string[];
  text: string;
}

export interface Judged {
  criteria: Criterion[];
  /** By id of the criterion: `met`, `not_met`, `unknown`, or another word that the judge found. */
  statuses: ReadonlyMap<string, string>;
}

/** Null where rubric or verdict are not there. */
export function judgedIn(texts: { rubric: string | null; verdict: string | null } | null): Judged | null {
  if (texts === null || texts.rubric === null || texts.verdict === null) return null;
  return { criteria: criteriaOf(texts.rubric), statuses: statusesOf(texts.verdict) };
}

const MARKS = '[*_`]*';
const LINE = new RegExp(
  `^\\s*(?:[-*+•|]\\s*|#{1,6}\\s+)?${MARKS}(C\\d{1,4})${MARKS}\\s*(?:[|(\\[]([^)\\]|]*)[)\\]|])?${MARKS}\\s*[:：,–—-]*\\s*(.*)$`,
  'i',
);

/** Each once, in its order. Lines `- C1 (R1, S4): text`; what stands in the brackets may be missing. */
export function criteriaOf(rubric: string): Criterion[] {
  const found = new Map<string, Criterion>();
  for (const line of splitLines(rubric)) {
    const [, id = '', of = '', text = ''] = LINE.exec(line) ?? [];
    const name = id.toUpperCase();
    if (id === '' || found.has(name)) continue;
    found.set(name, { id: name, of: [...idsIn(of, 'R'), ...idsIn(of, 'S')], text: clipped(text.trim(), 300) });
  }
  return [...found.values()];
}

/** `verdict`: its JSON; of one that cannot be read nothing is known. */
export function statusesOf(verdict: string): Map<string, string> {
  const listed = fieldsOf(smallObject(verdict))['criteria'];
  const all = Array.isArray(listed) ? (listed as unknown[]).map(fieldsOf) : [];
  return new Map(
    all.flatMap(({ id, status }): [string, string][] =>
      typeof id === 'string' && typeof status === 'string' ? [[id.toUpperCase(), clipped(status, 40)]] : [],
    ),
  );
}
