// What the runtime asks of a stage beyond its marker: the artifacts that its outcome promises are read and checked before
// anything is routed. A stage that left something else did not succeed.
import path from 'node:path';
import { checkDisposition } from '../../core/artifacts/disposition.js';
import type { EffectName } from '../../core/contracts/registered.js';
import { runArtifacts } from '../../core/contracts/paths.js';
import type { NormalOutcome } from '../../core/outcome/normalise.js';
import { own } from '../../core/own.js';
import type { Emissions } from './emissions.js';
import { candidateReady } from './blueprint/candidate.js';
import { drafted } from './blueprint/drafted.js';
import { approved, rejected, undecided } from './blueprint/judged.js';
import { repaired } from './blueprint/repaired.js';
import { closureFault } from './closure.js';
import { checkContract } from './contract.js';
import { type Checked, type Effect, type Ended, failed, plain, type Told } from './effect.js';
import { together } from './faults.js';
import { evidenceOf, storeJudgement } from './judgement.js';
import { type Proposed, candidateOf } from './learning/candidate.js';
import { chosenSkills } from './learning/chosen.js';
import { evidenceVerdict, lookAtEvidence } from './learning/evidence.js';
import { readySkill } from './learning/ready-skill.js';
import { handOn } from './recon.js';
import { judgedBy, managed, mapped, planned, served } from './requirements.js';

/** An outcome that the runtime chose itself is not looked into: why it did says more. */
export async function checkEffects(ended: Ended): Promise<Checked> {
  const checked = await checkedBy(ended);
  if (checked.requirements !== undefined || isFailed(checked.verdict)) return checked;
  const requirements = await served(ended.dirs, ended.request, checked.emissions);
  return requirements === null ? checked : { ...checked, requirements };
}

const isFailed = ({ resultClass }: NormalOutcome): boolean =>
  resultClass === 'blocked' || resultClass === 'recoverable_failure';

async function checkedBy(ended: Ended): Promise<Checked> {
  const { verdict, emissions, request } = ended;
  const effect = effectOf(ended) ?? stands;
  if (request.form !== undefined && verdict.origin === 'agent') return checkContract(ended, effect);
  const { fault: _told, ...checked } = await effect(ended);
  return { emissions, remarks: [], ...checked };
}

function effectOf({ request, verdict }: Ended): Effect | null {
  const name = own(request.effects ?? {}, verdict.outcome);
  return verdict.origin !== 'agent' || name === undefined ? null : implemented(name);
}

/** Null for a name of an older plan that no code stands behind. */
const implemented = (name: string): Effect | null => own<Effect>(BY_NAME, name) ?? null;

const closureEvidence: Effect = async (ended) => {
  const { dirs, request, verdict, left } = ended;
  const { root } = request.item;
  const evidence = evidenceOf(dirs, root, left);
  const fault = closureFault(request, evidence, verdict);
  if (fault !== null) return failed(verdict, fault);
  const told = { ...plain(verdict), judgement: await storeJudgement(dirs, root, evidence) };
  return mapped(ended, told, await judgedBy(dirs, root, evidence));
};

const plannerDisposition: Effect = async (ended) => {
  const { dirs, request, verdict, emissions, left } = ended;
  const text = left.text(runArtifacts.plannerDisposition);
  const specs = emissions.documents.flatMap((one) => (one.family === 'spec' ? [one.id] : []));
  const disposed = checkDisposition(text, verdict.outcome, request.item, specs);
  if (!disposed.ok) return failed(verdict, { failureClass: disposed.failureClass, detail: disposed.detail });
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
  return failed(verdict, { failureClass: 'manager_without_work', detail: `The Manager left no task${set}. ${how}` });
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
  if (!handed.ok) return failed(verdict, { failureClass: 'recon_handoff_invalid', detail: handed.detail });
  return { ...plain(verdict), emissions: handed.emissions };
};

/** For a stage whose whole work is what it emits. Before rules 6 nobody asked for it. */
const emittedDocuments: Effect = ({ request, verdict, emissions }) => {
  if (request.form === undefined || emissions.documents.length > 0) return plain(verdict);
  const detail = `The outbox has no ${request.emits.join(' or ')}, and ${verdict.outcome} needs one.`;
  return failed(verdict, { failureClass: 'artifact_missing', detail });
};

const stands: Effect = ({ verdict }) => plain(verdict);

/** What a Curator made ready becomes a candidate, and no skill. */
const skillCandidate: Effect = async (ended) => {
  const ready = readySkill(ended.left, runArtifacts.readySkill);
  return 'failureClass' in ready ? failed(ended.verdict, ready) : filed(ended, [{ ...ready, source: null }]);
};

/** What a Librarian chose is taken from its source, never from the desk. */
const skillInstall: Effect = async (ended) => {
  const chosen = await chosenSkills(ended.dirs, ended.left);
  return 'failureClass' in chosen ? failed(ended.verdict, chosen) : filed(ended, chosen.skills);
};

async function filed({ dirs, request, verdict, emissions, left }: Ended, all: readonly Proposed[]): Promise<Told> {
  const evidence = await lookAtEvidence(dirs, request);
  const refused = evidenceVerdict(evidence, verdict.outcome);
  if (refused !== null) return plain(refused);
  const found = await Promise.all(all.map((one) => candidateOf(dirs, request, left, one)));
  const fault = together(found.flatMap((one) => ('failureClass' in one ? [one] : [])));
  if (fault !== null) return failed(verdict, fault);
  const sound = found.flatMap((one) => ('failureClass' in one ? [] : [one]));
  const [files, candidates] = [sound.flatMap((one) => one.filed), sound.flatMap((one) => one.candidates)];
  return { ...plain(verdict), emissions: { ...emissions, filed: files, candidates }, remarks: evidence.gone };
}

const BY_NAME: Readonly<Record<EffectName, Effect>> = {
  closure_evidence: closureEvidence,
  planner_disposition: plannerDisposition,
  manager_tasks: managerWork,
  recon_handoff: reconHandoff,
  emitted_documents: emittedDocuments,
  blueprint_drafted: drafted,
  blueprint_candidate: candidateReady,
  blueprint_approved: approved,
  blueprint_rejected: rejected,
  blueprint_undecided: undecided,
  blueprint_repaired: repaired,
  skill_candidate: skillCandidate,
  skill_install: skillInstall,
};
