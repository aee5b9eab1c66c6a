// What the runtime asks of a stage beyond its marker: the artifacts that its outcome promises are read and checked before
// anything is routed. A stage that left something else did not succeed.
import path from 'node:path';
import { checkDisposition } from '../../core/artifacts/disposition.js';
import { evidenceProblem } from '../../core/artifacts/verdict.js';
import type { ContractFailureClass } from '../../core/contracts/failures.js';
import type { EffectName } from '../../core/contracts/registered.js';
import { runArtifacts } from '../../core/contracts/paths.js';
import type { StageRunRequest } from '../../core/contracts/stage.js';
import type { NormalOutcome } from '../../core/outcome/normalise.js';
import type { Change } from '../../core/requirements/record.js';
import { own } from '../../core/own.js';
import type { Dirs } from '../../disk/dirs.js';
import type { Emissions } from './emissions.js';
import { evidenceOf, type Judgement, storeJudgement } from './judgement.js';
import type { LeftByStage } from './left.js';
import { handOn } from './recon.js';
import { judgedBy, managed, type Mapped, planned, served } from './requirements.js';

export interface Checked {
  verdict: NormalOutcome;
  /** The item is done with this stage, whatever the outcome's route says. */
  finishes: boolean;
  /** What the stage left, as it counts. */
  emissions: Emissions;
  /** What the root was judged by, of a judgement that counts. */
  judgement?: Judgement;
  /** What it says of the requirements of its root. */
  requirements?: Change;
  /** What it left out and is not asked about again. */
  notes?: string[];
}

type Told = Omit<Checked, 'emissions'> & { emissions?: Emissions };

interface Ended {
  dirs: Dirs;
  request: StageRunRequest;
  verdict: NormalOutcome;
  emissions: Emissions;
  /** What lay on the stage's own desk at its end: nothing else is evidence of what it did. */
  left: LeftByStage;
}

type Effect = (ended: Ended) => Told | Promise<Told>;

/** An outcome that the runtime chose itself is not looked into: why it did says more. */
export async function checkEffects(ended: Ended): Promise<Checked> {
  const { dirs, request, verdict, emissions } = ended;
  const effect = effectOf(ended);
  const checked = { emissions, ...(effect === null ? plain(verdict) : await effect(ended)) };
  if (checked.requirements !== undefined || isFailed(checked.verdict)) return checked;
  const requirements = await served(dirs, request, checked.emissions);
  return requirements === null ? checked : { ...checked, requirements };
}

const isFailed = ({ resultClass }: NormalOutcome): boolean =>
  resultClass === 'blocked' || resultClass === 'recoverable_failure';

/** A hole is a fault of form once; whoever leaves it again may have a reason, and it stands as a note and in the table. */
function mapped({ request, verdict }: Ended, told: Told, { hole, change }: Mapped): Told {
  if (hole !== null && request.form?.chance === 'ahead') return failed(verdict, 'requirements_hole', hole);
  return {
    ...told,
    ...(change === null ? {} : { requirements: change }),
    ...(hole === null ? {} : { notes: [hole] }),
  };
}

function effectOf({ request, verdict }: Ended): Effect | null {
  const name = own(request.effects ?? {}, verdict.outcome);
  return verdict.origin !== 'agent' || name === undefined ? null : implemented(name);
}

/** Null for a name of an older plan that no code stands behind. */
const implemented = (name: string): Effect | null => own<Effect>(BY_NAME, name) ?? null;

const closureEvidence: Effect = async (ended) => {
  const { dirs, request, verdict, left } = ended;
  const { item } = request;
  const evidence = evidenceOf(dirs, item.root, left);
  const problem = evidenceProblem(evidence, item.root, verdict.outcome);
  if (problem !== null) return failed(verdict, 'closure_evidence_invalid', problem);
  const told = { ...plain(verdict), judgement: await storeJudgement(dirs, item.root, evidence) };
  return mapped(ended, told, judgedBy(dirs, item.root, evidence));
};

const plannerDisposition: Effect = async (ended) => {
  const { dirs, request, verdict, emissions, left } = ended;
  const text = left.text(runArtifacts.plannerDisposition);
  const specs = emissions.documents.flatMap((one) => (one.family === 'spec' ? [one.id] : []));
  const disposed = checkDisposition(text, verdict.outcome, request.item, specs);
  if (!disposed.ok) return failed(verdict, disposed.failureClass, disposed.detail);
  const told = { verdict, finishes: disposed.finishes };
  return isFailed(verdict) ? told : mapped(ended, told, await planned(dirs, request, left));
};

/** A plan without a task would close its root with nothing done; a Manager who means that says why. */
const managerWork: Effect = async (ended) => {
  const { dirs, request, verdict, emissions, left } = ended;
  const declared = left.text(runArtifacts.noWork)?.trim() ?? '';
  if (emissions.documents.length > 0 || declared !== '')
    return mapped(ended, plain(verdict), await managed(dirs, request, left, emissions));
  const how = `If nothing is to be done, ${runArtifacts.noWork} in the Run Directory says why.`;
  const set = refusedText(emissions);
  return failed(verdict, 'manager_without_work', `The Manager left no task${set}. ${how}`);
};

/** What was left and not taken, so that nobody is told that nothing was left. */
function refusedText({ refused: [first, ...others], rest }: Emissions): string {
  if (first === undefined) return '';
  const count = others.length + (rest?.count ?? 0);
  const more = count === 0 ? '' : `, and ${count} more`;
  return ` that could be taken: ${path.basename(first.path)} was set aside (${first.reason})${more}`;
}

const reconHandoff: Effect = async ({ dirs, request, verdict, emissions, left }) => {
  const handed = await handOn(dirs, request, verdict.outcome, emissions, left);
  if (!handed.ok) return failed(verdict, 'recon_handoff_invalid', handed.detail);
  return { ...plain(verdict), emissions: handed.emissions };
};

const BY_NAME: Readonly<Record<EffectName, Effect>> = {
  closure_evidence: closureEvidence,
  planner_disposition: plannerDisposition,
  manager_tasks: managerWork,
  recon_handoff: reconHandoff,
};

const plain = (verdict: NormalOutcome): Told => ({ verdict, finishes: false });

const failed = ({ outcome: said }: NormalOutcome, failureClass: ContractFailureClass, detail: string): Told => ({
  verdict: {
    said,
    ...{ outcome: 'BLOCKED', resultClass: 'recoverable_failure', origin: 'runner', retryAt: null },
    ...{ failureClass, detail },
  },
  finishes: false,
});
