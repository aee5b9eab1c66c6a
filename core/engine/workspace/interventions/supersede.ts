// One item takes the place of another, which is gone at once. Whoever waited for the old one waits for the new one: only its
// being done counts.
import type { Revision, SupersedeArgs } from '../../../contracts/interventions.js';
import type { MirrorEntry } from '../../../contracts/mirror.js';
import { supersedeReplaced } from '../claims/replaced.js';
import { isDone } from '../claims/dependencies.js';
import type { Answered } from '../scheduler-events.js';
import type { Item, SchedulerState } from '../scheduler-state.js';
import { itemKey } from '../scheduler-state.js';
import { cancelAtOnce } from './cancel.js';
import { dependentsOf, findItem, waitsFor } from './find.js';
import { recorded } from './record.js';
import { remove } from './remove.js';
import { fits, point } from './retarget.js';
import { listedIds, verb } from './listed.js';
import { done, unchanged } from '../control/said.js';
import { own } from '../../../own.js';
import { show, type WorkspaceStep } from '../step.js';

export function supersedeItem(step: WorkspaceStep, args: SupersedeArgs): Answered {
  const { state } = step;
  const found = findItem(state, args);
  if ('code' in found) return unchanged(state, found.code, found.text);
  const old = found.item;
  const refusal = refusalOf(state, old, args);
  if (refusal !== null) return refusal;
  const waiting = dependentsOf(state, old);
  const cascade = args.cascade ?? 'none';
  const entries = replace(step, old, args);
  const changed = cascade === 'cancel' ? cancelAll(step, waiting, args) : waiting.map(({ id }) => id);
  for (const item of cascade === 'cancel' ? [] : waiting) {
    const revision = cascade === 'retarget' ? revisionOf(args.revisions, item) : undefined;
    entries.push(...point(step, item, { from: old.id, to: args.replacement, sha256: revision?.sha256 }));
  }
  show(step, ...entries, ...record(step, old, args, changed));
  return done(state, `${old.family} ${old.id} is superseded by ${args.replacement}.${fate(changed, args)}`);
}

function refusalOf(
  state: SchedulerState,
  old: Item,
  { replacement, cascade, revisions }: SupersedeArgs,
): Answered | null {
  const { family, id } = old;
  const other = own(state.items, itemKey(family, replacement));
  const refuse = (text: string): Answered => unchanged(state, 'conflict', text);
  if (old.state === 'active')
    return unchanged(state, 'refused', `${family} ${id} is active: \`millrace cancel ${id}\` first, or let it finish.`);
  if (replacement === id) return refuse(`${family} ${id} cannot take its own place.`);
  if (other === undefined && !isDone(state, itemKey(family, replacement))) return gone(state, old, replacement);
  if (other !== undefined && waitsFor(state, other, id))
    return refuse(`${family} ${replacement} waits for ${id} itself.`);
  const queued = cascade === 'retarget' ? dependentsOf(state, old).filter((item) => item.state === 'queued') : [];
  const stale = queued.filter((item) => !fits(item, revisionOf(revisions, item)));
  return stale.length === 0 ? null : refuse(`${listedIds(stale.map((item) => item.id))} changed meanwhile: try again.`);
}

/** Why an item that is not there any more takes nobody's place. */
function gone(state: SchedulerState, { family, id }: Item, replacement: string): Answered {
  const key = itemKey(family, replacement);
  const { as, by } = state.finished.find((one) => one.key === key) ?? {};
  const name = `${family} ${replacement}`;
  if (as === 'cancelled') {
    const why = `${name} is cancelled: nobody will do its work, so it cannot take the place of ${id}.`;
    return unchanged(state, 'conflict', `${why} Name another ${family}, or \`millrace cancel ${id}\`.`);
  }
  if (by !== undefined)
    return unchanged(state, 'conflict', `${name} is superseded by ${by}: name that one as the replacement.`);
  return unchanged(state, 'not_found', `There is no ${name} that is queued, active, blocked or done.`);
}

const revisionOf = (revisions: Revision[] | undefined, { id, state }: Item): Revision | undefined =>
  state === 'queued' ? revisions?.find((one) => one.id === id) : undefined;

/** The old item goes; the new one stands for what the old one stood for, unless it stands for something already. */
function replace(step: WorkspaceStep, old: Item, args: SupersedeArgs): MirrorEntry[] {
  const { state } = step;
  const other = own(state.items, itemKey(old.family, args.replacement));
  const { replaces } = old;
  const entries: MirrorEntry[] = [];
  if (replaces !== undefined && other !== undefined && other.replaces === undefined) {
    other.replaces = replaces;
    const { family, id, sha256, state: now } = other;
    entries.push({ kind: 'place', order: [state.seq + 1, 0], family, id, state: now, sha256, replaces });
  }
  entries.push(
    ...remove(step, old, { as: 'superseded', how: `superseded by ${args.replacement}`, by: args.replacement }),
  );
  if (replaces !== undefined && other === undefined) entries.push(...supersedeReplaced(step, replaces));
  return entries;
}

/** Also those that wait for these, because they would wait for ever. Gives the ids of all. */
function cancelAll(step: WorkspaceStep, items: Item[], args: SupersedeArgs): string[] {
  const { state } = step;
  return items.flatMap((item) => {
    // It may have waited for two of them.
    if (own(state.items, itemKey(item.family, item.id)) !== item) return [];
    const next = dependentsOf(state, item);
    const { commandId, issuer, reason } = args;
    cancelAtOnce(step, item, { commandId, issuer, reason, id: item.id });
    return [item.id, ...cancelAll(step, next, args)];
  });
}

function record(step: WorkspaceStep, old: Item, args: SupersedeArgs, dependents: string[]): MirrorEntry[] {
  const deed = { action: 'supersede_task', event: 'task_superseded', from: old.state, to: 'superseded' } as const;
  return recorded(step, old, { ...deed, replacement: args.replacement, dependents }, args);
}

function fate(ids: string[], { replacement, cascade }: SupersedeArgs): string {
  if (ids.length === 0) return '';
  if (cascade === 'cancel') return ` Cancelled with it: ${listedIds(ids)}.`;
  return ` ${listedIds(ids)} ${verb(ids, 'waits', 'wait')} for ${replacement} now.`;
}
