// The scheduler's state made from what the files say, when the server lost it. The snapshot decides who holds turns, the
// queue folders everything else. No stage starts before the snapshot shows it, so whoever goes on from there finds its host
// or its result.
import { type Activation, isUntouched, moneyOf, type ShownActivation, tokensOf } from '../../contracts/activation.js';
import type { Approval } from '../../contracts/approvals.js';
import type { DocumentRef } from '../../contracts/documents.js';
import type { ItemState } from '../../contracts/families.js';
import type { OperatorsView, Order, TargetView, TurnView, WorkspaceSection } from '../../contracts/mirror.js';
import { waitedFamily } from './claims/dependencies.js';
import { isLesson } from '../../documents/lesson-id.js';
import { remember } from './admission/learned.js';
import { lineUp } from './claims/order.js';
import { givesLaneAway, isCrowded } from './turns/lanes.js';
import { sectionFrom, turnsIn } from './section-from.js';
import type { Item, SchedulerState, Target, Turn } from './scheduler-state.js';
import { addTokens, type Spans } from '../../contracts/spans.js';
import { type Story, storyField } from '../../contracts/story.js';
import { allowAgain } from './usage/raise.js';
import { type UsageState, usageState } from './usage/state.js';
import type { AutoRequeue } from './auto-requeue/state.js';
import { FINISHED_KEPT, itemKey, newScheduler, standing } from './scheduler-state.js';
import { seedProblem } from '../../contracts/operators.js';
import { put } from '../../own.js';
import { approversIn } from './operators/approvers.js';
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
  /** What its next activation is to know; absent = nothing. */
  story?: Story;
  /** Of the change that put it there; null when no workflow did. */
  order: Order | null;
}

/** All of one currency. */
export type SpentMoney = Required<Pick<UsageState, 'money' | 'items' | 'roots' | 'currency'>> & {
  /** Of it, what learning spent. */
  learned: Spans;
};

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
  /** Activations that the snapshot shows. */
  shown: ShownActivation[];
  /** Tokens that the ledger knows of, by span. */
  spent?: Spans;
  /** Of them, those of learning. */
  learned?: Spans;
  /** Who may decide, as our state folder has it; absent = it says nothing. */
  operators?: Pick<OperatorsView, 'required' | 'windowSeconds' | 'named'>;
  /** What the ledger knows of money; absent = nothing. */
  money?: SpentMoney;
  /** No turn and no change beyond these was ever shown, by whatever else there is. */
  highest: { turn: number; seq: number };
}

/** `rules`: the revision to go on with. The state is told to stand still: the worker that begins lets it go on. */
export function takeUpScheduler(remains: Remains, rules: number): SchedulerState {
  const { workspace, section, highest } = remains;
  const held = heldActivations(remains);
  const most = (of: (activation: Activation) => number): number => Math.max(0, ...held.map(of));
  const state = newScheduler(workspace, rules, section === null ? 1 : sectionFrom(section).lanes);
  set(state, {
    seq: Math.max(section?.seq ?? 0, highest.seq) + 1,
    lastTurn: Math.max(section?.turn ?? 0, highest.turn),
    pauses: section?.pauseSources ?? [],
    allowance: section?.allowance ?? null,
    stopping: true,
    plan: planOf(section),
    lastOutcome: section?.lastOutcome ?? null,
    leashVersion: most(({ leashVersion }) => leashVersion) + 1,
    grant: most(({ grant }) => grant),
    turns: held.map((activation) => turnOf(activation, remains)),
  });
  makeRoom(state, held);
  fill(state, remains.items, held);
  state.targets = remains.targets.flatMap(openOnes);
  state.approvals = remains.approvals;
  takeUpSpending(state, remains, held);
  takeUpOperators(state, remains);
  return state;
}

/** A snapshot is believed only where our own folder says nothing: whoever lost both would let everybody decide. */
function takeUpOperators(state: SchedulerState, { operators, section }: Remains): void {
  const known = operators ?? section?.operators;
  if (known === undefined || state.rules < 8 || seedProblem({ ...known, drops: false }) !== null) return;
  const { required, windowSeconds, named } = known;
  // What was taken is forgotten: what was signed before may be a copy of it.
  const floor = section === null ? {} : { floor: section.updatedAt };
  const keyed = named.map((one) => ({ ...one, since: 1 }));
  state.operators = { required, windowSeconds, named: keyed, changes: 1, taken: [], ...floor };
  if (required) for (const turn of state.turns) turn.keyed = 1;
}

/** By the keys of now. */
function answerable(activation: Activation, operators: Remains['operators']): Activation {
  return operators?.required === true ? { ...activation, approvers: approversIn(operators.named) } : activation;
}

