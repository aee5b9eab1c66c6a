// `run`, `run once`, `run daemon`: compiles the plan, serves the workspace, and says at the end what came of it.
import { join } from 'node:path';
import { setImmediate as aside } from 'node:timers/promises';
import type { Plan } from '../../core/contracts/plan.js';
import { statePaths } from '../../core/contracts/paths.js';
import { type Context, identify, type Result } from '../context.js';
import { failed } from '../errors.js';
import { isTerminal } from '../output.js';
import { lookBeside } from '../run/beside.js';
import { untilFree } from '../up/leaving.js';
import { createPulse } from '../feed/pulse.js';
import { pulseWatch } from '../run/pulse-watch.js';
import { listenForSignals } from '../run/signals.js';
import { openVoice } from '../run/voice.js';
import { wouldRun } from '../run/would-run.js';
import { summarise } from '../run/summary.js';
import { createTally, type Tally } from '../run/tally.js';
import { type MonitorKind, tellerOf } from '../run/teller.js';
import { changedInAll } from '../report/changed.js';
import { lookAround } from '../around.js';
import { askedNeeds } from '../../read/needs.js';
import { feedEnd } from '../../read/report/period.js';
import { reportOfRun } from '../report/written.js';
import { clause } from '../render/clause.js';
import { listed } from '../render/listed.js';
import { acceptedAndTold } from '../trust/gate.js';

/** Questions that a run names when it begins. */
const ASKED = 5;

interface RunOptions {
  mode?: string;
  config?: string;
  /** Absent: `json` with --json, else `basic`. */
  monitor?: MonitorKind;
  /** Accept the operator's ground as it lies there. */
  accept?: boolean;
  /** Nobody sits at its terminal: all that is said goes to the worker's log, too. */
  detached?: boolean;
}

interface Extent {
  until: 'stopped' | 'idle';
  /** Null = no budget. With one the run also ends when there is nothing left to spend it on. */
  maxStages: number | null;
}

export const runHere = (
  context: Context,
  options: RunOptions & { until?: Extent['until']; maxStages?: number },
): Promise<Result> =>
  run(context, options, { until: options.until ?? 'stopped', maxStages: options.maxStages ?? null });

/** One stage; an empty queue ends it at once. */
export const runOnce = (context: Context, options: RunOptions): Promise<Result> =>
  run(context, options, { until: 'idle', maxStages: 1 });

/** A terminal is left alone, anything else is a log. */
export const runDaemon = (context: Context, options: RunOptions & { maxTicks?: number }): Promise<Result> => {
  const quiet: Partial<RunOptions> = isTerminal('stdout') && !context.json ? { monitor: 'none' } : {};
  return run(context, { ...quiet, ...options }, { until: 'stopped', maxStages: options.maxTicks ?? null });
};

async function run(context: Context, options: RunOptions, extent: Extent): Promise<Result> {
  if (process.platform !== 'linux') {
    throw failed(
      'platform',
      `\`run\` works on Linux and WSL2 only; this is ${process.platform}. Read commands work here.`,
    );
  }
  const place = await identify(context);
  if (context.dryRun) return runIn(context, options, extent, place);
  const { beginThread } = await import('../../worker/workers.js');
  const leaveThread = beginThread();
  try {
    return await runIn(context, options, extent, place);
  } finally {
    // It need not be waited for: who refuses to run says so at once.
    void leaveThread().catch(() => undefined);
  }
}

