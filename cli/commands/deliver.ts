// `deliver`: says how the branch of a root stands to what it goes to, notes that it was taken, or carries its delivery out for a person.
import { join } from 'node:path';
import { statePaths } from '../../core/contracts/paths.js';
import type { CarriedOut } from '../../activities/trees/delivery/carry-out.js';
import type { Delivery, Prepared } from '../../trees/deliver.js';
import type { TreesPlace } from '../../trees/place.js';
import type { ShownTree } from '../../trees/show.js';
import type { BranchView } from '../../read/branches.js';
import { counted } from '../../core/report/count.js';
import type { Context, Result } from '../context.js';
import { CliError, failed, misused } from '../errors.js';
import { EXIT } from '../exit.js';
import { branchOf, find, theTree } from './trees.js';

interface Options {
  done?: boolean;
  merge?: boolean;
  into?: string;
}

interface Meant {
  place: TreesPlace;
  root: string;
  tree: ShownTree;
  branch: BranchView | undefined;
}

export async function deliver(context: Context, options: Options, given: string): Promise<Result> {
  const { done = false, merge = false, into } = options;
  if (done && merge) throw misused('--done and --merge are two things.', 'Give one of them.');
  if (into !== undefined && !merge) throw misused('--into says where --merge goes.', 'Give --merge as well.');
  const { place, trees, branches } = await find(context);
  const tree = await theTree(context, trees, given);
  const { root } = tree.record;
  const meant = { place, root, tree, branch: branchOf(branches, tree) };
  if (merge) return mergeNow(context, meant, into);
  return told(context, meant, await prepared(meant, into), done);
}

async function prepared({ place, root }: Meant, into: string | undefined): Promise<Prepared> {
  const { prepareDelivery } = await import('../../trees/deliver.js');
  return prepareDelivery(place, { root, at: new Date().toISOString(), ...(into !== undefined && { into }) });
}

/** Changes nothing but the note that it was taken. `done`: somebody says that it was. Exit 5 in conflict. */
async function told(context: Context, meant: Meant, found: Prepared, done: boolean): Promise<Result> {
  const { place, root, tree, branch } = meant;
  const { lastCommit } = await import('../../activities/trees/taken.js');
  const isTaken =
    (done || branch?.state === 'taken' || found.kind === 'taken') && lastCommit(place.dirs.state, root) !== null;
  if (isTaken && !context.dryRun && isNews(branch, found))
    await noteTaken(context, meant, done && found.kind !== 'taken');
  const { record } = tree;
  const state = isTaken ? 'taken' : (branch?.state ?? 'open');
  const into = 'delivery' in found ? found.delivery.into : 'into' in found ? found.into : record.base.branch;
  const data = { root, branch: record.branch, into, found: found.kind, state, commit: null };
  const bySaying = done || branch?.said === true;
  if (isTaken) return { data, lines: [takenText(record.branch, found, bySaying) + stillGoes(root, found)] };
  switch (found.kind) {
    case 'refused':
      throw failed('not_delivered', found.why, found.todo);
    case 'nothing':
    case 'taken':
      return { data, lines: [`${record.branch} has no commit of its own.`] };
    case 'conflict':
      return { data, lines: conflictLines(record.branch, found), exit: EXIT.conflict };
    case 'ready':
      return { data, lines: await readyLines(place, found.delivery) };
  }
}

/** What would be in the way of taking it is said as `--merge` says it. */
async function readyLines(place: TreesPlace, delivery: Delivery): Promise<string[]> {
  const { root, branch, into } = delivery;
  const { inTheWay } = await import('../../trees/land.js');
  const held = await inTheWay(place, delivery, true);
  const fits = `${branch} goes with ${into} as it is now`;
  const done = `Taken in another way, or not wanted: \`millrace deliver ${root} --done\`.`;
  if (held !== null) return [`${fits}, but something is in the way. Nothing was changed.`, held.why, held.todo, done];
  const take = `Take it: \`millrace deliver ${root} --merge\`, or \`git merge ${branch}\`.`;
  return [`${fits}. Nothing was changed.`, `${take} ${done}`];
}

const conflictLines = (
  branch: string,
  { into, paths }: { into: string; paths: readonly string[] },
): [string, string] => [
  `${branch} does not go with ${into} as it is now: ${paths.join(', ')}.`,
  `Merge it by hand: \`git merge ${branch}\`.`,
];

/** What a person said is noted anew where git tells it as well. */
const isNews = (branch: BranchView | undefined, found: Prepared): boolean =>
  branch?.state !== 'taken' || (branch.said === true && found.kind === 'taken');

const takenText = (branch: string, found: Prepared, bySaying: boolean): string =>
  bySaying && found.kind !== 'taken' ? `You said that ${branch} was taken, or is not wanted.` : `${branch} was taken.`;

/** What was taken in another way, or into another branch, may not be where it was meant to go. */
const stillGoes = (root: string, found: Prepared): string =>
  found.kind === 'ready'
    ? ` Not into ${found.delivery.into} as git sees it: \`millrace deliver ${root} --merge\` would bring it there.`
    : '';

