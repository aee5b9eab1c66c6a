// An Evaluator's judgement: an approved candidate becomes a task, a rejected one leaves a critique that the next revision answers.
import { type Evaluation } from '../../../core/artifacts/blueprint/forms.js';
import { critiqueFaults, evaluationFaults, judgedCandidate } from '../../../core/artifacts/blueprint/evaluation.js';
import type { Candidate, Kept } from '../../../core/artifacts/blueprint/record.js';
import { runArtifacts } from '../../../core/contracts/paths.js';
import { putText } from '../../../disk/store/texts.js';
import { type Effect, type Ended, failed, plain } from '../effect.js';
import { type Fault, together } from '../faults.js';
import { promote } from './promote.js';
import { type LeftArtifact, readLeft, type Stand, standOf } from './stand.js';

interface Judged {
  evaluation: LeftArtifact<'blueprint_evaluation'>;
  kept: Kept;
  stand: Stand;
  candidate: Candidate | null;
  faults: Fault[];
}

/** Null where there is no evaluation that could be read, which the contract of the stage tells. */
async function judged({ dirs, request, left }: Ended): Promise<Judged | null> {
  const evaluation = readLeft(request, 'blueprint_evaluation', left);
  if (evaluation === null) return null;
  const { value, sha256 } = evaluation;
  const stand = await standOf(dirs, request);
  const kept = { id: value.evaluation_id, sha256 };
  const candidate = judgedCandidate(stand.known, kept);
  const facts = { evaluation: value, sha256, draft: stand.draft, candidate };
  return { evaluation, kept, stand, candidate, faults: evaluationFaults(facts, stand.all) };
}

const about = ({ draft_id: draft, blueprint_id: blueprint }: Evaluation) => ({ draft, blueprint });

export const approved: Effect = async (ended) => {
  const { dirs, verdict } = ended;
  const found = await judged(ended);
  if (found === null) return plain(verdict);
  const { evaluation, kept, stand, candidate, faults } = found;
  const promotion = await promote(ended, { stand, candidate, evaluation: kept.id }, (ending) =>
    runArtifacts.generated('task', ending),
  );
  const fault = together([...faults, ...('faults' in promotion ? promotion.faults : [])]);
  if (fault !== null || 'faults' in promotion) return failed(verdict, fault ?? NO_TASK);
  await putText(dirs.state, evaluation.text);
  const { emissions, promotion: made } = promotion;
  const change = { kind: 'approved', ...about(evaluation.value), evaluation: kept, promotion: made } as const;
  return { ...plain(verdict), emissions, blueprints: change };
};

const NO_TASK: Fault = { failureClass: 'generated_task_missing', detail: 'No task was left.' };

export const rejected: Effect = async (ended) => {
  const { dirs, request, verdict, left } = ended;
  const found = await judged(ended);
  const critique = readLeft(request, 'blueprint_critique', left);
  if (found === null || critique === null) return plain(verdict);
  const { evaluation, kept, stand, candidate, faults } = found;
  const facts = {
    ...{ critique: critique.value, sha256: critique.sha256 },
    ...{ evaluation: evaluation.value, draft: stand.draft, candidate },
  };
  const fault = together([...faults, ...critiqueFaults(facts, stand.all)]);
  if (fault !== null) return failed(verdict, fault);
  for (const { text } of [evaluation, critique]) await putText(dirs.state, text);
  const open = { id: critique.value.critique_id, sha256: critique.sha256 };
  const change = { kind: 'rejected', ...about(evaluation.value), evaluation: kept, critique: open } as const;
  return { ...plain(verdict), blueprints: change };
};

/** Who cannot judge may be unable to say of what: then nothing is recorded, and its word stands. */
export const undecided: Effect = async (ended) => {
  const { dirs, verdict } = ended;
  const found = await judged(ended);
  if (found === null) return plain(verdict);
  const { evaluation, kept, faults } = found;
  if (faults.length > 0) return { ...plain(verdict), remarks: faults.map(({ detail }) => detail) };
  await putText(dirs.state, evaluation.text);
  return { ...plain(verdict), blueprints: { kind: 'undecided', ...about(evaluation.value), evaluation: kept } };
};
