// `queue supersede` and `queue retarget`: the documents of those that wait are written anew here, and count only with the
// workspace's word.
import { runtimePaths } from '../../core/contracts/paths.js';
import { neededFamily } from '../../core/contracts/families.js';
import type { Cascade, Revision } from '../../core/contracts/interventions.js';
import { type Context, identify, type Result } from '../context.js';
import { failed } from '../errors.js';
import { checkId } from '../ids.js';
import { readPiece, shown } from '../../read/files.js';
import { listFolders } from '../../read/folders.js';
import { type IntakePlace, stateFolder } from '../intake/incoming.js';
import { issuedBy } from '../issued.js';
import { type ItemOptions, meantItem, order } from './items.js';

interface SupersedeOptions extends ItemOptions {
  replacement: string;
  cascade: Cascade;
}

export async function supersede(context: Context, options: SupersedeOptions, id: string): Promise<Result> {
  const place = await identify(context);
  const { dir } = place;
  const old = await meantItem(context, dir, id, options);
  const { id: replacement } = await meantItem(context, dir, options.replacement, { family: old.family });
  const { cascade } = options;
  const revisions = cascade === 'retarget' ? await redirectAll(context, place, old.id, replacement) : [];
  const args = { ...issuedBy(context, options), ...old, replacement, cascade, revisions };
  return order(context, dir, { name: 'supersede', args }, true);
}

interface RetargetOptions extends ItemOptions {
  from?: string;
  oldDependency?: string;
  to?: string;
  newDependency?: string;
}

export async function retarget(context: Context, options: RetargetOptions, id: string): Promise<Result> {
  const place = await identify(context);
  const { dir } = place;
  const item = await meantItem(context, dir, id, options);
  const from = given(options.from ?? options.oldDependency, '--from');
  const { id: to } = await meantItem(context, dir, given(options.to ?? options.newDependency, '--to'), {
    family: neededFamily(item.family),
  });
  const revision = await redirect(context, place, item, [from], to);
  if (revision === null) {
    const hint = `\`millrace queue show ${item.id}\` says what it depends on; only a queued item can wait for another.`;
    throw failed('not_waiting', `The queued document of ${item.family} ${item.id} does not depend on ${from}.`, hint);
  }
  const args = { ...issuedBy(context, options), ...item, from, to, revision };
  return order(context, dir, { name: 'retarget', args }, true);
}

function given(text: string | undefined, option: string): string {
  if (text === undefined) throw failed('usage', `${option} is missing.`, 'It takes the id of a task.');
  checkId(text);
  return text;
}

/** Of every queued document that depends on it, also by the name of a task whose place it took. */
async function redirectAll(context: Context, place: IntakePlace, old: string, to: string): Promise<Revision[]> {
  const { stoodFor } = await import('../../disk/mirror/replaced.js');
  const dirs = { workspace: place.dir, state: await stateFolder(context, place) };
  const from = [old, ...(await stoodFor(dirs, old))];
  const queued = listFolders(place.dir).filter(({ state }) => state === 'queued');
  const items = queued.flatMap(({ family, ids }) => ids.map((id) => ({ family, id })));
  const all: Revision[] = [];
  for (const item of items) {
    const revision = await redirect(context, place, item, from, to);
    if (revision !== null) all.push(revision);
  }
  return all;
}

/** The new text is stored; null when the queued document depends on none of `from`. */
async function redirect(
  context: Context,
  place: IntakePlace,
  { family, id }: { family: string; id: string },
  from: readonly string[],
  to: string,
): Promise<Revision | null> {
  const { redirected } = await import('../../core/documents/depend.js');
  const text = readPiece(shown(place.dir, runtimePaths.document(family, 'queued', id)))?.text;
  const changed = text === undefined ? null : redirected(family, text, from, to);
  if (changed === null) return null;
  const { putText } = await import('../../disk/store/texts.js');
  if (!context.dryRun) await putText(await stateFolder(context, place), changed.text);
  return { id, was: changed.was, sha256: changed.sha256 };
}
