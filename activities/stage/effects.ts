// What the runtime asks of a stage beyond its marker: the artifacts that its outcome promises are read and checked before
// anything is routed. A stage that left something else did not succeed.
import path from 'node:path';
import { checkDisposition } from '../../core/artifacts/disposition.js';
import { evidenceProblem } from '../../core/artifacts/verdict.js';
import { runArtifacts, runtimePaths } from '../../core/contracts/paths.js';
import type { StageRunRequest } from '../../core/contracts/stage.js';
import type { Verdict } from '../../core/engine/results/normalise.js';
import { own } from '../../core/own.js';
import type { Dirs } from '../dirs.js';
import type { Emissions } from '../intake/emissions.js';
import type { Refused } from '../mirror/quarantine.js';
import { textAt } from '../mirror/difference.js';
import { handOn } from './recon.js';

export interface Checked {
  verdict: Verdict;
  /** The item is done with this stage, whatever the outcome's route says. */
  finishes: boolean;
  /** What the stage left, as it counts. */
  emissions: Emissions;
}

type Told = Omit<Checked, 'emissions'> & { emissions?: Emissions };
type Effect = (dirs: Dirs, request: StageRunRequest, verdict: Verdict, emissions: Emissions) => Told | Promise<Told>;

/** An outcome that the runtime chose itself is not looked into: why it did says more. */
export async function checkEffects(
  dirs: Dirs,
  request: StageRunRequest,
  verdict: Verdict,
  emissions: Emissions,
): Promise<Checked> {
  const effect = effectOf(request, verdict);
  return { emissions, ...(effect === null ? plain(verdict) : await effect(dirs, request, verdict, emissions)) };
}

function effectOf(request: StageRunRequest, verdict: Verdict): Effect | null {
  const name = own(request.effects ?? {}, verdict.outcome);
  return verdict.origin !== 'agent' || name === undefined ? null : (own(BY_NAME, name) ?? null);
}

const closureEvidence: Effect = (dirs, { runId, item }, verdict) => {
  const problem = evidenceProblem(
    {
      rubric: textAt(dirs, runtimePaths.rubric(item.root)),
      verdict: textAt(dirs, runtimePaths.verdict(item.root)),
      report: textAt(dirs, inRun(runId, runArtifacts.arbiterReport)),
    },
    item.root,
    verdict.outcome,
  );
  return problem === null ? plain(verdict) : failed(verdict, 'closure_evidence_invalid', problem);
};

const plannerDisposition: Effect = (dirs, { runId, item }, verdict, { documents }) => {
  const text = textAt(dirs, inRun(runId, runArtifacts.plannerDisposition));
  const specs = documents.flatMap((one) => (one.family === 'spec' ? [one.id] : []));
  const disposed = checkDisposition(text, verdict.outcome, item, specs);
  return disposed.ok
    ? { verdict, finishes: disposed.finishes }
    : failed(verdict, disposed.failureClass, disposed.detail);
};

/** A plan without a task would close its root with nothing done; a Manager who means that says why. */
const managerWork: Effect = (dirs, { runId }, verdict, { documents, refused }) => {
  const declared = textAt(dirs, inRun(runId, runArtifacts.noWork))?.trim() ?? '';
  if (documents.length > 0 || declared !== '') return plain(verdict);
  const how = `If nothing is to be done, ${runArtifacts.noWork} in the Run Directory says why.`;
  return failed(verdict, 'manager_without_work', `The Manager left no task${refusedText(refused)}. ${how}`);
};

/** What was left and not taken, so that nobody is told that nothing was left. */
function refusedText([first, ...others]: readonly Refused[]): string {
  if (first === undefined) return '';
  const more = others.length === 0 ? '' : `, and ${others.length} more`;
  return ` that could be taken: ${path.basename(first.path)} was set aside (${first.reason})${more}`;
}

const reconHandoff: Effect = async (dirs, request, verdict, emissions) => {
  const handed = await handOn(dirs, request, verdict.outcome, emissions);
  if (!handed.ok) return failed(verdict, 'recon_handoff_invalid', handed.detail);
  return { ...plain(verdict), emissions: handed.emissions };
};

const BY_NAME: Readonly<Record<string, Effect>> = {
  closure_evidence: closureEvidence,
  planner_disposition: plannerDisposition,
  manager_tasks: managerWork,
  recon_handoff: reconHandoff,
};

const inRun = (run: string, file: string): string => path.join(runtimePaths.runs, run, file);

const plain = (verdict: Verdict): Told => ({ verdict, finishes: false });

const failed = ({ outcome: said }: Verdict, failureClass: string, detail: string): Told => ({
  verdict: {
    said,
    ...{ outcome: 'BLOCKED', resultClass: 'recoverable_failure', origin: 'runner', retryAt: null },
    ...{ failureClass, detail },
  },
  finishes: false,
});
