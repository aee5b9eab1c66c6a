// What a judgement says of the requirements: the criteria of its rubric, each with what it is about, and their statuses.
import { type Criterion, rubricOf } from '../artifacts/rubric.js';
import { type CriterionStatus, verdictOf } from '../artifacts/verdict.js';

export interface Judged {
  criteria: Criterion[];
  /** By id of the criterion. */
  statuses: ReadonlyMap<string, CriterionStatus>;
}

/** Null where rubric or verdict are not there. What cannot be read says nothing: a judgement from before they had a form. */
export function judgedIn(texts: { rubric: string | null; verdict: string | null } | null): Judged | null {
  if (texts === null || texts.rubric === null || texts.verdict === null) return null;
  return { criteria: criteriaOf(texts.rubric), statuses: statusesOf(texts.verdict) };
}

export function criteriaOf(rubric: string): Criterion[] {
  const read = rubricOf(rubric);
  return 'problem' in read ? [] : read.criteria;
}

export function statusesOf(verdict: string): Map<string, CriterionStatus> {
  const read = verdictOf(verdict);
  return new Map('problem' in read ? [] : read.criteria.map(({ id, status }) => [id, status]));
}