/** The ledger knows every stage of the shown activations that has ended: what they report again is counted already. */
function takeUpSpending(state: SchedulerState, remains: Remains, held: readonly Activation[]): void {
  const { spent = [], learned = [], section, items } = remains;
  if (spent.length > 0 || section?.usage) {
    const usage = usageState(state);
    for (const [span, some] of spent) usage.spans = addTokens(usage.spans, span, some);
    if (learned.length > 0 && state.rules >= 7) usage.learning = { spans: learned, sessionTokens: 0 };
    usage.blockers = section?.usage?.blockers ?? [];
    for (const activation of spent.length > 0 ? held : []) countBefore(state, activation);
  }
  if (remains.money !== undefined && state.rules >= 8) takeUpMoney(state, remains.money, held);
  const planned = items.flatMap(({ ref, requeue }) =>
    requeue ? [[itemKey(ref.family, ref.id), requeue] as const] : [],
  );
  if (planned.length > 0) state.requeue = { rules: null, items: Object.fromEntries(planned) };
}

/** What persons allowed beyond the rules the approvals still say. */
function takeUpMoney(state: SchedulerState, money: SpentMoney, held: readonly Activation[]): void {
  const usage = usageState(state);
  const { learned, ...sums } = money;
  set(usage, sums);
  if (learned.length > 0) usage.learning = { ...(usage.learning ?? { spans: [], sessionTokens: 0 }), money: learned };
  for (const activation of held)
    for (const turn of state.turns)
      if (turn.number === activation.turn && moneyOf(activation) > 0) turn.money = moneyOf(activation);
  for (const approval of state.approvals) allowAgain(usage, approval);
}

function countBefore({ turns }: SchedulerState, activation: Activation): void {
  const tokens = tokensOf(activation);
  for (const turn of turns) if (turn.number === activation.turn && tokens > 0) turn.tokens = tokens;
}

/**
 * The activations of the turns that the snapshot says are held, oldest first; none of a turn that had not begun: it has
 * started nothing.
 */
export const heldActivations = ({ section, shown, operators }: Remains): Activation[] =>
  turnsIn(section).flatMap((turn) => {
    const one = shown.find(({ activation }) => activation.turn === turn.turn);
    return one === undefined ? [] : [answerable(endedAsSaid(one.activation, turn), operators)];
  });

/** The workspace may have said that it is ended, and its lineage had not heard of it. */
function endedAsSaid(activation: Activation, { ending }: TurnView): Activation {
  if (ending === undefined || activation.ending !== undefined) return activation;
  return { ...activation, ending: { to: ending, issuer: 'unknown', reason: '' } };
}

function turnOf(activation: Activation, { section, approvals }: Remains): Turn {
  const { turn, plane, item, runId, closure, ending, since } = activation;
  const judges = closure === undefined ? {} : { judges: true as const };
  const asked = { action: ending?.to === 'queued' ? 'retry_active' : 'cancel_work_item', commandId: `end-${turn}` };
  const ended = ending === undefined ? {} : { ending: { ...ending, ...asked, at: since } };
  const lane = laneOf(activation, section);
  // It was told nothing of that, or it would have had a lane.
  const isGranted = lane === null && approvals.some((one) => one.turn === turn && one.status === 'approved');
  const granted = isGranted && asksNothing(approvals, turn) ? { granted: true as const } : {};
  return { number: turn, lane, plane, item, runId, heldUnder: 0, ...granted, ...judges, ...ended };
}

/** Who asks gave its lane to one that runs in it by now, and the workspace's part does not show that yet. */
function makeRoom(state: SchedulerState, held: readonly Activation[]): void {
  const asking = new Set(held.flatMap((one) => (standsAside(one, state.lanes) ? [one.turn] : [])));
  for (const turn of state.turns) if (asking.has(turn.number) && isCrowded(state)) turn.lane = null;
}

/** It may have got a lane that the workspace's part does not show yet: only who asks can be without one. */
function laneOf(activation: Activation, section: WorkspaceSection | null): Turn['lane'] {
  const own = activation.plane === 'learning' ? 'learning' : 'foreground';
  const { lane = own } = turnsIn(section).find(({ turn }) => turn === activation.turn) ?? {};
  return standsAside(activation, section?.lanes ?? 1) ? lane : own;
}

const standsAside = (activation: Activation, lanes: number): boolean =>
  activation.phase === 'asking' && givesLaneAway(lanes, isUntouched(activation));

const asksNothing = (approvals: readonly Approval[], turn: number): boolean =>
  approvals.every((one) => one.turn !== turn || one.status !== 'pending');

