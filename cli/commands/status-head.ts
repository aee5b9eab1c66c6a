// The head of `status`: the workspace, its worker, what runs now, spending, counts and the server, a row each.
import { costText } from '../../core/report/cost.js';
import { environmentCause } from '../../core/contracts/environment.js';
import { failureWords } from '../../core/contracts/failure-lists.js';
import { isLimited } from '../../core/contracts/fallback.js';
import type { RunSection } from '../../core/contracts/mirror.js';
import type { UsageView } from '../../core/contracts/spending.js';
import { endText, ruleText, shareLines } from '../../core/engine/workspace/usage/words.js';
import type { AgentState } from '../agent-state.js';
import type { RunNow } from '../around.js';
import { counted } from '../render/count.js';
import { duration, tokens } from '../render/duration.js';
import { moreRows } from '../render/listed.js';
import { metricsText } from '../render/metrics.js';
import { clip } from '../render/table.js';
import { insteadText } from '../render/instead.js';
import { when } from '../render/when.js';
import { isApart, lanesText, whereText } from '../render/where.js';
import { REASON_WIDTH } from '../render/widths.js';
import type { StatusModel } from './status-model.js';

/** `most`: runs that are shown. */
export function headRows(model: StatusModel, now: number, most: number): string[][] {
  const { workspace, runs, counts, writtenAt } = model;
  const nothing = model.needsYou.some(({ what }) => what === 'damaged')
    ? 'its work is not known'
    : 'nothing has run yet';
  const age = writtenAt === null ? nothing : `as of ${duration(now - Date.parse(writtenAt))} ago`;
  const { active, queued, blocked, done, quarantined } = counts;
  const mode = workspace?.mode ?? null;
  return [
    ['workspace', `${model.id ?? 'its id cannot be read: `millrace doctor` says what to do'}  ${model.dir}`],
    ['worker', isCurrent(model) ? workerText(model) : `${workerText(model)}; ${age}`],
    ...listRows(model),
    ...(model.worker.script === null ? [] : [['REHEARSAL', rehearsalText(model.worker.script)]]),
    ...(mode === null ? [] : [['plan', `${workspace?.planId ?? ''} (mode ${mode})`]]),
    ...(model.ground === null ? [] : [['ground', `${model.ground}; \`millrace trust\` shows it`]]),
    ...(model.permissions.length === 0 ? [] : [['agents may', permissionText(model.permissions)]]),
    ...[lanesText(model.lanes) ?? []].flat().map((text) => ['lanes', text]),
    ...runs.slice(0, most).flatMap((one) => runRows(model, one, now)),
    ...moreRows(runs.length - most, 'status --limit all').map((line) => ['', line]),
    ...limitRows(workspace, now),
    ...(model.costToday === null ? [] : [['cost', `today ${costText(model.costToday)}; \`millrace usage\``]]),
    ...(workspace?.usage?.rules ?? []).map((rule) => ['spending', ruleText(rule)]),
    ...sharesOf(workspace?.usage).map((line) => ['spending', line]),
    ['items', `${active} active, ${queued} queued, ${blocked} blocked, ${done} done, ${quarantined} quarantined`],
    ...(model.candidates === 0 ? [] : [['learning', candidatesText(model.candidates)]]),
    ...(model.beingWritten.length === 0 ? [] : [['drops', writtenText(model.beingWritten)]]),
    ...(model.inFolders > model.beingWritten.length ? [['drops', foldersText(model)]] : []),
    ['server', serverText(model.server)],
    ...model.metrics.map((one) => ['metrics', metricsText(one)]),
  ];
}

/** Why it is not served with the others; nothing where it is. */
function listRows({ id, listed }: StatusModel): string[][] {
  const { paused = null, trouble = null } = listed ?? {};
  if (paused !== null)
    return [
      ['list', clip(`paused since ${when(paused.since)} by ${paused.by}: ${paused.reason}`, REASON_WIDTH)],
      ['', resumes(id)],
    ];
  return trouble === null
    ? []
    : [['list', clip(`not served since ${when(trouble.since)}: ${trouble.text}`, REASON_WIDTH)]];
}

const resumes = (id: string | null): string =>
  `\`millrace workspaces resume ${id ?? ''}\` has it served with the others again`;

/** Runners that are not asked now, because of a limit that lasts. */
function limitRows(workspace: StatusModel['workspace'], now: number): string[][] {
  const limits = (workspace?.limited ?? []).filter((one) => isLimited(one, new Date(now).toISOString()));
  return limits.map(({ runner, cause, until }) => [
    'limited',
    `${runner} is asked again after ${when(until)}: ${failureWords(cause)}`,
  ]);
}

/** What a worker shows that lives and answers holds until the next change, however long that was ago. */
const isCurrent = ({ worker, writtenAt }: StatusModel): boolean =>
  worker.alive && worker.silentSince === null && writtenAt !== null;

const candidatesText = (count: number): string =>
  `${counted(count, 'skill candidate')} ${count === 1 ? 'waits' : 'wait'}: \`millrace skills ls\``;

const sharesOf = (usage: UsageView | undefined): string[] =>
  usage?.learning === undefined ? [] : shareLines(usage.learning);

/** A turn, and below it its agent. */
function runRows(model: StatusModel, view: RunNow, now: number): string[][] {
  const { agent } = view;
  return [
    ['now', `${runText(model, view, now)}${placeText(model, view)}`],
    ...(agent === null ? [] : [['agent', agentText(agent)]]),
    ...(agent === null || agent.line === null ? [] : [['says', clip(agent.line, REASON_WIDTH)]]),
  ];
}

