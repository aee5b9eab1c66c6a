// What a verdict says is missing, in its own words: its gaps, and where it lists none the criteria that are not met. It is read as far as
// it can be: whether it counts is decided elsewhere.
import { isRecord } from '../form.js';
import { smallObject } from '../json-lines.js';

/** One line each; empty for no verdict, and for one that names nothing. */
export function gapsIn(verdict: string | null): string[] {
  const { gaps, criteria } = smallObject(verdict ?? '') ?? {};
  const listed = linesOf(gaps);
  return listed.length > 0 ? listed : linesOf(Array.isArray(criteria) ? criteria.filter(isNotMet) : []);
}

const isNotMet = (criterion: unknown): boolean => isRecord(criterion) && criterion['status'] !== 'met';

const linesOf = (all: unknown): string[] => (Array.isArray(all) ? all : []).map(lineOf).filter((line) => line !== '');

/** A text, or an object of which the texts say it: `{"id": "C2", "evidence": "…"}`. */
function lineOf(gap: unknown): string {
  const texts = isRecord(gap) ? Object.values(gap).filter((value) => typeof value === 'string') : [gap];
  return texts.every((text) => typeof text === 'string') ? texts.join(': ').replace(/\s+/g, ' ').trim() : '';
}
