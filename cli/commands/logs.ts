// `logs`, and `runs tail`: what the agents of an item or a run did and said, from files alone, in words.
import { join } from 'node:path';
import { type Context, findWorkspace, type Result } from '../context.js';
import { misused } from '../errors.js';
import { readWorkspaceId } from '../../read/identity.js';
import { readSnapshot } from '../../read/snapshot.js';
import { inert } from '../render/inert.js';
import { clip } from '../render/table.js';
import { NAME_WIDTH } from '../render/widths.js';
import { leaving } from '../tail/leaving.js';
import { ownLog } from '../tail/own-log.js';
import { speakerOf } from '../tail/speak.js';
import { follow, type Follower, isActive } from '../tail/follow.js';
import { followAll, runsAtWork } from '../tail/follow-all.js';
import { openStageVoice, type RunPlace } from '../tail/stage.js';
import { listOf, noStage, type Numbered, numbered, picked, runsMeant } from '../tail/target.js';

interface Options {
  /** Name or number of a stage; absent: the last. */
  stage?: string;
  follow?: boolean;
  /** Lines as the runner wrote them, not in words. */
  raw?: boolean;
  /** How many of the last lines of a stage; absent: `LINES`, and a remark where there are more. */
  lines?: number;
  /** What our own processes say, and no agent. */
  worker?: boolean;
  server?: boolean;
}

const LINES = 100;

interface Told extends Numbered {
  lines: string[];
  /** Lines before these. */
  left: number;
}

export async function logs(context: Context, options: Options, id?: string): Promise<Result> {
  if (options.follow === true && context.json) {
    throw misused('--follow prints as the agent speaks, --json answers once.', 'Leave one of them out.');
  }
  const own = ownMeant(options, id);
  if (own !== null) return ownLog(context, own, options);
  const workspace = findWorkspace(context);
  if (options.follow === true && id === undefined && runsAtWork({ workspace }).length > 1)
    return followedAll(context, await surroundings(context, workspace), options);
  const { name, runs } = runsMeant(workspace, id);
  const place = { ...(await surroundings(context, workspace)), runId: runMeant(workspace, runs, options.stage) };
  const stages = numbered(place);
  const mine = picked(stages, options.stage);
  const mayCome = options.follow === true && (await isActive(place));
  if (options.stage !== undefined && mine.length === 0 && !mayCome) throw noStage(name, options.stage, stages);
  if (options.follow === true) return followed(context, place, options);
  const told: Told[] = [];
  for (const stage of mine) told.push(await tellStage(place, stage, options, context));
  sayMore(context, options, stages, told);
  return answer(context, place, told);
}

/** Null: what agents say is meant. */
function ownMeant({ worker, server, stage }: Options, id: string | undefined): 'worker' | 'server' | null {
  if (worker !== true && server !== true) return null;
  const others = [id, stage].some((one) => one !== undefined) || (worker === true && server === true);
  if (!others) return worker === true ? 'worker' : 'server';
  throw misused(
    '`--worker` and `--server` show one log each, of no item and no stage.',
    'For example: millrace logs --worker -f',
  );
}

async function surroundings(context: Context, workspace: string): Promise<Omit<RunPlace, 'runId'>> {
  const identity = readWorkspaceId(workspace);
  const { stateHome } = await import('../../worker/state-home.js');
  return { workspace, stateDir: identity === null ? null : join(stateHome(context.env), identity) };
}

/** The newest that has the stage, else the newest. */
function runMeant(workspace: string, runs: readonly string[], stage: string | undefined): string {
  const has = (runId: string): boolean => picked(numbered({ workspace, stateDir: null, runId }), stage).length > 0;
  return runs.findLast(has) ?? runs.at(-1) ?? '';
}

async function tellStage(place: RunPlace, stage: Numbered, options: Options, { env }: Context): Promise<Told> {
  const speak = await speakerOf(stage.runner, env, options.raw);
  const voice = openStageVoice(place, stage, speak, options.raw);
  const all = (stage.endedAt === null ? voice?.next() : voice?.last()) ?? [];
  const lines = all.slice(-(options.lines ?? LINES));
  return { ...stage, lines, left: all.length - lines.length };
}