/** With its checks, as the workspace would. Exit 5 in conflict, or while somebody else delivers; 1 where a check fails or something is in the way. */
async function mergeNow(context: Context, meant: Meant, into: string | undefined): Promise<Result> {
  const { place, root, branch } = meant;
  if (branch?.state === 'open')
    throw failed('root_is_open', `Work of ${root} is left.`, '`millrace status` shows it; deliver when it is done.');
  const { heldBy, holdingIfFree } = await import('../../disk/store/lock.js');
  const lock = join(place.dirs.state, statePaths.deliveryLock);
  if (context.dryRun) {
    const holder = heldBy(lock);
    if (holder !== null) throw isDelivering(holder);
    return rehearsed(context, meant, into);
  }
  const held = await holdingIfFree(lock, () => carriedOut(context, meant, into));
  if ('heldBy' in held) throw isDelivering(held.heldBy);
  return outcome(context, meant, held.did);
}

const isDelivering = (pid: number): CliError =>
  new CliError({
    exit: EXIT.conflict,
    code: 'being_delivered',
    message: `Process ${pid} is delivering in this workspace.`,
    hint: 'Try again when it is done.',
  });

/** What would come of it, should its checks pass, which are not run. */
async function rehearsed(context: Context, meant: Meant, into: string | undefined): Promise<Result> {
  const { settings } = await checking(meant);
  const found = await prepared(meant, into);
  if (found.kind !== 'ready') return outcome(context, meant, found);
  const { delivery } = found;
  const { inTheWay } = await import('../../trees/land.js');
  const held = await inTheWay(meant.place, delivery, true);
  if (held !== null) return outcome(context, meant, held);
  const { root, branch } = delivery;
  const data = { root, branch, into: delivery.into, found: 'ready', state: 'taken', commit: null };
  const checks = counted(settings.checks.length, 'check');
  const first = settings.checks.length === 0 ? '' : ` ${checks} would have to pass first.`;
  return { data, lines: [`${branch} is in ${delivery.into}.${first}`] };
}

/** How checks run. Exit 1 where no worker has said that. */
async function checking({ place }: Meant) {
  const { keptTreeSettings } = await import('../../activities/tree-settings.js');
  const settings = await keptTreeSettings(place.dirs.state);
  const { as } = settings;
  if (as === undefined)
    throw failed('not_run', 'No worker of this release has run here: how checks run is not known.', 'millrace run');
  return { settings, as };
}

async function carriedOut(context: Context, meant: Meant, into: string | undefined): Promise<CarriedOut> {
  const { place, root } = meant;
  const { state } = place.dirs;
  const [{ carryOut }, { runnerSettings }, { settings, as }] = await Promise.all([
    import('../../activities/trees/delivery/carry-out.js'),
    import('../../activities/runner-settings.js'),
    checking(meant),
  ]);
  const config = await runnerSettings(state);
  return carryOut(place, {
    ...{
      root,
      settings,
      as,
      config,
      env: context.env,
      say: context.note,
      passed: (one) => onRecord(context, place, one),
    },
    ...(into !== undefined && { into }),
  });
}

async function onRecord(
  { issuer }: Context,
  { dirs }: TreesPlace,
  { root, branch, into, commit }: { root: string; branch: string; into: string; commit: string },
): Promise<void> {
  const { recordLocally } = await import('../../disk/audit/local.js');
  await recordLocally(dirs.state, { command: 'deliver', args: { root, branch, into, commit }, issuer });
}

async function noteTaken({ issuer }: Context, { place, root, tree }: Meant, isSaid: boolean): Promise<void> {
  const { recordLocally } = await import('../../disk/audit/local.js');
  const args = { root, branch: tree.record.branch, to: 'taken' };
  await recordLocally(place.dirs.state, { command: 'deliver', args, issuer });
  (await import('../../activities/trees/taken.js')).noteDelivered(place.dirs.state, root, isSaid);
}

async function outcome(context: Context, meant: Meant, done: CarriedOut): Promise<Result> {
  const { place, root, tree } = meant;
  const { branch } = tree.record;
  switch (done.kind) {
    case 'landed': {
      const { into, commit } = done.delivery;
      (await import('../../activities/trees/taken.js')).noteDelivered(place.dirs.state, root);
      const data = { root, branch, into, found: 'landed', state: 'taken', commit };
      return { data, lines: [`${branch} is in ${into}: ${commit.slice(0, 12)}.`] };
    }
    case 'conflict': {
      const [message, hint] = conflictLines(branch, done);
      throw new CliError({ exit: EXIT.conflict, code: 'conflict', message, hint });
    }
    case 'failed': {
      const { command, end, output } = done.failed;
      const { inert } = await import('../render/inert.js');
      const below = output
        .trimEnd()
        .split('\n')
        .slice(-SHOWN)
        .map((line) => `  | ${inert(line)}`);
      const message = `A check ended ${end}: ${inert(command)}`;
      throw new CliError({ exit: EXIT.failed, code: 'check_failed', message, below, hint: 'Nothing was changed.' });
    }
    case 'refused':
    case 'nothing':
    case 'taken':
      return told(context, meant, done, false);
  }
}

const SHOWN = 20;
