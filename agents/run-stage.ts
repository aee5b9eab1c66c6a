// Runs one stage: request in, raw result out. Called again for the same request it attaches, or gives the stored result.
import { join } from 'node:path';
import { journalFiles, runtimePaths } from '../core/contracts/paths.js';
import type { RunnerRawResult, StageRunRequest } from '../core/contracts/stage.js';
import { jsonObject } from '../core/json-lines.js';
import { assertAnchored } from '../disk/anchor.js';
import { oursIn } from '../disk/dirs.js';
import { agentWorks, stageMoves } from '../disk/give-way.js';
import { ourFile } from '../disk/folder.js';
import { giveSpares } from '../disk/spare.js';
import type { AgentLaunch, HostEnd, RunContext, RunnerAdapter } from './adapter.js';
import type { RunnerConfig } from './runner-config.js';
import { LaunchRefused } from './adapter.js';
import { writeArtifacts, writeInvocation, writePrompt } from './artifacts.js';
import { runContext, secretsOfStage } from './context.js';
import { sessionBefore, storedResult } from './session.js';
import { collect } from './desk/collect.js';
import { fillAsLeft } from './desk/as-left.js';
import { fillEarlier, type Paper } from './desk/earlier.js';
import type { Kept } from './desk/kept.js';
import { hasDesk, makeDesk } from './desk/make.js';
import { removeDesk, removeIn, removeTree } from './desk/remove.js';
import { deskSource, runSource } from './desk/sources.js';
import { dispatch } from './dispatch.js';
import { allowedEnv } from './environment.js';
import { readText, writeWhole } from './files.js';
import { ensureHost } from './host/ensure.js';
import type { Journal } from './host/journal.js';
import { journalAt, look, openJournal } from './host/journal.js';
import { endLeftovers, holdersOf } from './host/leftovers.js';
import { noteLeft, noteTaken, wasJustLeft, workTreeIsHeld } from './host/lease.js';
import { readEnd } from './host/result.js';
import { type SweepLeft, sweep } from './host/sweep.js';
import { sweepTarget } from './host/target.js';
import { CANCEL, leaving, waitForEnd } from './host/wait.js';
import type { LiveView } from './live.js';
import { liveView } from './live.js';
import { assertPinned } from './pins.js';
import { redactBytes } from './secrets/bytes.js';
import { noteFull, refusedByDisk, takeRoom, wasFull } from './room.js';
import { boxed } from './walls/box.js';
import { notStarted, scannedResult, settled } from './settle.js';
import { AdapterFault, sturdy, unstarted } from './sturdy.js';

export interface RunDeps {
  /** Absolute. */
  workspaceDir: string;
  /** Where its agent edits, absolute; absent = the workspace itself. */
  treeDir?: string;
  /** Our state folder of the workspace, absolute. */
  stateDir: string;
  /**
   * Asked for when the agent is to start: an agent at work, and what it left, need none. `resumed`: it goes to the session of the
   * attempt before.
   */
  prompt: (resumed: boolean) => Promise<string>;
  /** Called when nobody is at work in the tree and the agent is about to get it; waited for before it does, beside what is made for it. */
  before?: () => Promise<void>;
  /** What lies on the desk beside the reports of the stages before this one; default nothing. */
  papers?: () => Promise<readonly Paper[]>;
  config: RunnerConfig;
  /** Environment of the worker. */
  env: NodeJS.ProcessEnv;
  /** Aborted with `CANCEL` it ends the agent; with anything else it leaves the agent at work and rejects. */
  signal: AbortSignal;
  /** Called at least every 500 ms while the stage goes on, but for its beginning, with what the agent does now. */
  beat: (view: LiveView) => void;
  /** Called as soon as the processes of an agent that had the work tree are gone; again when the stage is taken up again. */
  gone?: () => void;
  /** Between the polite signal and the end by force; default 3000. */
  graceMs?: number;
  /** Absent = the built-in runners. */
  adapters?: readonly RunnerAdapter[];
}

/** So long nothing is told: each beat is a write of the server, and an agent that is over by then is nothing to tell of. */
const QUIET_MS = 400;