const rehearsalText = (script: string): string => `this worker plays every stage from ${script}; no model is asked`;

/** What there was no room for, or what nobody was there to take in. */
function foldersText({ inFolders, worker }: StatusModel): string {
  const many = inFolders === 1 ? '1 document waits in its folder' : `${inFolders} documents wait in their folders`;
  return `${many}; taken in ${worker.alive ? 'as room comes' : 'by the next `millrace run`'}`;
}

/** What is taken in as soon as its writer rests. */
function writtenText([first = '', ...more]: StatusModel['beingWritten']): string {
  const others = more.length === 0 ? '' : ` and ${more.length} more`;
  return `${first}${others} may still be being written; taken in when it has rested`;
}

/** `basic; maximum: builder, checker` */
function permissionText([most, ...others]: StatusModel['permissions']): string {
  return [most?.level ?? '', ...others.map(({ level, stages }) => `${level}: ${stages.join(', ')}`)].join('; ');
}

function workerText({ worker, workspace, servedFrom }: StatusModel): string {
  const sources = workspace?.pauseSources ?? [];
  const lifted = sources.includes('operator') ? ' (`millrace resume` lets it go on)' : '';
  const paused = sources.length === 0 ? '' : `, paused by ${sources.join(', ')}${lifted}${spentText(workspace)}`;
  const helped = worker.helpers.length === 0 ? '' : `, helped by ${worker.helpers.join(', ')}`;
  const { pid, silentSince } = worker;
  if (worker.alive && silentSince !== null)
    return `silent since ${when(silentSince)} (process ${pid ?? ''}${helped})${paused}`;
  if (worker.alive) return `running (process ${pid ?? ''}${helped})${paused}${phaseText(workspace)}`;
  if (servedFrom !== null) return `served from elsewhere: the state home ${servedFrom}${paused}`;
  return `not running${paused}; \`${worker.again}\` starts one`;
}

/** What a worker that runs does; nothing where that was said. */
function phaseText(workspace: StatusModel['workspace']): string {
  const { phase = 'starting', pauseSources = [], stopping } = workspace ?? {};
  if (stopping === true) return ', stopping after the stage in flight';
  return phase === 'running' || (phase === 'paused' && pauseSources.length > 0) ? '' : `, ${phase}`;
}

/** What ends a pause by spending. */
function spentText(workspace: StatusModel['workspace']): string {
  const { blockers = [], resumeAt = null } = workspace?.usage ?? {};
  return blockers.length === 0 ? '' : ` (${endText(blockers, resumeAt)})`;
}

/** Without a worker nobody watches: the agent may still be at work. */
function runText({ worker }: StatusModel, { run, ending, asks }: RunNow, now: number): string {
  const since = duration(now - Date.parse(run.since));
  const what = `${run.family}/${run.id} ${run.node}`;
  if (ending !== null) return `${what} is being ended, to be ${ending}`;
  if (run.waitsFor !== null) return `${what} waits for ${since}: ${waitText(run, run.waitsFor)}`;
  if (run.state === 'asking' && !asks)
    return `${what} has its answer, and ${worker.alive ? 'goes on now' : 'goes on with the next `millrace run`'}`;
  if (run.state === 'asking') return `${what} asks before it starts, for ${since}`;
  if (run.state === 'held') return `${what} is held before its next stage, for ${since}`;
  const attempt = run.attempt > 1 ? `, attempt ${run.attempt}` : '';
  const instead = run.fallback === undefined ? '' : `, by ${run.runner ?? ''} ${insteadText(run.fallback)}`;
  const unwatched = worker.alive ? '' : ' (no worker watches it)';
  return `${what}, stage ${run.stageNumber}${attempt}, for ${since}${unwatched}${instead}`;
}

/** Nothing where all roots work in the workspace, one after the other. */
function placeText({ lanes, runs }: StatusModel, { where }: RunNow): string {
  const isSaid = isApart(
    lanes,
    runs.map((one) => one.where),
  );
  const text = isSaid ? whereText(where) : '';
  return text === '' ? '' : `; ${text}`;
}

function agentText({ state, pid, quietSeconds, tokens: spent }: AgentState): string {
  const process = pid === null || state === 'ended' ? '' : ` (process ${pid})`;
  const quiet = state === 'running' ? `, last output ${duration(quietSeconds * 1000)} ago` : '';
  return `${state}${process}${quiet}${spent === null ? '' : `, ${tokens(spent)} tokens so far`}`;
}

/** What a person has to do stands below, under what needs them. */
function waitText({ waitsClass, waitsUntil: until }: RunSection, reason: string): string {
  const cause = environmentCause(waitsClass ?? '');
  const remedy = cause === null || cause.needsYou ? '' : ` ${cause.remedy}`;
  const said = clip(reason, REASON_WIDTH);
  const sentence = /[.!?…]$/.test(said) ? said : `${said}.`;
  return `${sentence}${remedy}${until === null ? '' : ` Tried again by ${when(until)} at the latest.`}`;
}

function serverText(server: StatusModel['server']): string {
  if (server === null) return 'none yet; the first `millrace run` chooses one';
  if (server['kind'] === 'embedded') return 'embedded; see `millrace server status`';
  return `${String(server['address'])}, namespace ${String(server['namespace'])}`;
}