async function runIn(
  context: Context,
  options: RunOptions,
  extent: Extent,
  { dir, id }: { dir: string; id: string },
): Promise<Result> {
  // While a runner is asked for its version nothing else is to do: what serves is loaded then.
  const serving = context.dryRun ? null : aside().then(() => import('../../worker/serve.js'));
  serving?.catch(() => undefined);
  const { plan, told } = await acceptedAndTold(context, options, 'run');
  await checkRehearsal(context, plan.named.plan);
  const { missingRunners } = await import('../doctor/runners.js');
  const missing = await missingRunners(dir, plan.named, plan.config, context.env);
  if (serving === null) {
    await told;
    return wouldRun(context, dir, plan);
  }
  const { serve } = await serving;
  await untilFree(context, dir, id);
  const tally = createTally();
  const rehearsed = Boolean(context.env['MILLRACE_SCRIPT']);
  const [{ stateHome }, { appendLog, limitLogs }] = await Promise.all([
    import('../../worker/state-home.js'),
    import('../../worker/log.js'),
  ]);
  const file = join(stateHome(context.env), id, statePaths.workerLog);
  limitLogs(plan.config.logs);
  const log = (level: string, message: string): void =>
    appendLog(file, { at: new Date().toISOString(), level, message });
  const stays = options.detached === true;
  const voice = openVoice(context.json ? 'stderr' : 'stdout', (message) => log('INFO', message), stays);
  const kind = options.monitor ?? (context.json ? 'json' : 'basic');
  const tell = tellerOf(kind, voice, { paint: context.paint, rehearsed });
  if (rehearsed) voice.say('REHEARSAL: MILLRACE_SCRIPT is set, so agents are played from it and no model is asked.');
  for (const line of [...missing, ...askedLines(dir)]) voice.say(line);
  const leaving = listenForSignals(voice.say);
  const began = Date.now();
  const written = { dir, id, settings: plan.config.report, say: voice.say };
  const from = feedEnd(dir);
  const { heartbeat_seconds: beat, idle_seconds: idle } = plan.config.monitor;
  const pulse = createPulse({ stage: beat * 1000, idle: idle * 1000 });
  const beats = pulseWatch(context, { dir, id, pulse, tell });
  const rules = options.config === undefined ? null : plan.config.notify;
  const beside = await lookBeside(context, { dir, id, config: plan.config, rules, say: voice.say });
  try {
    const end = await serve({
      maxStages: extent.maxStages,
      until: extent.maxStages === null ? extent.until : 'quiet',
      ...{ workspaceDir: dir, named: plan.named, texts: plan.texts, config: plan.config, issuer: context.issuer },
      ...{ leave: leaving.leave, leaveNow: leaving.leaveNow, say: voice.say, told, detached: stays },
      ...{ sdkMetrics: beside.metrics.sdk, onServer: beside.metrics.onServer },
      onEvents: (events) => {
        const fresh = tally.take(events);
        if (fresh.length > 0) pulse.happened();
        // Before this worker has begun, what is shown is of the last one.
        if (kind !== 'none' && fresh.length > 0) beats.begin();
        fresh.forEach(tell);
      },
    });
    const asAsked = end.phase === 'stopped' || (end.phase === 'left' && leaving.leave.aborted);
    // Where nothing was done nothing is told.
    const report = tally.stages === 0 ? null : await reportOfRun(context, written, from);
    const found = await foundAtEnd(context, dir, tally);
    const result = summarise(dir, tally, { ...end, ...found, asAsked, rehearsed, report }, Date.now() - began);
    if (stays) voice.keep(result.lines);
    return { ...result, keep: voice.keep };
  } catch (error) {
    if (stays) log('ERROR', error instanceof Error ? error.message : String(error));
    throw error;
  } finally {
    beats.end();
    await beside.end(leaving.leaveNow);
    leaving.end();
  }
}

/** That this worker has left is no need of anybody. What cannot be read now `millrace report` tells. */
async function foundAtEnd({ env }: Context, dir: string, { requests }: Tally) {
  const [changes, needs] = await Promise.all([
    changedInAll(dir, env, new Set(requests.map(({ request }) => request))).catch(() => null),
    lookAround(dir, env).then(
      ({ needsYou }) => needsYou.filter(({ what }) => what !== 'worker'),
      () => [],
    ),
  ]);
  return { changes, needs };
}

/** What a stage has asked before this run, and nobody has answered: the run waits for it. */
function askedLines(dir: string): string[] {
  const asked = askedNeeds(dir);
  const lines = asked.map(({ reason, remedy }) => `Needs you: ${clause(reason)}. Answer with ${remedy}.`);
  return listed(lines, ASKED, (count) => `… and ${count} more: \`millrace approvals ls\``);
}

const moreStrange = (count: number): string => `… and ${count} more outcomes that no node has`;

/** A script that cannot be played is told now: the first stage would only wait for it. */
async function checkRehearsal(context: Context, { planes }: Plan): Promise<void> {
  const { SCRIPT_VARIABLE } = await import('../../agents/scripted/adapter.js');
  const file = context.env[SCRIPT_VARIABLE];
  if (!file) return;
  const { checkNodes, readScript, strangeOutcomes } = await import('../../agents/scripted/script.js');
  const nodes = Object.values(planes).flatMap(({ nodes: all }) => Object.entries(all));
  const known = new Map(nodes.map(([node, { outcomes }]) => [node, Object.keys(outcomes)]));
  try {
    const script = readScript(file);
    checkNodes(file, script, known);
    for (const line of listed(strangeOutcomes(file, script, known), ASKED, moreStrange)) context.note(line);
  } catch (error) {
    throw failed(
      'bad_script',
      error instanceof Error ? error.message : String(error),
      `To run without a rehearsal, unset ${SCRIPT_VARIABLE}.`,
    );
  }
}
