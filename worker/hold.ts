// What the holder of the lease does: takes documents in, begins, looks after helpers, and tells the workspace when nobody serves it any more.
import { randomUUID } from 'node:crypto';
import { setImmediate as aside } from 'node:timers/promises';
import { sweepDrafts } from '../disk/store/drafts.js';
import { sweepDesks, sweepJournals } from '../agents/host/old-journals.js';
import type { BeginArgs } from '../core/contracts/commands.js';
import { WORKER_ISSUER } from '../core/contracts/commands.js';
import type { Phase } from '../core/contracts/mirror.js';
import { planArgs } from '../core/plan/plan-args.js';
import { spendArgs } from '../core/plan/spend-args.js';
import { NEWEST_RULES } from '../core/contracts/rules.js';
import { watchCrew } from './fleet/crew.js';
import { startIntake } from './intake-loop.js';
import { FolderGone } from '../disk/anchor.js';
import { identityFiles, restoreIdentity } from './folder.js';
import { stillness } from '../disk/stillness.js';
import type { Lease } from './fleet/lease.js';
import { showAgain } from './mirror-audit.js';
import { showPlan, storePlan } from './publish.js';
import { repeatedly } from './repeat.js';
import { heirOf } from './fleet/roster.js';
import type { Work } from './session.js';
import { onAbort } from './on-abort.js';
import { settingsOf } from './session.js';
import { watchTroubles } from './troubles.js';
import { signingBy } from './commands.js';
import type { WorkspacePlace } from './place.js';
import { operatorArgs } from './signing/operator-args.js';
import { seeTaken } from './seen-taken.js';
import { treeArgs, treeWords } from './tree-lanes.js';
import { letServe, workerSign } from './signing/worker-key.js';
import { NotAllowed, patient, workspaceClient } from './workspace-client.js';

const COMMAND_TIMEOUT_MS = 30_000;
/** How soon the name of the workspace is put back. */
const NAME_MS = 500;
/** How long what a finished stage left in our state folder is kept; its artifacts stay in the workspace. */
const JOURNAL_DAYS = 7;
/** What a run left is given to its later stages, which may wait for a person in between. */
const DESK_DAYS = 90;

/** Takes in what lies in the queue folders, begins, and goes on until there is a reason to end. */
export async function hold(work: Work, lease: Lease): Promise<Phase | 'left'> {
  const { options, place, opened, workers, watch, seat } = work;
  const once = workspaceClient(opened.client, place.id, COMMAND_TIMEOUT_MS, signingBy(workerSign, place));
  const send = patient(once, work.over, options.say);
  const stop = (reason: string) => send('stop', { commandId: randomUUID(), issuer: WORKER_ISSUER, reason });
  sweepDesks(place.dirs.state, { days: DESK_DAYS });
  await storePlan(place, options);
  await showPlan(place, options);
  let begun = false;
  const crew = watchCrew(opened.client, place, seat.member.record, { say: options.say, stir: workers.stir });
  const troubles = watchTroubles(work, once, () => begun);
  const homes = options.named.plan.homes ?? {};
  const { watchers } = options.config;
  const onError = (error: unknown): void => {
    // A workspace that has gone is told once, by who looks where it went.
    if (!(error instanceof FolderGone)) options.say(`A folder could not be read: ${String(error)}`);
  };
  const name = stillness();
  const keepName = async (): Promise<void> => {
    if (name.holds()) return;
    const files = identityFiles(place.dirs);
    if (
      !(await name.look(
        files,
        () => restoreIdentity(place.dirs),
        (isRestored) => !isRestored,
      ))
    )
      return;
    options.say('What names the workspace was changed or cleaned away: it is written again, and what else is missing.');
    await showAgain(opened.client, place);
  };
  const keeping = repeatedly(NAME_MS, keepName, onError);
  const intake = startIntake(place.dirs, { homes, send, watchers, onError });
  try {
    const taken = intake.takeIn('contents', false);
    // Without the boot step the server might hold what the workspace is told for a worker that is dead.
    const ready = Promise.all([taken, work.booted]);
    const asked = ready.then(async () => send('begin', await beginning(work))).catch(explained(place));
    const answer = await Promise.race([asked, toldToLeave(options.leave)]);
    if (answer === 'left') return answer;
    const { seq } = answer;
    lease.begun(seq);
    begun = true;
    await options.told;
    seat.member.serves();
    workers.serveStages();
    options.onServes?.();
    options.say(`Serving ${place.id} with ${options.named.id}.`);
    void sweepOld(place).catch(onError);
    void seeTaken(options.config, place, opened.client);
    void treeWords(options.config, place).then((words) => words.forEach((line) => options.say(line)));
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
    keeping();
    await keepName().catch(onError);
    intake.close();
    crew.close();
    await troubles().catch(() => undefined);
  }
}

/** While stages run: none of them asks for it. */
async function sweepOld({ dirs }: WorkspacePlace): Promise<void> {
  await aside();
  await sweepDrafts(dirs);
  sweepJournals(dirs.state, { days: JOURNAL_DAYS });
}

const toldToLeave = (leave: AbortSignal) =>
  new Promise<'left'>((resolve) => {
    onAbort(leave, () => resolve('left'));
  });

/** Why this worker may not serve, with what to do. */
const explained =
  (place: WorkspacePlace) =>
  (error: unknown): never => {
    throw error instanceof NotAllowed ? new NotAllowed(`${error.message} ${letServe(place, error)}`, error.why) : error;
  };

async function beginning(work: Work): Promise<BeginArgs> {
  const { named, config, maxStages, issuer } = work.options;
  const issued = { commandId: randomUUID(), issuer, reason: 'a worker starts to serve' };
  const allowance = maxStages === null ? null : maxStages - work.seat.stages;
  const told = { ...planArgs(named), ...spendArgs(config, Date.now()), ...operatorArgs(config, work.place) };
  const trees = await treeArgs(config, work.place, named);
  return { ...issued, ...told, ...trees, allowance, settings: settingsOf(work), rules: NEWEST_RULES };
}
