// `remove`: takes a workspace away, as far as it is ours: what would go is said first, and goes with `--yes`. What agents did in the work tree
// stays. It may be broken off at any time: the same command goes on with it.
import { existsSync } from 'node:fs';
import type { Client } from '@temporalio/client';
import { join, resolve } from 'node:path';
import { RUNTIME_DIR, statePaths } from '../../core/contracts/paths.js';
import type { Loss } from '../../trees/all.js';
import type { TreesPlace } from '../../trees/place.js';
import { isSafeId } from '../../core/contracts/ids.js';
import type { KnownWorkspace } from '../../worker/machine.js';
import type { OwnPlace } from '../../worker/removal/server-data.js';
import type { ServerDecision } from '../../worker/server/choose.js';
import { countIn, listFolders } from '../../read/folders.js';
import { type Context, identify, type Result } from '../context.js';
import { CliError, misused, notFound } from '../errors.js';
import { EXIT } from '../exit.js';
import { assertWhole } from '../whole-id.js';
import { keptAudit } from '../audit/kept.js';
import { removeUnit, unitFile, unitState } from '../service/place.js';
import { counted } from '../render/count.js';
import { inert } from '../render/inert.js';
import { assertNobody, removing } from '../remove/alone.js';
import { canAsk, confirmed } from '../trust/ask.js';

interface RemoveOptions {
  yes?: boolean;
  /** Also what lies in trees and is in no commit. */
  force?: boolean;
  /** What lies under `millrace-agents/` stays. */
  keepFiles?: boolean;
  /** The server is not asked. */
  keepServerData?: boolean;
}

interface Going {
  /** Absolute paths that are there; null: it is not, or it stays. */
  folder: string | null;
  state: string | null;
  unit: string | null;
  /** Null: there can be nothing, or it stays. `runs`: null = the server does not run, and is started to ask it. */
  server: { decision: ServerDecision; runs: number | null } | null;
  /** Trees with which work goes that is in no commit. */
  losses: readonly Loss[];
}

export async function remove(context: Context, options: RemoveOptions, where?: string): Promise<Result> {
  const place = await placeOf(context, where);
  await assertNobody(place);
  const going = await whatGoes(context, place, options);
  const lines = goingLines(place, going);
  const data = { id: place.id, removed: false, ...shown(going) };
  if (nothing(going)) return { data, lines: ['Nothing of it is left.'] };
  if (context.dryRun) return { data, lines: ['This would go:', ...lines] };
  assertNothingLost(going, options);
  if (options.yes !== true) await assertAgreed(context, lines);
  const said = await removing(place, () => takeAway(context, place, going));
  return { data: { ...data, removed: true }, lines: ['Removed:', ...lines, ...said] };
}

/** Exit 1 where a yes alone would take work away that a person may not know of. */
function assertNothingLost({ losses }: Going, { force = false }: RemoveOptions): void {
  if (losses.length === 0 || force) return;
  const message = `Trees hold work that is in no commit: ${losses.map(({ root }) => root).join(', ')}. Nothing was removed.`;
  const hint = `\`millrace trees show ROOT\` says where each is: take what you need, or remove it all the same with \`--force\`.`;
  throw new CliError({ exit: EXIT.failed, code: 'unsaved_trees', message: inert(message), hint });
}

/** Exit 1 without a yes, also where nobody can be asked. */
async function assertAgreed(context: Context, lines: readonly string[]): Promise<void> {
  for (const line of ['This would go:', ...lines]) context.note(line);
  if (canAsk(context) && (await confirmed('Remove it?'))) return;
  const [message, hint] = ['Nothing was removed: nobody said yes.', 'The same with `--yes` removes it.'];
  throw new CliError({ exit: EXIT.failed, code: 'not_confirmed', message, hint });
}

/** A folder, or the id of a workspace whose folder is gone. */
async function placeOf(context: Context, where: string | undefined): Promise<OwnPlace> {
  const { stateHome } = await import('../../worker/state-home.js');
  const home = stateHome(context.env);
  const folder = where === undefined ? null : resolve(context.cwd, where);
  if (where !== undefined && folder !== null && !existsSync(folder) && isSafeId(where))
    return byId(context, home, where);
  const { dir, id } = await identify(folder === null ? context : { ...context, given: folder });
  return { id, dirs: { workspace: dir, state: join(home, id) }, stateHome: home };
}

/** Of a workspace by its id. Exit 2 where a beginning fits several, or nobody says which; exit 4 where it fits none. */
async function byId(context: Context, home: string, given: string): Promise<OwnPlace> {
  const [{ knownWorkspaces }, { goingName, isThere }] = await Promise.all([
    import('../../worker/machine.js'),
    import('../../worker/removal/files.js'),
  ]);
  const all = knownWorkspaces(home);
  const id = await wholeId(context, all, given);
  const known = all.find((one) => one.id === id);
  if (known === undefined && !isThere(join(home, goingName(id))))
    throw notFound(
      `There is no folder and no workspace ${id}.`,
      '`millrace workspaces ls` shows those of this machine.',
    );
  const folder = known?.folder ?? null;
  if (folder !== null && existsSync(join(folder, RUNTIME_DIR)))
    throw new CliError({
      ...{ exit: EXIT.conflict, code: 'still_there', message: `Workspace ${id} is in ${folder}, and still there.` },
      hint: `\`millrace remove ${folder}\``,
    });
  return { id, dirs: { workspace: folder ?? join(home, id), state: join(home, id) }, stateHome: home };
}

