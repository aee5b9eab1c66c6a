// One of the workspaces that a process serves together: what `run` does for one, without a terminal of its own. What it says begins with its name.
import { basename, join } from 'node:path';
import { statePaths } from '../../core/contracts/paths.js';
import type { Listed } from '../../worker/all/list.js';
import { type Context, identify, isWorkspace } from '../context.js';
import { CliError } from '../errors.js';
import { EXIT } from '../exit.js';
import { feedEnd } from '../../read/report/period.js';
import { inert } from '../render/inert.js';
import { reportOfRun } from '../report/written.js';
import { lookBeside } from '../run/beside.js';
import { createTally } from '../run/tally.js';
import { type MonitorKind, tellerOf } from '../run/teller.js';
import type { Voice } from '../run/voice.js';
import { acceptedPlan } from '../trust/gate.js';
import { untilFree } from '../up/leaving.js';
import type { CommonPlan, CommonPlans } from './common-plans.js';

/** Between two looks of what goes on beside the work, in ms. The ground takes some milliseconds: of many workspaces it is looked at as seldom as all else. */
const LOOK_MS = 60_000;
const GROUND_MS = 5000;

export interface Serving {
  leave: AbortSignal;
  leaveNow: AbortSignal;
  voice: Voice;
  monitor: MonitorKind;
  detached: boolean;
  plans: CommonPlans;
  /** Stages of it can run from now on. */
  onServes(): void;
}

/** Gives how it was left. Throws what `run` throws where it cannot be served. */
export async function serveOne(context: Context, listed: Listed, serving: Serving): Promise<'stopped' | 'left'> {
  const voice = await voiceOf(context, listed, serving.voice);
  // Nobody can be asked: the terminal is that of all.
  const own: Context = { ...context, given: listed.folder, json: true, say: voice.say, note: voice.say };
  if (!isWorkspace(listed.folder)) throw await goneWorkspace(context, listed);
  const { dir, id } = await identify(own);
  if (id !== listed.id) throw otherWorkspace(listed, id);
  const plan = await serving.plans.common(acceptedPlan(own, {}, 'run --all'));
  try {
    return await servePlan(own, { dir, id }, { ...serving, voice, plan });
  } finally {
    plan.leave();
  }
}

async function servePlan(
  own: Context,
  { dir, id }: { dir: string; id: string },
  { leave, leaveNow, monitor, detached, onServes, voice, plan }: Serving & { plan: CommonPlan },
): Promise<'stopped' | 'left'> {
  const [{ serve }, { paced }, { missingRunners }] = await Promise.all([
    import('../../worker/serve.js'),
    import('../../worker/repeat.js'),
    import('../doctor/runners.js'),
  ]);
  for (const line of await missingRunners(dir, plan.named, plan.config, own.env)) voice.say(line);
  await untilFree(own, dir, id);
  const tally = createTally();
  const rehearsed = Boolean(own.env['MILLRACE_SCRIPT']);
  const tell = tellerOf(monitor, voice, { paint: own.paint, rehearsed });
  const from = feedEnd(dir);
  const lookMs = { attention: LOOK_MS, ground: Math.max(LOOK_MS, paced(GROUND_MS)) };
  const beside = await lookBeside(own, { dir, id, config: plan.config, rules: null, say: voice.say, lookMs });
  try {
    const end = await serve({
      ...{ workspaceDir: dir, named: plan.named, texts: plan.texts, config: plan.config, issuer: own.issuer },
      ...{ maxStages: null, until: 'stopped', amongOthers: true, detached },
      ...{ leave, leaveNow, say: voice.say, onServes, onServer: beside.metrics.onServer },
      onEvents: (events) => tally.take(events).forEach(tell),
    });
    if (tally.stages > 0) await reportOfRun(own, { dir, id, settings: plan.config.report, say: voice.say }, from);
    return end.phase === 'stopped' ? 'stopped' : 'left';
  } finally {
    await beside.end(leaveNow);
  }
}

/** Says all to the log of the workspace, and with its name to the reader of all. */
async function voiceOf({ env }: Context, { id, folder }: Listed, all: Voice): Promise<Voice> {
  const [{ stateHome }, { appendLog }] = await Promise.all([
    import('../../worker/state-home.js'),
    import('../../worker/log.js'),
  ]);
  const file = join(stateHome(env), id, statePaths.workerLog);
  const name = inert(basename(folder));
  const log = (message: string): void => appendLog(file, { at: new Date().toISOString(), level: 'INFO', message });
  return {
    say(line) {
      log(line);
      all.say(`${name}: ${line}`);
    },
    record: (value) => all.record({ workspace: id, ...value }),
    keep: (lines) => lines.forEach(log),
  };
}

/** Whoever served it while it was moved knows where it is. */
async function goneWorkspace({ env }: Context, { folder, id }: Listed): Promise<CliError> {
  const [{ stateHome }, { folderRecord }] = await Promise.all([
    import('../../worker/state-home.js'),
    import('../../worker/folder.js'),
  ]);
  const now = folderRecord(join(stateHome(env), id))?.path ?? folder;
  const isMoved = now !== folder && isWorkspace(now);
  return new CliError({
    ...{ exit: EXIT.notFound, code: 'no_workspace' },
    message: `${inert(folder)} is no workspace any more${isMoved ? `: it was moved to ${inert(now)}` : ''}.`,
    hint: isMoved
      ? `\`millrace workspaces add ${inert(now)}\` lists it where it is.`
      : `It is served again when it is back; \`millrace workspaces remove ${id}\` takes it off the list.`,
  });
}

const otherWorkspace = ({ folder, id }: Listed, there: string): CliError =>
  new CliError({
    ...{ exit: EXIT.conflict, code: 'other_workspace' },
    message: `In ${inert(folder)} is workspace ${there} now, and not ${id}.`,
    hint: `\`millrace workspaces remove ${id}\` takes that one off the list; \`millrace workspaces add ${inert(folder)}\` lists the other.`,
  });