/** What there is beside what is shown, unless its amount was asked for. */
function sayMore(
  context: Context,
  { stage, lines }: Options,
  stages: readonly Numbered[],
  told: readonly Told[],
): void {
  const left = told.reduce((sum, one) => sum + one.left, 0);
  if (left > 0 && lines === undefined)
    context.note(`${left} lines before these are left out: \`--lines all\` shows them.`);
  const others = stages.filter((one) => !told.some(({ requestId }) => requestId === one.requestId));
  if (stage === undefined && others.length > 0)
    context.note(`Other stages of this run: ${inert(listOf(others))}. \`--stage\` takes a name or a number.`);
}

function answer(context: Context, place: RunPlace, told: readonly Told[]): Result {
  const last = told.at(-1);
  const ours = last === undefined ? [] : waiting(place);
  const { requestId = null, node = null, endedAt = null, lines = [] } = last ?? {};
  const stages = told.map((one) => ({
    ...{ number: one.number, node: one.node, attempt: one.attempt, requestId: one.requestId, item: one.item },
    ...{ outcome: one.outcome, startedAt: one.startedAt, endedAt: one.endedAt, lines: one.lines, left: one.left },
  }));
  const data = { runId: place.runId, requestId, node, ended: endedAt !== null, lines: [...lines, ...ours], stages };
  if (last === undefined) return { data, lines: ['No stage of this run has begun.'] };
  return { data, lines: [...told.flatMap((one) => shown(context, one)), ...ours] };
}

/** Between two tries of a stage nobody speaks. */
function waiting({ workspace, runId }: RunPlace): string[] {
  const run = readSnapshot(workspace)?.runs.find((one) => one.runId === runId);
  if (!run?.waitsFor) return [];
  return [inert(`waits for ${run.waitsFor}; tried again by ${run.waitsUntil ?? 'then'} at the latest`)];
}

const shown = (context: Context, stage: Told): string[] => [
  heading(context, stage),
  ...(stage.lines.length > 0 ? stage.lines.map(quoted) : [NOTHING]),
];

const NOTHING = 'Nothing is recorded of what its agent did and said.';

/** What an agent says begins no line of ours. */
const quoted = (line: string): string => `| ${line}`.trimEnd();

function heading({ paint }: Context, { number, node, item, requestId, attempt, outcome, endedAt }: Numbered): string {
  const again = attempt === null || attempt === 1 ? '' : `, attempt ${attempt}`;
  const end = endedAt === null ? '' : outcome === null ? ', ended' : `, ended: ${outcome}`;
  return paint('bold', inert(`-- ${number} ${node} ${item} ${requestId}${again}${end}`));
}

async function followed(context: Context, place: RunPlace, options: Options): Promise<Result> {
  const signal = leaving();
  if (!(await isActive(place)))
    context.note('Nothing is at work here, and so nothing comes: this is what was said last.');
  await follow(place, followerIn(context, options, { signal, whose: '' }));
  return { data: { runId: place.runId }, lines: [] };
}

/** Several roots are at work: each line begins with its root. */
async function followedAll(context: Context, place: Omit<RunPlace, 'runId'>, options: Options): Promise<Result> {
  const signal = leaving();
  const runs = runsAtWork(place).map(({ runId }) => runId);
  const followerOf = (root: string): Follower =>
    followerIn(context, options, { signal, whose: `${inert(clip(root, NAME_WIDTH))} ` });
  await followAll(place, followerOf, signal);
  return { data: { runId: runs[0] ?? '' }, lines: [] };
}

/** `whose`: stands before each line. */
function followerIn(
  context: Context,
  { stage, raw, lines = LINES }: Options,
  { signal, whose }: { signal: AbortSignal; whose: string },
): Follower {
  return {
    wants: (one) => stage === undefined || picked([one], stage).length > 0,
    heading: (one) => `${whose}${heading(context, one)}`,
    speaker: (one) => speakerOf(one.runner, context.env, raw),
    say: (line) => context.say(line),
    quote: (line) => context.say(`${whose}${quoted(line)}`),
    ...{ raw, lines, signal },
  };
}
