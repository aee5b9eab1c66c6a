// Admission: every document gets a verdict, at once and once. An id is taken for good; the same text again is harmless.
import type { DocumentVerdict, EnqueueArgs } from '../../../contracts/commands.js';
import type { DocumentRef } from '../../../contracts/documents.js';
import { FAMILIES } from '../../../contracts/families.js';
import { LIMITS } from '../../../contracts/limits.js';
import { sizeProblem } from '../../../contracts/document-form.js';
import { newRoom, NO_ROOM, type LineRoom } from './room.js';
import { isSafeId } from '../../../contracts/ids.js';
import { isDigest } from '../../../form.js';
import { answerOf } from '../control/answers.js';
import { lookupOf, openDependencies } from '../claims/dependencies.js';
import { release } from '../claims/finish.js';
import { whyNoWay } from '../claims/no-way.js';
import { putInLine, settleHomes, takeOutOfLine } from '../claims/order.js';
import { whyItemWaits } from '../claims/why-item.js';
import type { Answered, Noted } from '../scheduler-events.js';
import type { Item, SchedulerState } from '../scheduler-state.js';
import { itemKey } from '../scheduler-state.js';
import { own, put } from '../../../own.js';
import { storyField } from '../../../contracts/story.js';
import { show, type WorkspaceStep } from '../step.js';

export function admitDocuments(step: WorkspaceStep, args: EnqueueArgs): Answered {
  const { state } = step;
  settleHomes(state, args.homes ?? {});
  const room = newRoom(state, LIMITS.admitted);
  const documents = args.documents.map((ref) => admit(step, ref, { generation: 0 }, room));
  const admitted = documents.filter((one) => one.verdict === 'admitted').length;
  const refused = documents.filter((one) => one.verdict === 'refused').length;
  const later = documents.filter((one) => one.verdict === 'later').length;
  const known = documents.length - admitted - refused - later;
  const waits = later === 0 ? '' : ` ${later} have to wait: ${NO_ROOM}.`;
  const text = `${admitted} admitted, ${known} known, ${refused} refused.${waits}`;
  const code = refused > 0 ? 'conflict' : admitted > 0 ? 'done' : 'unchanged';
  return { changed: admitted > 0, answer: { ...answerOf(state, code, text), documents } };
}

/** Where a document comes from: how deep it lies below its root, and which blocked item it stands for. */
type Origin = Pick<Item, 'generation' | 'replaces'>;

/** Admits one document, unless its id is taken or `room` holds no more. */
export function admit(step: WorkspaceStep, ref: DocumentRef, origin: Origin, room: LineRoom): DocumentVerdict {
  const { state } = step;
  const { family, id } = ref;
  const live = own(state.items, itemKey(family, id));
  if (live?.state === 'queued' && ref.source === 'drop') return revise(step, live, ref, room);
  const refusal = refusalOf(state, ref);
  if (refusal !== null) return { family, id, ...refusal };
  if (!room.take(ref)) return { family, id, verdict: 'later', reason: NO_ROOM };
  const reason = queue(step, newItem(state, ref, origin), ref, 'admitted');
  return { family, id, verdict: 'admitted', reason, ...unclaimed(state, family) };
}

/** The document of a queued item was changed by a person: a new revision, which may wait for other tasks than before. */
export function revise(step: WorkspaceStep, live: Item, ref: DocumentRef, room: LineRoom): DocumentVerdict {
  const { state } = step;
  const { family, id } = ref;
  if (live.sha256 === ref.sha256) return { family, id, verdict: 'known', reason: null };
  if (!room.take(ref)) return { family, id, verdict: 'later', reason: NO_ROOM };
  takeOutOfLine(state, itemKey(family, id));
  const item = { ...newItem(state, ref, live), ...(state.rules < 7 ? {} : storyField(live.story)) };
  const reason = queue(step, item, ref, 'revised');
  return { family, id, verdict: 'admitted', reason, ...unclaimed(state, family) };
}

/** Why the plan of now works on nothing of this family; it may come to one that does. */
function unclaimed(state: SchedulerState, family: string): Pick<DocumentVerdict, 'unclaimed'> {
  const why = state.rules < 7 ? null : whyNoWay(state, family);
  return why === null ? {} : { unclaimed: why };
}

/** Gives why it would never run if nobody did anything; null where that is not so. */
function queue(step: WorkspaceStep, item: Item, ref: DocumentRef, how: 'admitted' | 'revised'): string | null {
  const { state, at } = step;
  const { family, id, sha256 } = item;
  const key = itemKey(family, id);
  put(state.items, key, item);
  putInLine(state, item);
  const why = whyItemWaits(state, item);
  const never = why.never ? why.reason : null;
  const waits = { waits_for: item.waitsFor, ...(never === null ? {} : { never }), ...unclaimed(state, family) };
  show(
    step,
    { kind: 'place', order: [state.seq + 1, 0], family, id, state: 'queued', sha256, ...originOf(item) },
    {
      kind: 'event',
      key: how === 'admitted' ? `admitted:${key}` : `revised:${key}:${state.seq + 1}`,
      type: `work_item_${how}`,
      at,
      data: { work_item: key, root: ref.root, source: ref.source, ...waits, sha256 },
    },
  );
  const { unknown } = openDependencies(state, family, item.waitsFor);
  step.effects.push(...lookupOf(state, family, unknown));
  return never;
}

/** Documents say everything of themselves but this. */
export const originOf = ({ generation, replaces }: Origin): Partial<Origin> => ({
  ...(generation > 0 ? { generation } : {}),
  ...(replaces === undefined ? {} : { replaces }),
});

/** The answer of the index on disk: these items of the family were done before. */
export function resolveLookup({ state }: WorkspaceStep, family: string, done: string[]): Noted {
  const keys = done.map((id) => itemKey(family, id));
  return { changed: release(state, keys), answer: null };
}

function newItem(state: SchedulerState, ref: DocumentRef, { generation, replaces }: Origin): Item {
  const { family, id, root, createdAt, sha256 } = ref;
  const { waitsFor } = openDependencies(state, family, ref.dependsOn);
  const start = ref.start === undefined || state.rules < 7 ? {} : { start: ref.start };
  const facts = { family, id, root, createdAt, sha256, generation, waitsFor, ...start };
  return { ...facts, state: 'queued', reason: null, ...(replaces === undefined ? {} : { replaces }) };
}

function refusalOf(state: SchedulerState, ref: DocumentRef): Pick<DocumentVerdict, 'verdict' | 'reason'> | null {
  if (!Object.hasOwn(FAMILIES, ref.family) && !Object.hasOwn(state.homes, ref.family))
    return refused(`unknown family ${ref.family}`);
  if (!isSafeId(ref.id) || !isSafeId(ref.root)) return refused('its id or root id is not a safe id');
  const size = state.rules < 4 ? null : sizeProblem([ref]);
  if (size !== null) return refused(size);
  if (state.rules >= 4 && !isDigest(ref.sha256)) return refused('its digest is none of a stored text');
  const key = itemKey(ref.family, ref.id);
  const live = own(state.items, key);
  const known = live ?? state.finished.find((one) => one.key === key);
  if (known === undefined) return null;
  if (known.sha256 === ref.sha256) return { verdict: 'known', reason: null };
  const where = live === undefined ? 'finished' : live.state;
  return refused(`the id ${ref.id} is taken by another ${ref.family}, which is ${where}; choose a new id`);
}

const refused = (reason: string): Pick<DocumentVerdict, 'verdict' | 'reason'> => ({ verdict: 'refused', reason });
