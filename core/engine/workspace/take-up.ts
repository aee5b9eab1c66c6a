// The scheduler's state made from what the files say, when the server lost it. The snapshot decides who holds the turn, the
// queue folders everything else. No stage starts before the snapshot shows it, so whoever goes on from there finds its host
// or its result.
import { type Activation, type ShownActivation, tokensOf } from '../../contracts/activation.js';
import type { Approval } from '../../contracts/approvals.js';
import type { DocumentRef } from '../../contracts/documents.js';
import type { ItemState } from '../../contracts/families.js';
import type { Order, TargetView, WorkspaceSection } from '../../contracts/mirror.js';
import { lineUp } from './claims/order.js';
import type { Item, SchedulerState, Target, Turn } from './scheduler-state.js';
import { addTokens, type Spans } from '../../contracts/spans.js';
import { usageState } from './usage/state.js';
import type { AutoRequeue } from './auto-requeue/state.js';
import { FINISHED_KEPT, itemKey, newScheduler, standing } from './scheduler-state.js';
import { put } from '../../own.js';
import { set } from '../../set.js';

/** A document as it lies in a folder. */
export interface FoundItem {
  ref: DocumentRef;
  state: ItemState;
  generation: number;
  /** Key of the blocked item that it stands for. */
  replaces?: string;
  /** Id of the item that took the place of a superseded one. */
  replacedBy?: string;
  /** Why it is blocked; null otherwise. */
  reason: string | null;
  /** When it is queued again by itself, and where it was blocked; absent = it is not. */
  requeue?: AutoRequeue;
  /** Of the change that put it there; null when no workflow did. */
  order: Order | null;
}

/** What is left of a workspace when its server forgot it. */
export interface Remains {
  workspace: string;
  items: FoundItem[];
  /** Closure targets, closed ones too, oldest first. */
  targets: TargetView[];
  /** Those that wait, and the last ones that were decided, oldest first. */
  approvals: Approval[];
  /** Null when there is no snapshot. */
  section: WorkspaceSection | null;
  shown: ShownActivation | null;
  /** Tokens that the ledger knows of, by span. */
  spent?: Spans;
  /** No turn and no change beyond these was ever shown, by whatever else there is. */
  highest: { turn: number; seq: number };
}

/** `rules`: the revision to go on with. The state is told to stand still: the worker that begins lets it go on. */
export function takeUpScheduler(remains: Remains, rules: number): SchedulerState {
  const { workspace, section, highest } = remains;
  const activation = heldActivation(remains);
  const state = newScheduler(workspace, rules);
  set(state, {
    seq: Math.max(section?.seq ?? 0, highest.seq) + 1,
    lastTurn: Math.max(section?.turn ?? 0, highest.turn),
    pauses: section?.pauseSources ?? [],
    allowance: section?.allowance ?? null,
    stopping: true,
    plan: planOf(section),
    lastOutcome: section?.lastOutcome ?? null,
    leashVersion: (activation?.leashVersion ?? 0) + 1,
    grant: activation?.grant ?? 0,
    turns: activation === null ? [] : [turnOf(activation)],
  });
  fill(state, remains.items, activation);
  state.targets = remains.targets.flatMap(openOnes);
  state.approvals = remains.approvals;
  takeUpSpending(state, remains, activation);
  return state;
}

/** The ledger knows every stage of the shown activation that has ended: what that reports again is counted already. */
function takeUpSpending(state: SchedulerState, remains: Remains, activation: Activation | null): void {
  const { spent = [], section, items } = remains;
  const tokens = activation === null ? 0 : tokensOf(activation);
  if (spent.length > 0 || section?.usage) {
    const usage = usageState(state);
    for (const [span, some] of spent) usage.spans = addTokens(usage.spans, span, some);
    usage.blockers = section?.usage?.blockers ?? [];
    for (const turn of tokens > 0 && spent.length > 0 ? state.turns : []) turn.tokens = tokens;
  }
  const planned = items.flatMap(({ ref, requeue }) =>
    requeue ? [[itemKey(ref.family, ref.id), requeue] as const] : [],
  );
  if (planned.length > 0) state.requeue = { rules: null, items: Object.fromEntries(planned) };
}

/** The activation of the turn that the snapshot says is held; null when it had not begun: then it has started nothing. */
export function heldActivation({ section, shown }: Remains): Activation | null {
  const activation = shown?.activation ?? null;
  if (!section?.active || activation?.turn !== section.turn) return null;
  const { ending } = section.active;
  // The workspace had said that it is ended, and its lineage had not heard of it.
  if (ending === undefined || activation.ending !== undefined) return activation;
  return { ...activation, ending: { to: ending, issuer: 'unknown', reason: '' } };
}

