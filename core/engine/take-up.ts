// The scheduler's state made from what the files say, when the server lost it. The snapshot decides who holds the turn, the
// queue folders everything else. No stage starts before the snapshot shows it, so whoever goes on from there finds its host
// or its result.
import type { Activation, ShownActivation } from '../contracts/activation.js';
import type { DocumentRef } from '../contracts/documents.js';
import { FAMILIES, type ItemState } from '../contracts/families.js';
import type { Order, WorkspaceSection } from '../contracts/mirror.js';
import { runId } from '../contracts/run-ids.js';
import { putInLine } from './claims/order.js';
import { before } from './claims/order.js';
import type { Item, SchedulerState, Turn } from './scheduler-state.js';
import { FINISHED_KEPT, itemKey, newScheduler } from './scheduler-state.js';

/** A document as it lies in a folder. */
export interface FoundItem {
  ref: DocumentRef;
  state: ItemState;
  generation: number;
  /** Why it is blocked; null otherwise. */
  reason: string | null;
  /** Of the change that put it there; null when no workflow did. */
  order: Order | null;
}

/** What is left of a workspace when its server forgot it. */
export interface Remains {
  workspace: string;
  items: FoundItem[];
  /** Null when there is no snapshot. */
  section: WorkspaceSection | null;
  shown: ShownActivation | null;
  /** No turn and no change beyond these was ever shown, by whatever else there is. */
  highest: { turn: number; seq: number };
}

/** `rules`: the revision to go on with. The state is told to stand still: the worker that begins lets it go on. */
export function takeUpScheduler(remains: Remains, rules: number): SchedulerState {
  const { workspace, section, highest } = remains;
  const state = newScheduler(workspace, rules);
  const turn = heldTurn(remains);
  const held = turn === null ? null : itemKey(turn.item.family, turn.item.id);
  state.seq = Math.max(section?.seq ?? 0, highest.seq) + 1;
  state.lastTurn = Math.max(section?.turn ?? 0, highest.turn);
  state.pauses = section?.pauseSources ?? [];
  state.allowance = section?.allowance ?? null;
  state.stopping = true;
  state.plan = planOf(section);
  state.lastOutcome = section?.lastOutcome ?? null;
  const activation = heldActivation(remains);
  state.leashVersion = (activation?.leashVersion ?? 0) + 1;
  state.grant = activation?.grant ?? 0;
  state.finished = finishedOf(remains.items, held);
  for (const item of liveItems(remains, held)) state.items[itemKey(item.family, item.id)] = item;
  for (const item of Object.values(state.items).sort((a, b) => (before(a, b) ? -1 : 1))) {
    if (item.state === 'queued') putInLine(state, item);
  }
  state.active = turn;
  return state;
}

/** The activation of the turn that the snapshot says is held; null when it had not begun, or nobody holds a turn. */
export function heldActivation({ section, shown }: Remains): Activation | null {
  const activation = shown?.activation ?? null;
  return section?.active && activation?.turn === section.turn ? activation : null;
}

function heldTurn(remains: Remains): Turn | null {
  const active = remains.section?.active;
  if (!active) return null;
  const number = remains.section?.turn ?? 0;
  const item = heldActivation(remains)?.item ?? foundTurnItem(remains.items, active.family, active.id);
  if (item === null) return null;
  const plane = FAMILIES[item.family]?.plane ?? 'execution';
  return { number, plane, item, runId: runId(remains.workspace, item.root, number), heldUnder: 0 };
}

function foundTurnItem(items: FoundItem[], family: string, id: string): Turn['item'] | null {
  const found = items.find(({ ref }) => ref.family === family && ref.id === id);
  return found === undefined
    ? null
    : { family, id, root: found.ref.root, sha256: found.ref.sha256, generation: found.generation };
}

const planOf = (section: WorkspaceSection | null): SchedulerState['plan'] =>
  !section?.planId || section.planDigest === null
    ? null
    : { id: section.planId, digest: section.planDigest, mode: section.mode ?? '' };

function liveItems({ items, section, shown }: Remains, held: string | null): Item[] {
  const done = new Set(items.filter((one) => one.state === 'done').map(({ ref }) => itemKey(ref.family, ref.id)));
  const found = items.flatMap((one) => {
    const key = itemKey(one.ref.family, one.ref.id);
    const state = key === held ? 'active' : liveState(one.state);
    return state === null ? [] : [itemOf(one, state, done)];
  });
  const isThere = found.some((item) => itemKey(item.family, item.id) === held);
  const activation = heldActivation({ section, shown } as Remains);
  return isThere || activation === null ? found : [...found, lostItem(activation)];
}

/** Claimed, but the snapshot does not say so: then no agent of it ever started. */
const liveState = (state: ItemState): Item['state'] | null => {
  if (state === 'queued' || state === 'active') return 'queued';
  return state === 'blocked' ? 'blocked' : null;
};

function itemOf({ ref, generation, reason }: FoundItem, state: Item['state'], done: ReadonlySet<string>): Item {
  const { family, id, root, createdAt, sha256, dependsOn } = ref;
  const waitsFor = [...new Set(dependsOn)].filter((other) => !done.has(itemKey('task', other)));
  const waits = state === 'queued' ? waitsFor : [];
  return { family, id, root, createdAt, sha256, generation, state, waitsFor: waits, reason };
}

/** Its document is gone, its text may still be stored. */
function lostItem({ item, since }: Activation): Item {
  return { ...item, createdAt: since, state: 'active', waitsFor: [], reason: null };
}

function finishedOf(items: FoundItem[], held: string | null): SchedulerState['finished'] {
  return items
    .filter(({ ref, state }) => liveState(state) === null && itemKey(ref.family, ref.id) !== held)
    .sort((a, b) => (a.order?.[0] ?? 0) - (b.order?.[0] ?? 0))
    .slice(-FINISHED_KEPT)
    .map(({ ref, state }) => ({ key: itemKey(ref.family, ref.id), sha256: ref.sha256, done: state === 'done' }));
}
