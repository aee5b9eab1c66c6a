// `run`, `run once`, `run daemon`: compiles the plan, serves the workspace, and says at the end what came of it.
import { join } from 'node:path';
import type { Plan } from '../../core/contracts/plan.js';
import { statePaths } from '../../core/contracts/paths.js';
import { type Context, identify, type Result } from '../context.js';
import { failed } from '../errors.js';
import { isTerminal } from '../output.js';
import { watchGround } from '../run/ground-watch.js';
import { createMonitor } from '../run/monitor.js';
import { listenForSignals } from '../run/signals.js';
import { openVoice } from '../run/voice.js';
import { summarise } from '../run/summary.js';
import { createTally } from '../run/tally.js';
import { askedNeeds } from '../../read/needs.js';
import { feedEnd } from '../../read/report/period.js';
import { reportOfRun, watchHour } from '../report/written.js';
import { listed } from '../render/listed.js';
import { acceptedPlan } from '../trust/gate.js';

/** Questions that a run names when it begins. */
const ASKED = 5;

interface RunOptions {
  mode?: string;
  config?: string;
  /** Absent: a terminal is left alone, anything else is a log. */
  monitor?: 'none' | 'basic';
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

export const runDaemon = (context: Context, options: RunOptions & { maxTicks?: number }): Promise<Result> =>
  run(context, options, { until: 'stopped', maxStages: options.maxTicks ?? null });

async function run(context: Context, options: RunOptions, extent: Extent): Promise<Result> {
  if (process.platform !== 'linux') {
    throw failed(
      'platform',
      `\`run\` works on Linux and WSL2 only; this is ${process.platform}. Read commands work here.`,
    );
  }
  const { dir, id } = await identify(context);
  const plan = await acceptedPlan(context, options, 'run');
  await checkRehearsal(context, plan.named.plan);
  const { serve } = await import('../../worker/serve.js');
  const tally = createTally();
  const rehearsed = Boolean(context.env['MILLRACE_SCRIPT']);
  const kind = options.monitor ?? (isTerminal('stdout') ? 'none' : 'basic');
  const monitor = kind === 'basic' ? createMonitor(rehearsed) : null;
  const [{ stateHome }, { appendLog, limitLogs }] = await Promise.all([
    import('../../worker/state-home.js'),
    import('../../worker/log.js'),
  ]);
  const file = join(stateHome(context.env), id, statePaths.workerLog);
  limitLogs(plan.config.logs);
  const log = (level: string, message: string): void => appendLog(file, { at: new Date().toISOString(), level, message });
  const stays = options.detached === true;
  const voice = openVoice(context.json ? 'stderr' : 'stdout', (message) => log('INFO', message), stays);
  if (rehearsed) voice.say('REHEARSAL: MILLRACE_SCRIPT is set, so agents are played from it and no model is asked.');
  for (const line of askedLines(dir)) voice.say(line);
  const leaving = listenForSignals(voice.say);
  const unwatch = watchGround(context, dir, id, voice.say);
  const began = Date.now();
  const written = { dir, id, settings: plan.config.report, say: voice.say };
  const from = feedEnd(dir);
  const unwatchHour = watchHour(context, written);
  try {
    const end = await serve({
      maxStages: extent.maxStages,
      until: extent.maxStages === null ? extent.until : 'quiet',
      ...{ workspaceDir: dir, named: plan.named, texts: plan.texts, config: plan.config, issuer: context.issuer },
      ...{ leave: leaving.leave, leaveNow: leaving.leaveNow, say: voice.say, detached: stays },
      onEvents: (events) => {
        for (const event of tally.take(events)) {
          const line = monitor?.(event);
          if (typeof line === 'string') voice.say(line);
        }
      },
    });
    const asAsked = end.phase === 'stopped' || (end.phase === 'left' && leaving.leave.aborted);
    // Where nothing was done nothing is told.
    const report = tally.stages === 0 ? null : await reportOfRun(context, written, from);
    const result = summarise(dir, tally, { ...end, asAsked, rehearsed, report }, Date.now() - began);
    if (stays) voice.keep(result.lines);
    return { ...result, keep: voice.keep };
  } catch (error) {
    if (stays) log('ERROR', error instanceof Error ? error.message : String(error));
    throw error;
  } finally {
    unwatch();
    unwatchHour();
    leaving.end();
  }
}

/** What a stage has asked before this run, and nobody has answered: the run waits for it. */
function askedLines(dir: string): string[] {
  const asked = askedNeeds(dir);
  const lines = asked.map(({ reason, remedy }) => `Needs you: ${reason}. Answer with ${remedy}.`);
  return listed(lines, ASKED, (count) => `… and ${count} more: \`millrace approvals ls\``);
}

/** A script that cannot be played is told now: the first stage would only wait for it. */
async function checkRehearsal({ env }: Context, { planes }: Plan): Promise<void> {
  const { SCRIPT_VARIABLE } = await import('../../agents/scripted/adapter.js');
  const file = env[SCRIPT_VARIABLE];
  if (!file) return;
  const { checkNodes, readScript } = await import('../../agents/scripted/script.js');
  const nodes = Object.values(planes).flatMap((plane) => Object.keys(plane.nodes));
  try {
    checkNodes(file, readScript(file), nodes);
  } catch (error) {
    throw failed(
      'bad_script',
      error instanceof Error ? error.message : String(error),
      `To run without a rehearsal, unset ${SCRIPT_VARIABLE}.`,
    );
  }
}
