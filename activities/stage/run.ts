// One stage from request to outcome. Each step leaves something that makes it harmless to begin again: a finished stage
// answers from its record, a running one is attached to, and its result is decided exactly once.
import { isOutcomeOf } from '../../core/engine/lineage/form.js';
import { normalise } from '../../core/outcome/normalise.js';
import type { StageInput } from '../../core/contracts/activities.js';
import type { RunnerRawResult, StageOutcome, StageRunRequest } from '../../core/contracts/stage.js';
import type { RunnerConfig } from '../../agents/runner-config.js';
import { changedPapers, type PromptChanged } from '../../agents/changed-part.js';
import type { Paper } from '../../agents/desk/earlier.js';
import { readKept } from '../../agents/desk/kept.js';
import { type Later, removeDesk } from '../../agents/desk/remove.js';
import { LaunchRefused } from '../../agents/adapter.js';
import { notStarted } from '../../agents/settle.js';
import { dispatch } from '../../agents/dispatch.js';
import { promptOf } from '../../agents/second-chance-prompt.js';
import type { RunDeps } from '../../agents/run-stage.js';
import { forgetOutput, runAgent } from '../../agents/run-stage.js';
import { assertAnchored } from '../../disk/anchor.js';
import { type Dirs, editedIn } from '../../disk/dirs.js';
import type { Emissions } from './emissions.js';
import { collectEmissions } from './emissions.js';
import { settleEmissions } from './settle.js';
import { noteChanges } from '../../disk/store/stage-changes.js';
import { beginEmitting, endEmitting } from '../../disk/intake/emitting.js';
import { type Ground, knownGround, openGround } from '../trees/ground.js';
import type { Refused } from '../../trees/answers.js';
import { spokenOutcome } from '../speech.js';
import type { DecidedOutcome } from './outcome.js';
import { checkEffects } from './effects.js';
import { settleBlueprints } from './blueprint/settle.js';
import { changedNothing } from './remarks.js';
import { outcomeOf, readDecided, writeDecided, writeStageResult } from './outcome.js';
import { refusedBefore } from './learning/evidence.js';
import { markPlayed } from './played.js';
import { settleJudgement } from './judgement.js';
import { type Leaf, leftBy } from './left.js';
import { papersOf } from './papers.js';
import { promptInput } from './prompt-input.js';
import { attended, recordingOf } from './recording.js';
import { settleRequirements } from './requirements-shown.js';
import {
  firstPromptOf,
  forgetSessions,
  handedBack,
  isAskedAgain,
  returnToStage,
  withRefusals,
} from './second-chance.js';
import { showDesk } from './show-desk.js';
import { showing } from './showing.js';

export interface StageDeps {
  dirs: Dirs;
  config: RunnerConfig;
  env: NodeJS.ProcessEnv;
  signal: AbortSignal;
  /** 1-based try of the activity. */
  attempt?: number;
  beat: RunDeps['beat'];
  /** Absent = at once. */
  later?: Later;
}

export async function runStage(input: StageInput, deps: StageDeps): Promise<StageOutcome> {
  const { request } = input;
  const { dirs } = deps;
  const shown = await showing(dirs, input.mirror, deps.attempt);
  const outcome = await finished(request, deps).finally(shown.settled);
  // Nobody learns of an outcome before all that came with its request is shown.
  await shown.whole;
  return outcome;
}

async function finished(request: StageRunRequest, deps: StageDeps): Promise<StageOutcome> {
  const { dirs } = deps;
  const before = await readDecided(dirs, request.requestId);
  const ground = before === null ? await openedGround(request, deps) : await knownGround(dirs, request, deps.env);
  const decided = before ?? (await decide(request, deps, ground));
  // Whoever decided may have been killed before this.
  if (before !== null) await forgetOutput(dirs.state, request.requestId);
  await returnToStage(dirs, request, decided.emissions.returned ?? []);
  await settleEmissions(dirs, decided.emissions, request.runId);
  const { judgement, requirements, blueprints } = decided;
  if (judgement !== undefined) await settleJudgement(dirs, judgement);
  if (judgement !== undefined || requirements !== undefined)
    await settleRequirements(dirs, request.item.root, requirements ?? null);
  if (blueprints !== undefined) await settleBlueprints(dirs, request.item.root, blueprints);
  await noteStage(dirs, request, decided.outcome);
  if (request.emits.length > 0) await endEmitting(dirs, request.requestId);
  await forgetSessions(dirs, request, decided.outcome);
  const kept = readKept(dirs.state, request);
  if (kept !== null) showDesk(ground.kind === 'ground' ? ground.dirs : dirs, kept, decided.emissions);
  // Only now: what lay on it is kept, decided on, and shown.
  await removeDesk(editedIn(ground.kind === 'ground' ? ground.dirs : dirs), request.requestId, deps.later);
  const { name } = dispatch(request, deps.env);
  writeStageResult(dirs, request, name, decided);
  markPlayed(dirs, request, name);
  return decided.outcome;
}

/** Files of a large repository are laid for longer than an activity may be silent. */
const openedGround = (request: StageRunRequest, deps: StageDeps): Promise<Ground | Refused> =>
  attended(request, deps, 'its tree is made ready', openGround(deps.dirs, request, deps));

/** For the stages after it, and for whoever asks what was changed. */
async function noteStage(
  dirs: Dirs,
  request: StageRunRequest,
  { changes, tree, endedAt: at }: StageOutcome,
): Promise<void> {
  if (changes === undefined) return;
  const { requestId, runId, node, stageNumber: stage, attempt, item } = request;
  const { family, id, root } = item;
  const where = tree === undefined ? {} : { tree: tree.branch };
  const about = { request: requestId, run: runId, node, stage, attempt, family, id, root };
  await noteChanges(dirs, { ...about, ...where, at, changes });
}

