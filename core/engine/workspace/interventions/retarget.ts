// A queued item waits for another one than before, and its document says so.
import type { RetargetArgs, Revision } from '../../../contracts/interventions.js';
import type { MirrorEntry } from '../../../contracts/mirror.js';
import { lookupOf, openDependencies, standIn, waitedFamily } from '../claims/dependencies.js';
import { putInLine, takeOutOfLine } from '../claims/order.js';
import type { Answered } from '../scheduler-events.js';
import type { Item } from '../scheduler-state.js';
import { itemKey } from '../scheduler-state.js';
import { findItem, waitsFor } from './find.js';
import { recorded } from './record.js';
import { done, unchanged } from '../control/said.js';
import { own } from '../../../own.js';
import { show, type WorkspaceStep } from '../step.js';
import { set } from '../../../set.js';

export function retarget(step: WorkspaceStep, args: RetargetArgs): Answered {
  const { state } = step;
  const found = findItem(state, args);
  if ('code' in found) return unchanged(state, found.code, found.text);
  const { item } = found;
  const { family, id } = item;
  const { from, revision } = args;
  const refuse = (text: string): Answered => unchanged(state, 'conflict', text);
  if (item.state !== 'queued')
    return refuse(`${family} ${id} is ${item.state}: only a queued item can wait for another.`);
  const of = waitedFamily(state, family);
  const was = standIn(state, of, from);
  if (!item.waitsFor.includes(was)) return refuse(`${family} ${id} does not wait for ${of} ${from}.`);
  if (!fits(item, revision)) return refuse(`${family} ${id} was changed meanwhile: try again.`);
  const to = standIn(state, of, args.to);
  const other = own(state.items, itemKey(of, to));
  const isCircle = family === of && (to === id || (other !== undefined && waitsFor(state, other, id)));
  if (isCircle) return refuse(`${capital(of)} ${args.to} waits for ${id} itself.`);
  const entries = point(step, item, { from: was, to, sha256: revision.sha256 });
  const deed = { action: 'retarget_task_dependency', event: 'task_dependency_retargeted', from: 'queued' } as const;
  const facts = { old_dependency: from, new_dependency: args.to };
  show(step, ...entries, ...recorded(step, item, { ...deed, to: 'queued', facts }, args));
  return done(state, `${family} ${id} ${waits(item)}.`);
}

/** The text from which the new one was made is still the item's. */
export const fits = ({ id, sha256 }: Item, revision: Revision | undefined): boolean =>
  revision?.id === id && revision.was === sha256;

/** `sha256`: of the document that says so, when it was written anew. */
export function point(
  step: WorkspaceStep,
  item: Item,
  { from, to, sha256 }: { from: string; to: string; sha256: string | undefined },
): MirrorEntry[] {
  const { state } = step;
  const { family, id } = item;
  if (item.state === 'queued') takeOutOfLine(state, itemKey(family, id));
  const { waitsFor: all, unknown } = openDependencies(
    state,
    family,
    item.waitsFor.map((one) => (one === from ? to : one)),
  );
  set(item, { waitsFor: all, sha256: sha256 ?? item.sha256 });
  if (item.state === 'queued') putInLine(state, item);
  step.effects.push(...lookupOf(state, family, unknown));
  if (sha256 === undefined) return [];
  return [{ kind: 'place', order: [state.seq + 1, 0], family, id, state: item.state, sha256 }];
}

const waits = ({ waitsFor: all }: Item): string =>
  all.length === 0 ? 'waits for nothing any more' : `waits for ${all.join(', ')} now`;

const capital = (word: string): string => `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