function fill(state: SchedulerState, found: FoundItem[], activations: readonly Activation[]): void {
  // A root that is judged is done: nothing of it is active.
  const active = activations.filter(({ closure }) => closure === undefined);
  const held = new Set(active.map(({ item }) => itemKey(item.family, item.id)));
  const others = found.filter(({ ref }) => !held.has(itemKey(ref.family, ref.id)));
  state.finished = finishedOf(others);
  for (const { ref } of found) if (isLesson(ref)) remember(state, ref.id);
  for (const item of others.flatMap(liveItem)) put(state.items, itemKey(item.family, item.id), item);
  const isOver = overIn(others);
  for (const item of Object.values(state.items))
    item.waitsFor = isOver(waitedFamily(state, item.family), item.waitsFor);
  lineUp(state);
  for (const one of active) put(state.items, itemKey(one.item.family, one.item.id), activeItem(one, found));
}

/** What of these items of a family is open, by the folders, which know more than a state remembers. */
function overIn(found: FoundItem[]): (family: string, ids: readonly string[]) => string[] {
  const byFamily = new Map<string, Map<string, FoundItem>>();
  for (const one of found) {
    const known = byFamily.get(one.ref.family) ?? new Map<string, FoundItem>();
    byFamily.set(one.ref.family, known.set(one.ref.id, one));
  }
  return (family, ids) => {
    const known = byFamily.get(family) ?? new Map<string, FoundItem>();
    const isOpen = (id: string): boolean => {
      const state = known.get(id)?.state;
      return state !== 'done' && state !== 'superseded';
    };
    return ids.map((id) => standInOf(known, id)).filter(isOpen);
  };
}

function standInOf(known: ReadonlyMap<string, FoundItem>, named: string): string {
  const seen = new Set<string>();
  for (let id = named; ; seen.add(id), id = known.get(id)?.replacedBy ?? id)
    if (known.get(id)?.replacedBy === undefined || seen.has(id)) return id;
}

function openOnes({ closedAt: _closedAt, state, ...target }: TargetView): Target[] {
  if (state === 'open') return [{ ...target, state, reason: null }];
  // Without its place among those that passed nobody can say that it did.
  if (state === 'delivering')
    return [{ ...target, state: target.delivery?.passed === undefined ? 'open' : state, reason: null }];
  return state === 'parked' ? [{ ...target, state, reason: target.reason ?? 'no reason is recorded' }] : [];
}

const planOf = (section: WorkspaceSection | null): SchedulerState['plan'] =>
  !section?.planId || section.planDigest === null
    ? null
    : { id: section.planId, digest: section.planDigest, mode: section.mode ?? '' };

function liveItem({ ref, state, generation, reason, replaces, story }: FoundItem): Item[] {
  if (isFinished(state)) return [];
  const { family, id, root, createdAt, sha256, dependsOn, start } = ref;
  const asked = start === undefined ? {} : { start };
  const origin = { ...asked, generation, ...(replaces === undefined ? {} : { replaces }), ...storyField(story) };
  const item = { family, id, root, createdAt, sha256, ...origin, waitsFor: [...new Set(dependsOn)] };
  // Claimed, but the snapshot does not say so: then no agent of it ever started.
  return [{ ...item, ...standing(state === 'blocked' ? state : 'queued', reason) }];
}

/** Wherever its document is, and even when it is gone: the snapshot decides. */
function activeItem({ item, since }: Activation, found: FoundItem[]): Item {
  const known = found.find(({ ref }) => ref.family === item.family && ref.id === item.id);
  const replaced = known?.replaces === undefined ? {} : { replaces: known.replaces };
  const origin = { ...replaced, ...(known?.ref.start === undefined ? {} : { start: known.ref.start }) };
  return { ...item, ...origin, createdAt: known?.ref.createdAt ?? since, state: 'active', waitsFor: [], reason: null };
}

const isFinished = (state: ItemState): boolean => state === 'done' || state === 'cancelled' || state === 'superseded';

const finishedOf = (items: FoundItem[]): SchedulerState['finished'] =>
  items
    .filter(({ state }) => isFinished(state))
    .sort(byEnd)
    .slice(-FINISHED_KEPT)
    .map(finishedOne);

/** One change may end several, of one order: what is cancelled with another was ended after that; else it is the order of their keys, and not of folders. */
function byEnd(a: FoundItem, b: FoundItem): number {
  const [first, second] = [a, b].map(({ order, state }) => [...(order ?? [0, 0]), Number(state === 'cancelled')]);
  const apart = first?.map((part, at) => part - (second?.[at] ?? 0)).find((difference) => difference !== 0);
  return apart ?? (itemKey(a.ref.family, a.ref.id) < itemKey(b.ref.family, b.ref.id) ? -1 : 1);
}

function finishedOne({ ref, state, replacedBy: by }: FoundItem): SchedulerState['finished'][number] {
  const { family, id, sha256 } = ref;
  const one = { key: itemKey(family, id), sha256, done: state !== 'cancelled' && by === undefined };
  const replaced = by === undefined ? {} : { by };
  return state === 'cancelled' || state === 'superseded' ? { ...one, as: state, ...replaced } : one;
}
