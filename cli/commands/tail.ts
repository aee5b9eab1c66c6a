// `runs tail`: what the agent of a run says, from files alone, in words.
import { join } from 'node:path';
import { type Context, findWorkspace, type Result } from '../context.js';
import { misused, notFound } from '../errors.js';
import { whenUnread } from '../output.js';
import { checkId, theOne } from '../ids.js';
import { readWorkspaceId } from '../../read/identity.js';
import { listRuns } from '../../read/runs.js';
import { readSnapshot } from '../../read/snapshot.js';
import type { StageView } from '../../read/stages.js';
import { inert } from '../render/inert.js';
import { speakerOf } from '../tail/speak.js';
import { follow } from '../tail/follow.js';
import { begunStages, openStageVoice, type RunPlace } from '../tail/stage.js';
import { runsFitting } from './runs.js';

interface Options {
  follow?: boolean;
  /** How many lines of what was said before. */
  lines: number;
}

export async function tail(context: Context, options: Options, id?: string): Promise<Result> {
  if (options.follow === true && context.json) {
    throw misused('--follow prints as the agent speaks, --json answers once.', 'Leave one of them out.');
  }
  const place = await placeOf(context, id);
  if (options.follow === true) return followed(context, place, options.lines);
  const stage = begunStages(place).at(-1) ?? null;
  const said = stage === null ? [] : await saidBy(place, stage, options.lines, context);
  const ours = stage === null ? [] : waiting(place);
  const { requestId = null, node = null, endedAt = null } = stage ?? {};
  const data = { runId: place.runId, requestId, node, ended: endedAt !== null, lines: [...said, ...ours] };
  return { data, lines: stage === null ? ['No stage of this run has begun.'] : shown(context, stage, said, ours) };
}

async function placeOf(context: Context, id: string | undefined): Promise<RunPlace> {
  const workspace = findWorkspace(context);
  const identity = readWorkspaceId(workspace);
  const { stateHome } = await import('../../worker/state-home.js');
  const stateDir = identity === null ? null : join(stateHome(context.env), identity);
  return { workspace, stateDir, runId: id === undefined ? newestRun(workspace) : namedRun(workspace, id) };
}

function namedRun(workspace: string, id: string): string {
  checkId(id);
  return theOne('run', id, runsFitting(listRuns(workspace), id), (run) => run.runId).runId;
}

function newestRun(workspace: string): string {
  const runs = listRuns(workspace);
  const active = readSnapshot(workspace)?.runs[0]?.runId;
  const run = runs.find(({ runId }) => runId === active) ?? runs[0];
  if (run === undefined) throw notFound('There are no runs yet.', '`millrace status` shows what is queued.');
  return run.runId;
}

async function saidBy(place: RunPlace, stage: StageView, most: number, context: Context): Promise<string[]> {
  const voice = openStageVoice(place, stage, await speakerOf(stage.runner, context.env));
  if (voice === null) return [];
  return (stage.endedAt === null ? voice.next() : voice.last()).slice(-most);
}

/** Between two tries of a stage nobody speaks. */
function waiting({ workspace, runId }: RunPlace): string[] {
  const run = readSnapshot(workspace)?.runs.find((one) => one.runId === runId);
  if (!run?.waitsFor) return [];
  return [inert(`waits for ${run.waitsFor}; tried again by ${run.waitsUntil ?? 'then'} at the latest`)];
}

const shown = (context: Context, stage: StageView, said: readonly string[], ours: readonly string[]): string[] => [
  heading(context, stage),
  ...said.map(quoted),
  ...ours,
];

/** What an agent says begins no line of ours. */
const quoted = (line: string): string => `| ${line}`.trimEnd();

const heading = ({ paint }: Context, { node, item, requestId, endedAt }: StageView): string =>
  paint('bold', inert(`-- ${node} ${item} ${requestId}${endedAt === null ? '' : ', ended'}`));

async function followed(context: Context, place: RunPlace, lines: number): Promise<Result> {
  const interrupted = new AbortController();
  const leave = (): void => interrupted.abort();
  process.once('SIGINT', leave).once('SIGTERM', leave);
  whenUnread('stdout', leave);
  await follow(place, {
    heading: (stage) => heading(context, stage),
    speaker: (stage) => speakerOf(stage.runner, context.env),
    say: (line) => context.say(line),
    quote: (line) => context.say(quoted(line)),
    lines,
    signal: interrupted.signal,
  });
  return { data: { runId: place.runId }, lines: [] };
}
