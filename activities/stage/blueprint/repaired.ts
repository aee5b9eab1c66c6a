// What a stage that repairs decided: it is bound to the failure that it is about, and either has a way or is refused with the reason.
import { runArtifacts } from '../../../core/contracts/paths.js';
import { type RepairDecision, readBlueprint } from '../../../core/artifacts/blueprint/forms.js';
import { evaluationFaults } from '../../../core/artifacts/blueprint/evaluation.js';
import { currentCandidate } from '../../../core/artifacts/blueprint/record.js';
import { repairFaults, resumeOf } from '../../../core/artifacts/blueprint/repair.js';
import type { StageRunRequest } from '../../../core/contracts/stage.js';
import type { FailedStage } from '../../../core/contracts/story.js';
import { own } from '../../../core/own.js';
import { keptBefore } from '../../../agents/desk/kept.js';
import { putText } from '../../../disk/store/texts.js';
import { type Effect, type Ended, failed, plain, type Told } from '../effect.js';
import { type Fault, together } from '../faults.js';
import { leftBy } from '../left.js';
import { promote } from './promote.js';
import { type LeftArtifact, readLeft, type Stand, standOf, textOf } from './stand.js';

/** Without a decision the plan's own way is taken. */
export const repaired: Effect = async (ended) => {
  const { dirs, request, verdict, left } = ended;
  const text = textOf(request, 'blueprint_repair_decision', left);
  if (text === null) return plain(verdict);
  const decision = readBlueprint('blueprint_repair_decision', text);
  if ('problem' in decision) return failed(verdict, invalid(`The decision is none: ${String(decision.problem)}.`));
  const stand = await standOf(dirs, request);
  const candidate = currentCandidate(stand.known);
  const facts = {
    ...{ decision, item: request.item, failed: failuresIn(request), candidate },
    ...{ targets: own(request.resume ?? {}, verdict.outcome)?.to ?? [], named: verdict.resume ?? null },
  };
  const faults = [...aboutItem(request, decision), ...repairFaults(facts)];
  if (faults.length === 0 && decision.action === 'apply_repaired_generated_task')
    return applied(ended, decision, stand);
  const fault = together(faults);
  if (fault !== null) return failed(verdict, fault);
  const resume = resumeOf(facts);
  const told: Told = { ...plain(verdict), verdict: { ...verdict, ...(resume === undefined ? {} : { resume }) } };
  if (decision.action !== 'supersede_candidate_for_revision' || candidate === null) return told;
  return { ...told, blueprints: { kind: 'superseded', draft: request.item.id, blueprint: candidate.id } };
};

const invalid = (detail: string): Fault => ({ failureClass: 'blueprint_repair_decision_invalid', detail });
const mismatch = (detail: string): Fault => ({ failureClass: 'blueprint_repair_context_mismatch', detail });

const failuresIn = ({ story }: StageRunRequest): FailedStage[] =>
  [story?.failed, story?.first].filter((one) => one !== undefined);

const aboutItem = ({ item }: StageRunRequest, { work_item_id: id }: RepairDecision): Fault[] =>
  id === item.id ? [] : [mismatch(`The decision is about ${id}, and the stage worked on ${item.id}.`)];

/** The task of a candidate that was approved, and of which the task alone was missing or wrong. */
async function applied(ended: Ended, decision: RepairDecision, stand: Stand): Promise<Told> {
  const { dirs, request, verdict } = ended;
  const candidate = currentCandidate(stand.known);
  const evaluation = evaluationOf(ended);
  const judged = evaluation === null ? [mismatch(NOT_JUDGED)] : approvalFaults(evaluation, decision, stand);
  const promotion = await promote(
    ended,
    { stand, candidate, evaluation: evaluation?.value.evaluation_id ?? 'none' },
    (ending) => runArtifacts.repaired('task', ending),
  );
  const fault = together([...judged, ...('faults' in promotion ? promotion.faults : [])]);
  if (fault !== null || 'faults' in promotion || evaluation === null)
    return failed(verdict, fault ?? mismatch(NOT_JUDGED));
  const { emissions, promotion: made } = promotion;
  if (decision.generated_task_id !== null && decision.generated_task_id !== undefined)
    if (decision.generated_task_id !== made.task)
      return failed(
        verdict,
        mismatch(`The decision names task ${decision.generated_task_id}, and ${made.task} was left.`),
      );
  await putText(dirs.state, evaluation.text);
  const kept = { id: evaluation.value.evaluation_id, sha256: evaluation.sha256 };
  const about = { draft: request.item.id, blueprint: made.blueprint };
  return {
    ...{ verdict, finishes: true, emissions },
    blueprints: { kind: 'approved', ...about, evaluation: kept, promotion: made },
  };
}

const NOT_JUDGED =
  'No evaluation of this failure approved the candidate: apply_repaired_generated_task is for the task of one that is approved.';

/** The newest one of this run, of a failure that is repaired here. */
function evaluationOf({ dirs, request }: Ended): LeftArtifact<'blueprint_evaluation'> | null {
  const failures = failuresIn(request).map(({ requestId }) => requestId);
  for (const kept of keptBefore(dirs.state, request).reverse()) {
    const left = leftBy(dirs, { ...request, requestId: kept.requestId, runId: kept.runId });
    const found = readLeft(request, 'blueprint_evaluation', left);
    if (found === null) continue;
    return failures.length === 0 || failures.includes(kept.requestId) ? found : null;
  }
  return null;
}

function approvalFaults(
  { value, sha256 }: LeftArtifact<'blueprint_evaluation'>,
  decision: RepairDecision,
  { draft, known, all }: Stand,
): Fault[] {
  const { target_evaluation_id: target } = decision;
  return [
    ...(value.decision === 'approved' ? [] : [mismatch(NOT_JUDGED)]),
    ...(target === null || target === undefined || target === value.evaluation_id
      ? []
      : [mismatch(`The decision has target_evaluation_id ${target}, and the evaluation is ${value.evaluation_id}.`)]),
    ...evaluationFaults({ evaluation: value, sha256, draft, candidate: currentCandidate(known) }, all),
  ];
}
