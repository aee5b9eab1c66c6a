// The evidence of a verdict: nothing closes, and no gap is opened, without it.
import { z } from 'zod';
import { smallObject } from '../json-lines.js';

const verdict = z.looseObject({ root_spec_id: z.string(), result: z.string() });

/** What a judging stage left; null = no such file, or not readable as UTF-8. */
export interface Evidence {
  verdict: string | null;
  rubric: string | null;
  report: string | null;
}

/** What is wrong with it, in a sentence, or null. `result`: the outcome that the stage named. */
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