/** `opened`: where its agent works, or why there is no such place. */
async function decide(request: StageRunRequest, deps: StageDeps, opened: Ground | Refused): Promise<DecidedOutcome> {
  const { config, env, signal, beat } = deps;
  const ground = opened.kind === 'ground' ? opened : await knownGround(deps.dirs, request, env);
  const { dirs } = ground;
  const before = request.emits.length > 0 ? await beginEmitting(dirs, request.requestId) : null;
  const given = await papersOf(dirs, request);
  const recording = recordingOf(ground, request, { signal, beat });
  const workBefore = async (): Promise<PromptChanged | null> => (await recording?.told()) ?? null;
  const papers = async (): Promise<Paper[]> => [...given, ...changedPapers(await workBefore())];
  const prompt = async (resumed: boolean): Promise<string> => {
    const input = promptInput(dirs, request, given, await workBefore());
    return promptOf(await (recording?.attend(input) ?? input), resumed ? null : firstPromptOf(dirs, request));
  };
  const where = { ...editedIn(dirs), stateDir: dirs.state };
  const beforeAgent = async (): Promise<void> => recording?.begin();
  const gone = (): void => void recording?.end();
  const start = (): Promise<RunnerRawResult> =>
    runAgent(request, { ...where, before: beforeAgent, prompt, papers, config, env, signal, beat, gone });
  const refused = await refusedBefore(dirs, request);
  const raw =
    opened.kind === 'refused'
      ? notStarted(
          request,
          'not_started',
          new LaunchRefused(
            opened.passes === true ? 'work_tree_busy' : 'tree_unusable',
            `${opened.why} ${opened.todo}`,
          ),
        )
      : refused === null
        ? await start()
        : notStarted(request, 'not_started', null);
  const verdict = refused ?? normalise(raw, request.outcomes, request.resume);
  const left = leftBy(dirs, request);
  const found = before === null ? nothing : await emissionsOf(request, left.outbox, before, dirs);
  const checked = await checkEffects({ dirs, request, verdict, emissions: found, left });
  const again = isAskedAgain(request, checked.verdict);
  const verdictTold = again ? withRefusals(checked.verdict, checked.emissions) : checked.verdict;
  const emissions = again
    ? handedBack(checked.emissions)
    : counting(request, checked.emissions, checked.verdict.resultClass);
  const { judgement, requirements, blueprints } = checked;
  const changed = hadAgent(dirs, request, raw) ? await recording?.changes() : undefined;
  const remarks = [...checked.remarks, ...changedNothing(request, checked.verdict.resultClass, changed ?? null)];
  const told = await outcomeOf(dirs, request, raw, {
    ...{ ...checked, verdict: verdictTold, emissions, remarks: [...ground.notes, ...remarks] },
    ...{ changed: changed ?? null, tree: ground.tree ?? null },
  });
  const outcome = spokenOutcome(told, { env, config });
  // Workflows ask again for what they do not take, and would get the same again.
  if (!isOutcomeOf(request.requestId, outcome)) throw new Error(`The result of ${request.requestId} ${UNFIT}`);
  const decided = {
    ...{ outcome, emissions },
    ...(judgement === undefined ? {} : { judgement }),
    ...(requirements === undefined ? {} : { requirements }),
    ...(blueprints === undefined ? {} : { blueprints }),
    ...(remarks.length === 0 ? {} : { remarks }),
  };
  // What was looked for in a workspace that went meanwhile was not missing.
  assertAnchored(dirs.workspace);
  if (isFinal(raw)) {
    await writeDecided(dirs, request.requestId, decided);
    await forgetOutput(dirs.state, request.requestId);
  }
  return decided;
}

const UNFIT = 'is too large for a workflow, or has a form that none takes: give the stage less to emit.';

const nothing: Emissions = { documents: [], refused: [], taken: [] };

/** One that was cancelled before it started has none, and nothing of it was kept. */
const hadAgent = (dirs: Dirs, request: StageRunRequest, raw: RunnerRawResult): boolean =>
  isFinal(raw) && readKept(dirs.state, request) !== null;

/** A stage that never started left nothing behind: the same request may be tried again. */
const isFinal = (raw: RunnerRawResult): boolean => raw.exitKind !== 'not_started';

function emissionsOf(
  request: StageRunRequest,
  outbox: readonly Leaf[],
  before: ReadonlySet<string>,
  dirs: Dirs,
): Promise<Emissions> {
  const { node, emits: families, item, emittedPerStage: limit } = request;
  return collectEmissions(dirs, { outbox, node, families, root: item.root, limit, before });
}

/** As which it was collected: only there can it be admitted later. */
const familyIn = ({ documents }: Emissions, stored: string): string | undefined =>
  documents.find(({ sha256 }) => sha256 === stored)?.family;

/** What a stage leaves behind counts only when the stage succeeded; else it is refused, and says so. */
function counting({ node, emits: families }: StageRunRequest, found: Emissions, resultClass: string): Emissions {
  if (resultClass !== 'blocked' && resultClass !== 'recoverable_failure') return found;
  const reason = `${node} left it behind and then did not succeed, so it was not admitted.`;
  const refused = found.taken.map(({ path, kept, stored }) => ({
    ...{ family: familyIn(found, stored) ?? families[0] ?? 'task', path, reason },
    ...(kept === undefined ? {} : { kept }),
  }));
  return { ...found, documents: [], taken: [], refused: [...found.refused, ...refused] };
}