/** What none begins with is taken as it is. */
async function wholeId(context: Context, all: readonly KnownWorkspace[], given: string): Promise<string> {
  const ids = all.map(({ id }) => id);
  const fits = ids.includes(given) ? [given] : ids.filter((id) => id.startsWith(given));
  const [whole = given, ...others] = fits;
  if (others.length > 0)
    throw misused(`${given} fits ${fits.length}: ${fits.join(', ')}.`, 'Write the whole of the id.');
  await assertWhole(context, 'workspace', given, whole);
  return whole;
}

async function whatGoes(context: Context, place: OwnPlace, options: RemoveOptions): Promise<Going> {
  const { goingName, isThere } = await import('../../worker/removal/files.js');
  const { dirs, id, stateHome } = place;
  const folder = join(dirs.workspace, RUNTIME_DIR);
  const unit = unitFile(context.env, id);
  const states = [dirs.state, join(stateHome, goingName(id))];
  return {
    folder: options.keepFiles === true || !isThere(folder) ? null : folder,
    state: states.find(isThere) ?? null,
    unit: unitState(unit, id) === 'ours' ? unit : null,
    // Our state goes only after the server's data: without it there is none.
    server: options.keepServerData === true || !isThere(dirs.state) ? null : await serverData(context, place),
    losses: isThere(join(dirs.state, statePaths.trees)) ? await (await all()).lossesOf(treesOf(context, place)) : [],
  };
}

const all = () => import('../../trees/all.js');

/** The prefix counts for nothing that is asked of it. */
const treesOf = ({ env }: Context, { id, dirs }: OwnPlace): TreesPlace => ({ dirs, workspace: id, prefix: '', env });

async function serverData(context: Context, place: OwnPlace): Promise<Going['server']> {
  const data = await import('../../worker/removal/server-data.js');
  const decision = data.serverOfWorkspace(place);
  if (!(await data.mayHaveData(decision, place.stateHome))) return null;
  if (!data.isRunning(decision, place.stateHome)) return { decision, runs: null };
  const runs = await data.withServer(decision, place.stateHome, context.note, (client) =>
    isOthers(client, place, decision).then((isTheirs) => (isTheirs ? 0 : data.countRuns(client, place.id))),
  );
  return runs === 0 ? null : { decision, runs };
}

/** What this host had of a workspace that another one has now, or that was exported for it: its workflows are that one's. */
async function isOthers(client: Client, { id, dirs, stateHome }: OwnPlace, decision: ServerDecision): Promise<boolean> {
  const [{ otherHost, runOf }, { knownHost }, { readLeft }] = await Promise.all([
    import('../../worker/hosts/owner.js'),
    import('../../worker/hosts/here.js'),
    import('../../worker/hosts/record.js'),
  ]);
  if (decision.kind === 'external' && readLeft(dirs.state) !== null) return true;
  return otherHost({ dirs }, knownHost(stateHome), (await runOf(client, id))?.host ?? null) !== null;
}

const nothing = ({ folder, state, unit, server }: Going): boolean =>
  [folder, state, unit, server].every((one) => one === null);

const shown = ({ folder, state, unit, server, losses }: Going): object => ({
  ...{ folder, state, unit, losses },
  server: server && { address: addressOf(server.decision), workflows: server.runs },
});

const addressOf = (decision: ServerDecision): string =>
  decision.kind === 'external' ? `${decision.address}, namespace ${decision.namespace}` : 'the embedded server';

function goingLines({ dirs }: OwnPlace, { folder, state, unit, server, losses }: Going): string[] {
  return [
    ...(folder === null ? [] : [`  ${folder}: ${documentsText(dirs.workspace)}, reports, your configuration`]),
    ...(state === null ? [] : [`  ${state}: journals, texts, checkpoints, what was recorded of each stage`]),
    ...losses.map((loss) => `  ${lossText(loss)}`),
    ...(server === null ? [] : [`  ${workflowsText(server)}`]),
    ...(unit === null ? [] : [`  ${unit}: its service`]),
    'What agents did in the work tree stays, and so do all branches.',
  ];
}

function lossText({ root, folder, files, kept }: Loss): string {
  const changed = files === null ? 'cannot be looked at' : `${counted(files, 'file')} in no commit`;
  const more = kept === 0 ? '' : `, and kept changes of ${counted(kept, 'run')}`;
  return inert(`${folder}, the tree of ${root}: ${changed}${more}`);
}

function workflowsText({ decision, runs }: NonNullable<Going['server']>): string {
  const where = addressOf(decision);
  if (runs === null) return `its workflows on ${where}, which is started for that and stopped again`;
  return `${counted(runs, 'run of its workflows', 'runs of its workflows')} on ${where}`;
}

const documentsText = (dir: string): string => counted(countIn(listFolders(dir)), 'document');

/** In this order: what is done is known from what is still there. */
async function takeAway(context: Context, { id, dirs, stateHome }: OwnPlace, going: Going): Promise<string[]> {
  const files = await import('../../worker/removal/files.js');
  const { server, unit } = going;
  const said = unit === null ? [] : await removeUnit(context.env, unit, id);
  if (server !== null) {
    const { deleteRuns, withServer } = await import('../../worker/removal/server-data.js');
    await withServer(server.decision, stateHome, context.note, (client) => deleteRuns(client, id));
  }
  const kept = await keptAudit(context, { id, dir: dirs.workspace, state: dirs.state, stateHome });
  if (existsSync(dirs.workspace)) (await all()).forgetAll(treesOf(context, { id, dirs, stateHome }));
  await files.removeState(stateHome, id);
  if (going.folder !== null) await files.removeShown(dirs.workspace);
  return [...said, ...kept];
}