/** Throws `UnknownRunnerError`; rejects with the signal's reason when the agent is left at work. */
export async function runAgent(request: StageRunRequest, deps: RunDeps): Promise<RunnerRawResult> {
  const adapter = sturdy(dispatch(request, deps.env, deps.adapters));
  const journal = openJournal(deps.stateDir, request.requestId);
  const session = sessionBefore(deps.stateDir, request, adapter.name);
  const context = { ...runContext(request, deps, journal.dir), ...(session === null ? {} : { session }) };
  // One that cannot be read is made again from what the agent left.
  const stored = storedResult(deps.stateDir, request.requestId);
  if (stored !== null) {
    // Whoever stored it may have been killed before this.
    await tidy(context);
    return stored;
  }
  if (deps.signal.aborted && deps.signal.reason !== CANCEL) throw leaving(deps.signal.reason);
  if (deps.signal.aborted && look(journal).state === 'free') return notStarted(request, 'cancelled', null);
  try {
    const view = liveView({ request, adapter, journal, context });
    const quietUntil = Date.now() + QUIET_MS;
    const beat = (): void => (Date.now() < quietUntil ? undefined : deps.beat(view()));
    return await run({ request, deps, adapter, journal, context, beat });
  } catch (error) {
    if (!(error instanceof LaunchRefused) && !(error instanceof AdapterFault)) throw error;
    // Another try of the same request may have started its agent meanwhile.
    if (look(journal).state === 'free') {
      // What was made for it before it was refused.
      for (const one of [context.tmpDir, keyFile(context)]) await removeTree(one);
      await removeDesk(context, request.requestId);
    }
    return error instanceof LaunchRefused ? notStarted(request, 'not_started', error) : unstarted(request, error);
  }
}

/** Whether an agent was ever started for this request. */
export const isBegun = (stateDir: string, requestId: string): boolean =>
  storedResult(stateDir, requestId) !== null || look(journalAt(stateDir, requestId)).state !== 'free';

const keyFile = ({ journalDir }: RunContext): string => join(journalDir, journalFiles.key);

const resultFile = (journal: Journal): string => join(journal.dir, journalFiles.result);

interface Stage {
  request: StageRunRequest;
  deps: RunDeps;
  adapter: RunnerAdapter;
  journal: Journal;
  context: RunContext;
  beat: () => void;
}

async function run(stage: Stage): Promise<RunnerRawResult> {
  const { request, journal, context, beat } = stage;
  stageMoves();
  const { stdoutFile, stderrFile, treeDir } = context;
  const launch = (): Promise<AgentLaunch> => refusedByDisk(context.stateDir, () => prepared(stage));
  const foreground = request.plane !== 'learning';
  if (foreground && look(journal).state === 'free' && !wasJustLeft(treeDir) && (await workTreeIsHeld(treeDir)))
    endLeftovers(context.stateDir, treeDir);
  if (foreground) noteTaken(treeDir);
  await ensureHost({ journal, treeDir, stdoutFile, stderrFile, foreground, launch, beat });
  agentWorks();
  const end = await ended(stage);
  stageMoves();
  const left = await sweep(sweepTarget(journal, 'spare host'), beat);
  if (end.kind !== 'busy') stage.deps.gone?.();
  if (foreground && end.kind === 'exited' && left.length === 0) noteLeft(treeDir);
  return store(stage, end, left);
}

/** What the adapter says, with the variables every agent gets; recorded for the operator and for the next worker. */
async function prepared({ request, deps, adapter, journal, context }: Stage): Promise<AgentLaunch> {
  const { journalDir, stateDir } = context;
  assertAnchored(context.workspaceDir);
  assertPinned(context.workspaceDir, stateDir);
  takeRoom(context);
  const before = deps.before?.();
  // Whatever else fails first says why.
  before?.catch(() => undefined);
  const papers = (await deps.papers?.()) ?? [];
  const moved = makeDesk(ourDesk(context, request), journalDir, (earlier, desk) => {
    fillAsLeft(desk, stateDir, request);
    fillEarlier(earlier, stateDir, request, papers);
  });
  const inTheWay = writePrompt(request, context, await deps.prompt(await resumes(adapter, request, context)));
  const said = await adapter.prepare(request, context);
  const whole = { ...said, env: { ...allowedEnv(context.env), ...said.env } };
  const launch = await boxed(whole, request, context, adapter.name);
  const { argv, stdin } = launch;
  inTheWay.push(...writeInvocation(request, context, adapter.name, launch));
  const notes = [...[...moved, ...inTheWay].map(foreignNote), ...launch.notes];
  const { workspaceDir, treeDir } = context;
  const record = { request, workspaceDir, treeDir, runner: adapter.name, argv, stdin, notes };
  // After a power cut nothing of the agent runs any more, and nobody has to look for it by this.
  writeWhole(join(journal.dir, journalFiles.request), JSON.stringify(record));
  await before;
  return launch;
}