function turnOf({ turn, plane, item, runId, closure, ending, since }: Activation): Turn {
  const judges = closure === undefined ? {} : { judges: true as const };
  const asked = { action: ending?.to === 'queued' ? 'retry_active' : 'cancel_work_item', commandId: `end-${turn}` };
  const ended = ending === undefined ? {} : { ending: { ...ending, ...asked, at: since } };
  const lane = plane === 'learning' ? 'learning' : 'foreground';
  return { number: turn, lane, plane, item, runId, heldUnder: 0, ...judges, ...ended };
}

function fill(state: SchedulerState, found: FoundItem[], activation: Activation | null): void {
  // A root that is judged is done: nothing of it is active.
  const held = activation?.closure ? null : activation && itemKey(activation.item.family, activation.item.id);
  const others = found.filter(({ ref }) => itemKey(ref.family, ref.id) !== held);
  state.finished = finishedOf(others);
  for (const item of others.flatMap(liveItem)) put(state.items, itemKey(item.family, item.id), item);
  const isOver = overIn(others);
  for (const item of Object.values(state.items))
    item.waitsFor = item.waitsFor.map(isOver.standIn).filter(isOver.isOpen);
  lineUp(state);
  if (held !== null && activation !== null) put(state.items, held, activeItem(activation, found));
}

/** By the folders, which know more than a state remembers. */
function overIn(found: FoundItem[]): { standIn(task: string): string; isOpen(task: string): boolean } {
  const tasks = new Map(found.flatMap((one) => (one.ref.family === 'task' ? [[one.ref.id, one]] : [])));
  const standIn = (task: string): string => {
    const seen = new Set<string>();
    for (let id = task; ; seen.add(id), id = tasks.get(id)?.replacedBy ?? id)
      if (tasks.get(id)?.replacedBy === undefined || seen.has(id)) return id;
  };
  const isOpen = (task: string): boolean => {
    const state = tasks.get(task)?.state;
    return state !== 'done' && state !== 'superseded';
  };
  return { standIn, isOpen };
}

function openOnes({ closedAt: _closedAt, state, ...target }: TargetView): Target[] {
  if (state === 'open') return [{ ...target, state, reason: null }];
  return state === 'parked' ? [{ ...target, state, reason: target.reason ?? 'no reason is recorded' }] : [];
}

const planOf = (section: WorkspaceSection | null): SchedulerState['plan'] =>
  !section?.planId || section.planDigest === null
    ? null
    : { id: section.planId, digest: section.planDigest, mode: section.mode ?? '' };

function liveItem({ ref, state, generation, reason, replaces }: FoundItem): Item[] {
  if (isFinished(state)) return [];
  const { family, id, root, createdAt, sha256, dependsOn } = ref;
  const origin = { generation, ...(replaces === undefined ? {} : { replaces }) };
  const item = { family, id, root, createdAt, sha256, ...origin, waitsFor: [...new Set(dependsOn)] };
  // Claimed, but the snapshot does not say so: then no agent of it ever started.
  return [{ ...item, ...standing(state === 'blocked' ? state : 'queued', reason) }];
}

/** Wherever its document is, and even when it is gone: the snapshot decides. */
function activeItem({ item, since }: Activation, found: FoundItem[]): Item {
  const known = found.find(({ ref }) => ref.family === item.family && ref.id === item.id);
  const origin = known?.replaces === undefined ? {} : { replaces: known.replaces };
  return { ...item, ...origin, createdAt: known?.ref.createdAt ?? since, state: 'active', waitsFor: [], reason: null };
}

const isFinished = (state: ItemState): boolean => state === 'done' || state === 'cancelled' || state === 'superseded';

const finishedOf = (items: FoundItem[]): SchedulerState['finished'] =>
  items
    .filter(({ state }) => isFinished(state))
    .sort((a, b) => (a.order?.[0] ?? 0) - (b.order?.[0] ?? 0))
    .slice(-FINISHED_KEPT)
    .map(finishedOne);

function finishedOne({ ref, state, replacedBy: by }: FoundItem): SchedulerState['finished'][number] {
  const { family, id, sha256 } = ref;
  const one = { key: itemKey(family, id), sha256, done: state !== 'cancelled' && by === undefined };
  const replaced = by === undefined ? {} : { by };
  return state === 'cancelled' || state === 'superseded' ? { ...one, as: state, ...replaced } : one;
}
