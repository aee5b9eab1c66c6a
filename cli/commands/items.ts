// Commands about items: the answer says what happened; where an agent has to be ended first, what became of the item then.
import type { Answer } from '../../core/contracts/commands.js';
import type { Plane } from '../../core/contracts/families.js';
import { isLive, isPlane } from '../../core/contracts/families.js';
import { isSafeId } from '../../core/contracts/ids.js';
import type { CommandOptions, InterventionCommand } from '../../worker/commands.js';
import { type Context, identify, type Result } from '../context.js';
import { misused } from '../errors.js';
import { sending } from '../sending.js';
import { EXIT } from '../exit.js';
import { issuedBy } from '../issued.js';
import { noteNoWorker } from '../no-worker.js';
import { checkId, theOne } from '../ids.js';
import { withFile } from '../items/dropped.js';
import { assertWhole } from '../whole-id.js';
import { becomes, type Became, becameOf } from '../../read/became.js';
import { allIds, findPlaces, listFolders, type Place } from '../../read/folders.js';
import { resultOf, sent, unserved } from './control.js';

const TIMEOUT_MS = 30_000;
/** An agent has a time of grace, and its worker may have to be waited for. */
const END_MS = 60_000;

export interface ItemOptions {
  reason: string;
  /** The reference calls it `kind`. */
  family?: string;
  kind?: string;
  wait?: boolean;
}

export async function cancel(context: Context, options: ItemOptions, id: string): Promise<Result> {
  const { dir } = await identify(context);
  const args = { ...issuedBy(context, options), ...(await meantItem(context, dir, id, options)) };
  return order(context, dir, { name: 'cancel', args }, options.wait !== false);
}

export async function archiveBlocked(context: Context, options: ItemOptions, id: string): Promise<Result> {
  const { dir } = await identify(context);
  const args = {
    ...issuedBy(context, options),
    ...(await meantItem(context, dir, id, options)),
    only: 'blocked' as const,
  };
  return order(context, dir, { name: 'cancel', args }, true);
}

export async function cancelIncident(context: Context, options: ItemOptions, id: string): Promise<Result> {
  return cancel(context, { ...options, family: 'incident' }, id);
}

export async function resolveIncident(context: Context, options: ItemOptions, id: string): Promise<Result> {
  const { dir } = await identify(context);
  const args = { ...issuedBy(context, options), ...(await meantItem(context, dir, id, { family: 'incident' })) };
  return order(context, dir, { name: 'resolve_incident', args }, true);
}

interface RetryOptions extends ItemOptions {
  all?: boolean;
  rootSpecId?: string;
  fresh?: boolean;
}

export async function retry(context: Context, options: RetryOptions, id?: string): Promise<Result> {
  const { dir } = await identify(context);
  const root = options.rootSpecId;
  if ((id === undefined) === (options.all !== true))
    throw misused('Give either an id or --all.', 'For example: millrace retry T-42');
  if (root !== undefined) checkId(root);
  const which = id === undefined ? { all: true } : await meantItem(context, dir, id, options);
  const how = { ...(root === undefined ? {} : { root }), ...(options.fresh === true ? { fresh: true } : {}) };
  const args = { ...issuedBy(context, options), ...which, ...how };
  return order(context, dir, { name: 'requeue', args }, true);
}

interface RetryActiveOptions extends ItemOptions {
  scope?: string;
}

/** `plane`: the only one that is meant. */
export const retryingActive =
  (plane?: Plane) =>
  async (context: Context, options: RetryActiveOptions): Promise<Result> => {
    const { dir } = await identify(context);
    const scope = plane ?? options.scope;
    if (scope !== undefined && !isPlane(scope))
      throw misused(`${JSON.stringify(scope)} is not a plane.`, 'planning or execution.');
    const args = { ...issuedBy(context, options), ...(scope === undefined ? {} : { plane: scope }) };
    return order(context, dir, { name: 'retry_active', args }, options.wait !== false);
  };

export async function clearStale(context: Context, options: ItemOptions): Promise<Result> {
  const { dir } = await identify(context);
  const issued = issuedBy(context, options);
  if (context.dryRun) return order(context, dir, { name: 'clear_stale_state', args: issued }, true);
  const { clearStaleState } = await import('../../worker/clear.js');
  return clearStaleState(dir, issued, sending(context, TIMEOUT_MS)).then(
    (answer) => resultOf(answer),
    (error: unknown) => unserved(error, dir),
  );
}

/**
 * The item that is meant: a live one before one that is over. Exit 2 when it fits several, 4 when it fits none. A command that ends
 * something takes whole ids.
 */
export async function meantItem(
  context: Context,
  dir: string,
  given: string,
  options: { family?: string; kind?: string },
): Promise<{ family: string; id: string }> {
  const { family, id } = itemMeant(dir, given, options);
  await assertWhole(context, family, given, id);
  return { family, id };
}

function itemMeant(
  dir: string,
  id: string,
  { family: named, kind }: { family?: string; kind?: string },
): { family: string; id: string } {
  checkId(id);
  const family = named ?? kind;
  const folders = listFolders(dir);
  const places = findPlaces(folders, id).filter((place) => family === undefined || place.family === family);
  const live = places.filter(({ state }) => isLive(state));
  const found = live.length > 0 ? live : places;
  const name = (place: Place): string => `${place.family}/${place.id} (${place.state})`;
  const same = new Set(found.map((place) => place.id));
  if (found.length > 1 && same.size === 1)
    throw misused(`${id} is the id of several: ${found.map(name).join(', ')}.`, 'Say which with --family.');
  // An item that was admitted a moment ago need not have a file yet: the workspace knows it.
  if (found.length === 0 && family !== undefined && isSafeId(id)) return { family, id };
  const place = theOne('item', id, found, name, () => allIds(folders));
  return { family: place.family, id: place.id };
}

/** What the workspace answers, and with `wait` what became of it. Exit 6 when no server runs, 7 when it is not done yet. */
export async function order(
  context: Context,
  dir: string,
  command: InterventionCommand,
  wait: boolean,
): Promise<Result> {
  let became: Became | null = null;
  const follow = async ({ pending, text }: Answer): Promise<void> => {
    if (pending === undefined || !wait) return;
    context.say(text);
    became = await becomes(dir, pending.turn, END_MS);
  };
  const options: CommandOptions = { ...sending(context, TIMEOUT_MS), follow };
  const answer = await sent(context, dir, command, options).catch((error: unknown) =>
    unserved(withFile(error, dir, command.args), dir),
  );
  if ('lines' in answer) return answer;
  const result = resultOf(answer);
  await noteNoWorker(context, dir, command.name);
  if (answer.pending === undefined) return result;
  if (context.dryRun) return wait ? result : { ...result, exit: EXIT.notApplied };
  became ??= becameOf(dir, answer.pending.turn);
  return became === null ? { ...result, exit: EXIT.notApplied } : outcome(answer, became, command);
}

function outcome(answer: Answer, became: Became, { name }: InterventionCommand): Result {
  const asked = name === 'cancel' ? 'cancelled' : 'queued';
  const isSo = became.state === asked;
  const late = `${became.item} is ${became.state}: this came too late.`;
  const line = isSo ? `${became.item} is ${became.state}.` : late;
  return { data: { ...answer, became }, lines: [line], exit: isSo ? EXIT.done : EXIT.conflict };
}
