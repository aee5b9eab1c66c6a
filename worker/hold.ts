// What the holder of the lease does: takes documents in, begins, looks after helpers, and tells the workspace when nobody serves it any more.
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { writeAtomic } from '../activities/files/atomic.js';
import { sweepDrafts } from '../activities/files/drafts.js';
import { putPlan } from '../activities/store/plans.js';
import { putText } from '../activities/store/texts.js';
import { sweepJournals } from '../agents/host/old-journals.js';
import type { BeginArgs } from '../core/contracts/commands.js';
import { WORKER_ISSUER } from '../core/contracts/commands.js';
import type { Phase } from '../core/contracts/mirror.js';
import { RUNTIME_DIR, runtimePaths } from '../core/contracts/paths.js';
import { NEWEST_RULES } from '../core/engine/rules.js';
import { beginUpdate, stopUpdate } from '../workflows/messages.js';
import { watchCrew } from './crew.js';
import { runnerConfig } from './from-config.js';
import { startIntake } from './intake-loop.js';
import type { Lease } from './lease.js';
import type { Place } from './place.js';
import { heirOf } from './roster.js';
import type { ServeOptions, Work } from './session.js';
import { onAbort, settingsOf } from './session.js';
import { watchTroubles } from './troubles.js';
import { workspaceClient } from './workspace-client.js';

const COMMAND_TIMEOUT_MS = 30_000;
/** How long what a finished stage left in our state folder is kept; its artifacts stay in the workspace. */
const JOURNAL_DAYS = 7;

/** Takes in what lies in the queue folders, begins, and goes on until there is a reason to end. */
export async function hold(work: Work, lease: Lease): Promise<Phase | 'left'> {
  const { options, place, opened, workers, watch, seat } = work;
  const send = workspaceClient(opened.client, place.id, COMMAND_TIMEOUT_MS);
  const stop = (reason: string) => send(stopUpdate, { commandId: randomUUID(), issuer: WORKER_ISSUER, reason });
  await sweepDrafts(place.dirs);
  sweepJournals(place.dirs.state, { days: JOURNAL_DAYS });
  await storePlan(options, place);
  let begun = false;
  const crew = watchCrew(opened.client, place, seat.member.record, options.say);
  const troubles = watchTroubles(work, send, () => begun);
  const intake = startIntake(place.dirs, send, options.config.watchers.debounce_ms, (error) =>
    options.say(`A queue folder could not be read: ${String(error)}`),
  );
  try {
    await intake.takeIn('contents');
    const { seq } = await send(beginUpdate, beginning(work));
    lease.begun(seq);
    begun = true;
    workers.serveStages(runnerConfig(options.config));
    options.say(`Serving ${place.id} with ${options.named.id}.`);
    const handedOver = new Promise<'left'>((resolve) => {
      onAbort(options.leave, () => {
        if (options.leaveNow.aborted) return;
        if (heirOf(place.dirs.state, seat.member.record) !== null) return resolve('left');
        stop('the worker was told to leave').catch((error: unknown) =>
          options.say(`Not told to leave: ${String(error)}`),
        );
      });
    });
    const phase = await Promise.race([watch.until(seq, () => intake.takeIn()), handedOver]);
    // So that nothing is claimed while nobody works: a command may bring the workflow to life for a moment.
    if (phase !== 'stopped' && heirOf(place.dirs.state, seat.member.record) === null) await stop('the worker has left');
    return phase;
  } finally {
    intake.close();
    crew.close();
    await troubles().catch(() => undefined);
  }
}

function beginning(work: Work): BeginArgs {
  const { named, maxStages, issuer } = work.options;
  const plan = { planId: named.id, planDigest: named.digest, mode: named.plan.mode };
  const issued = { commandId: randomUUID(), issuer, reason: 'a worker starts to serve' };
  const allowance = maxStages === null ? null : maxStages - work.seat.stages;
  return { ...issued, ...plan, allowance, settings: settingsOf(work), rules: NEWEST_RULES };
}

async function storePlan(options: ServeOptions, place: Place): Promise<void> {
  for (const text of options.texts.values()) await putText(place.dirs.state, text);
  await putPlan(place.dirs.state, options.named);
  const file = path.join(place.dirs.workspace, RUNTIME_DIR, runtimePaths.compiledPlan);
  await writeAtomic(file, `${JSON.stringify(options.named, null, 2)}\n`);
}
