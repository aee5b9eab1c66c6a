// A judgement agrees with itself: what the stage said, its verdict and its rubric tell one story.
import type { ResultClass } from '../contracts/plan.js';
import { type Rubric, rubricOf } from './rubric.js';
import { type Verdict, verdictOf } from './verdict.js';

/** Form first: what cannot be read contradicts nothing. */
export interface JudgementFaults {
  form: string[];
  contradictions: string[];
}

/** What the judging stage named, and what kind of end that is. */
export interface Judged {
  root: string;
  outcome: string;
  resultClass: ResultClass;
}

/** All faults of it, a sentence each. `null`: no such file, or not readable as UTF-8. */
export function judgementFaults(
  texts: { rubric: string | null; verdict: string | null },
  said: Judged,
): JudgementFaults {
  const rubric = texts.rubric === null ? { problem: 'There is no rubric.' } : rubricOf(texts.rubric);
  const verdict = texts.verdict === null ? { problem: 'There is no verdict.' } : verdictOf(texts.verdict);
  const form = [rubric, verdict].flatMap((one) => ('problem' in one ? [one.problem] : []));
  if ('problem' in verdict) return { form, contradictions: [] };
  const { root, outcome } = said;
  if (verdict.root !== root) form.push(`The verdict is about ${verdict.root}, not about ${root}.`);
  const contradictions =
    verdict.result === outcome ? [] : [`The verdict says ${verdict.result}, the stage ${outcome}.`];
  if ('criteria' in rubric) contradictions.push(...coverage(rubric, verdict));
  return { form, contradictions: [...contradictions, ...decision(verdict, said)] };
}

/** The verdict has each criterion of the rubric once, and no other. */
function coverage({ criteria }: Rubric, verdict: Verdict): string[] {
  const asked = criteria.map(({ id }) => id);
  const judged = verdict.criteria.map(({ id }) => id);
  const lost = asked.filter((id) => !judged.includes(id));
  const twice = [...new Set(judged.filter((id, index) => judged.indexOf(id) !== index))];
  const foreign = [...new Set(judged.filter((id) => !asked.includes(id)))];
  return [
    ...some(lost, (ids) => `The verdict says nothing of ${ids}, which the rubric asks for.`),
    ...some(twice, (ids) => `The verdict judges ${ids} more than once.`),
    ...some(foreign, (ids) => `The verdict judges ${ids}, which the rubric does not have.`),
  ];
}

function decision({ criteria, gaps }: Verdict, { outcome, resultClass }: Judged): string[] {
  const unmet = criteria.filter(({ status }) => status !== 'met').map(({ id, status }) => `${id} (${status})`);
  if (resultClass === 'success') {
    return [
      ...some(unmet, (ids) => `It ends with ${outcome}, and the verdict has ${ids}.`),
      ...(gaps.length === 0 ? [] : [`It ends with ${outcome}, and the verdict names ${count(gaps.length)}.`]),
    ];
  }
  if (resultClass !== 'followup_needed') return [];
  return [
    ...(unmet.length > 0 ? [] : [`It ends with ${outcome}, and every criterion of the verdict is met.`]),
    ...(gaps.length > 0 ? [] : [`It ends with ${outcome}, and the verdict names no gap.`]),
  ];
}

const NAMED = 20;

function some(ids: readonly string[], say: (ids: string) => string): string[] {
  const more = ids.length > NAMED ? ` and ${ids.length - NAMED} more` : '';
  return ids.length === 0 ? [] : [say(`${ids.slice(0, NAMED).join(', ')}${more}`)];
}

const count = (gaps: number): string => (gaps === 1 ? 'a gap' : `${gaps} gaps`);