const resumes = async (adapter: RunnerAdapter, request: StageRunRequest, context: RunContext): Promise<boolean> =>
  context.session !== undefined && (await adapter.resumes?.(request, context)) === true;

function ended({ request, deps, adapter, journal, context, beat }: Stage): Promise<HostEnd> {
  if (look(journal).state === 'done') return Promise.resolve(readEnd(journal));
  return waitForEnd({
    journal,
    deadlineMs: request.timeoutSeconds * 1000,
    silenceMs: request.silenceSeconds * 1000,
    stdoutFile: context.stdoutFile,
    stderrFile: context.stderrFile,
    toolOpen: () => adapter.toolOpen?.(context) ?? Promise.resolve(false),
    stopSignal: adapter.stopSignal,
    dialogue: adapter.dialogue ?? null,
    lingerMs: adapter.lingerMs?.(context) ?? null,
    graceMs: deps.graceMs ?? 3000,
    beat,
    signal: deps.signal,
  });
}

/**
 * The result is stored last, so that what was begun and not finished is done again, and then never again. A power cut may tear it: it is made
 * again from what the agent put out, which therefore stays until `forgetOutput`, when what was decided is on the disk.
 */
async function store(stage: Stage, end: HostEnd, left: SweepLeft[]): Promise<RunnerRawResult> {
  const { request, adapter, journal, context } = stage;
  noteFull(journal.dir, context);
  const kept = await collectDesk(stage);
  const prepareNotes = [...notesOf(journal), ...notesOn(kept)];
  const collected = await adapter.collect(request, context, end);
  const holders = end.kind === 'busy' ? holdersOf(context.treeDir) : [];
  const around = { notes: prepareNotes, left, holders, full: wasFull(journal.dir), context };
  const result = await scannedResult(settled(request, collected, end, around));
  const isKept = (line: string): boolean => adapter.isKept?.(line, context, result) ?? true;
  const moved = await writeArtifacts(request, context, result, end, isKept);
  result.notes.push(...moved.map(foreignNote));
  writeWhole(resultFile(journal), JSON.stringify(result));
  await tidy(context);
  // Nothing is decided on what never started.
  if (result.exitKind === 'not_started') await forgetOutput(context.stateDir, request.requestId);
  return result;
}

async function tidy(context: RunContext): Promise<void> {
  for (const one of [context.tmpDir, keyFile(context)]) await removeTree(one);
}

/** The raw files may hold secrets; what was kept of them is in the run's folder, redacted. Harmless when there are none. */
export async function forgetOutput(stateDir: string, requestId: string): Promise<void> {
  const { stdout, stderr, lastMessage } = journalFiles;
  const { dir } = journalAt(stateDir, requestId);
  await removeIn(dir, [stdout, stderr, lastMessage]);
  giveSpares(dir);
}

/** A stage that an older build began left its files in the run's folder. */
function collectDesk({ request, context }: Stage): Promise<Kept> {
  const { stateDir, workspaceDir, journalDir } = context;
  const source = hasDesk(journalDir) ? deskSource(context, request) : runSource(workspaceDir, request);
  return collect(stateDir, request, source, (content) => redactBytes(content, ...secretsOfStage(context)));
}

const ourDesk = (context: RunContext, { requestId }: StageRunRequest): string =>
  ourFile(context.treeDir, oursIn(context), runtimePaths.desk(requestId));

const foreignNote = (path: string): string =>
  `Something lay in the way of what the runtime writes; it was moved to ${path}.`;

const NAMED = 5;

function notesOn({ leftOut }: Kept): string[] {
  const named = leftOut.slice(0, NAMED).map(({ path, reason }) => `Not kept: ${path}: ${reason}.`);
  const more = leftOut.length - named.length;
  return more === 0 ? named : [...named, `Not kept: ${more} more files.`];
}

function notesOf(journal: Journal): string[] {
  const record = readText(join(journal.dir, journalFiles.request));
  const notes = jsonObject(record ?? '')?.['notes'];
  return Array.isArray(notes) ? notes.filter((note) => typeof note === 'string') : [];
}
