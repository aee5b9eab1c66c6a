// What is wrong with a judgement: before rules 6 its evidence alone was looked at, since then whether it agrees with itself.
import { formFault } from '../../core/artifacts/form-fault.js';
import { judgementFaults } from '../../core/artifacts/judgement.js';
import { type Evidence, evidenceProblem } from '../../core/artifacts/verdict.js';
import type { StageRunRequest } from '../../core/contracts/stage.js';
import type { NormalOutcome } from '../../core/outcome/normalise.js';
import { type Fault, together } from './faults.js';

/** Null: it may count. */
export const closureFault = (
  { form, item }: StageRunRequest,
  evidence: Evidence,
  verdict: NormalOutcome,
): Fault | null =>
  form === undefined ? evidenceFault(evidence, item.root, verdict) : judgementFault(evidence, item.root, verdict);

function evidenceFault(evidence: Evidence, root: string, { outcome }: NormalOutcome): Fault | null {
  const problem = evidenceProblem(evidence, root, outcome);
  return problem === null ? null : { failureClass: 'closure_evidence_invalid', detail: problem };
}

function judgementFault(evidence: Evidence, root: string, { outcome, resultClass }: NormalOutcome): Fault | null {
  const faults = judgementFaults(evidence, { root, outcome, resultClass });
  const report =
    evidence.report === null
      ? 'is not there'
      : formFault('markdown', evidence.report, { item: root, outcome, resultClass });
  const form = [...faults.form, ...(report === null ? [] : [`The report ${report}.`])];
  return together([
    ...form.map((detail): Fault => ({ failureClass: 'closure_evidence_invalid', detail })),
    ...faults.contradictions.map((detail): Fault => ({ failureClass: 'verdict_contradicts_itself', detail })),
  ]);
}
