// The verdict on a root, and the evidence that goes with it: nothing closes, and no gap is opened, without it.
import { z } from 'zod';
import { smallObject } from '../json-lines.js';

const verdict = z.looseObject({ root_spec_id: z.string(), result: z.string() });

/** `met` alone is met; what could not be observed is not. */
export const CRITERION_STATES = ['met', 'not_met', 'not_observable', 'unknown'] as const;
export type CriterionStatus = (typeof CRITERION_STATES)[number];

const judged = verdict.extend({
  criteria: z.array(z.looseObject({ id: z.string().trim().min(1), status: z.enum(CRITERION_STATES) })),
  gaps: z.array(z.string().trim().min(1)).default([]),
});

export interface Verdict {
  root: string;
  /** The outcome that the judging stage named. */
  result: string;
  criteria: { id: string; status: CriterionStatus }[];
  gaps: string[];
}

/** `problem`: what is wrong with its form, in sentences. */
export function verdictOf(text: string): Verdict | { problem: string } {
  const value = smallObject(text);
  if (value === null || Array.isArray(value)) return { problem: 'The verdict is not a JSON object of at most 256 kB.' };
  const parsed = judged.safeParse(value);
  if (!parsed.success) return { problem: parsed.error.issues.slice(0, 10).map(sentence).join(' ') };
  const { root_spec_id: root, result, criteria, gaps } = parsed.data;
  return { root, result, criteria: criteria.map(({ id, status }) => ({ id, status })), gaps };
}

const sentence = ({ path, message }: { path: PropertyKey[]; message: string }): string =>
  `The verdict's ${path.map(String).join('.')}: ${message}.`;

/** What a judging stage left; null = no such file, or not readable as UTF-8. */
export interface Evidence {
  verdict: string | null;
  rubric: string | null;
  report: string | null;
}

/** What is wrong with it, in a sentence, or null. `result`: the outcome that the stage named. All that was asked before rules 6. */
export function evidenceProblem(evidence: Evidence, root: string, result: string): string | null {
  for (const name of ['rubric', 'report'] as const) {
    const text = evidence[name];
    if (text === null) return `There is no ${name}.`;
    if (text.trim() === '') return `The ${name} is empty.`;
  }
  if (evidence.verdict === null) return 'There is no verdict.';
  const parsed = verdict.safeParse(smallObject(evidence.verdict));
  if (!parsed.success) return 'The verdict is not a JSON object with root_spec_id and result, of at most 256 kB.';
  if (parsed.data.root_spec_id !== root) return `The verdict is about ${parsed.data.root_spec_id}, not about ${root}.`;
  if (parsed.data.result !== result) return `The verdict says ${parsed.data.result}, the stage ${result}.`;
  return null;
}
