// The workspace's own part of the snapshot: what `status` shows without a server.
import { type Plane, PLANES } from '../../../contracts/families.js';
import { LIMITS } from '../../../contracts/limits.js';
import type { MirrorEntry, Phase, TurnView, WorkspaceSection } from '../../../contracts/mirror.js';
import { whyNoWay } from '../claims/no-way.js';
import { planeOf } from '../claims/order.js';
import { isAsking, isAskingFor } from '../approvals/approvals.js';
import type { SchedulerState, Turn } from '../scheduler-state.js';
import { stuckAtRest } from '../claims/at-rest.js';
import { whyItemWaits } from '../claims/why-item.js';
import { whyNotLearned } from '../usage/words.js';
import { usageView } from '../usage/view.js';
import { operatorsView } from '../operators/view.js';
import { wakeAt } from './wake.js';
import { isQuiet, isStill } from './leash.js';
import { nextItems } from './next.js';
import { own } from '../../../own.js';

const WAITING_SHOWN = 20;
/** The rest waits unseen until these are gone: a longer look would cost every event. */
const WAITING_LOOKED_AT = 200;

export function phaseOf(state: SchedulerState): Phase {
  if (!isQuiet(state)) return 'running';
  if (state.stopping) return 'stopped';
  if (state.pauses.length > 0) return 'paused';
  if (isAsking(state)) return 'asking';
  const work = state.turns.length > 0 || PLANES.some((plane) => state.ready[plane].length > 0);
  return state.allowance === 0 && work ? 'spent' : 'idle';
}

export function sectionEntry(state: SchedulerState, at: string): MirrorEntry {
  return { kind: 'workspace', order: [state.seq, 0], value: sectionOf(state, at) };
}

function sectionOf(state: SchedulerState, at: string): WorkspaceSection {
  const turn = shownTurn(state);
  const stuck = stuckAtRest(state, wakeAt(state) !== null);
  return {
    ...(state.rules < 5 ? {} : { schema: state.schema }),
    seq: state.seq,
    rules: state.rules,
    phase: phaseOf(state),
    pauseSources: state.pauses,
    ...(state.stopping && !isQuiet(state) ? { stopping: true as const } : {}),
    allowance: state.allowance,
    planId: state.plan?.id ?? null,
    planDigest: state.plan?.digest ?? null,
    mode: state.plan?.mode ?? null,
    turn: state.lastTurn,
    active: turn && activeOf(turn),
    ...(state.rules < 5 ? {} : { turns: state.turns.map((one) => viewOf(state, one)), lanes: state.lanes }),
    lastOutcome: state.lastOutcome,
    depths: depths(state),
    blocked: state.index.blocked.length,
    targets: shownTargets(state).map(({ root, state: how, reason }) => ({ root, state: how, reason })),
    ...usageView(state),
    ...operatorsView(state),
    next: nextItems(state),
    waiting: waitingItems(state),
    ...(stuck.length === 0 ? {} : { stuck }),
    updatedAt: at,
  };
}

/** Those that need a person first. */
function shownTargets({ targets, rules }: SchedulerState): SchedulerState['targets'] {
  if (rules < 4 || targets.length <= LIMITS.shownTargets) return targets;
  const isParked = ({ state }: SchedulerState['targets'][number]): number => Number(state === 'parked');
  return targets.toSorted((a, b) => isParked(b) - isParked(a)).slice(0, LIMITS.shownTargets);
}

/** The one that people look at first: the oldest that has a lane, else the oldest. */
export const shownTurn = ({ turns }: SchedulerState): Turn | null =>
  turns.find(({ lane }) => lane !== null) ?? turns[0] ?? null;

function activeOf({ item, runId, ending }: Turn): NonNullable<WorkspaceSection['active']> {
  const { family, id, root } = item;
  return { family, id, runId, root, ...(ending === undefined ? {} : { ending: ending.to }) };
}

function viewOf(state: SchedulerState, turn: Turn): TurnView {
  const { number, lane } = turn;
  return { turn: number, lane, ...activeOf(turn), state: stateOf(state, turn) };
}

function stateOf(state: SchedulerState, turn: Turn): NonNullable<TurnView['state']> {
  if (turn.ending !== undefined) return 'ending';
  if (isAskingFor(state, turn)) return 'asking';
  if (isStill(state, turn)) return 'held';
  return turn.runner?.waits ? 'waiting' : 'running';
}

function depths(state: SchedulerState): Record<Plane, number> {
  const counts: Record<Plane, number> = { planning: 0, execution: 0, learning: 0 };
  for (const [family, count] of Object.entries(state.index.families)) counts[planeOf(state, `${family}/`)] += count;
  return counts;
}

/** Of those that wait for others, and of those that nothing here has a way for; first those that would wait for ever. */
function waitingItems(state: SchedulerState): WorkspaceSection['waiting'] {
  const keys = [...state.waiting.slice(0, WAITING_LOOKED_AT), ...homeless(state)].slice(0, WAITING_LOOKED_AT);
  const looked = keys.map((key) => waitingItem(state, key));
  return looked.sort((a, b) => Number(b.never ?? false) - Number(a.never ?? false)).slice(0, WAITING_SHOWN);
}

/** The queues are looked through only when there is such a family among them. */
function homeless(state: SchedulerState): string[] {
  const families = Object.keys(state.index.families).filter((family) => whyNotNow(state, family) !== null);
  if (families.length === 0) return [];
  const isOf = (key: string): boolean => families.includes(own(state.items, key)?.family ?? '');
  return PLANES.flatMap((plane) => state.ready[plane].filter(isOf));
}

function waitingItem(state: SchedulerState, key: string): WorkspaceSection['waiting'][number] {
  const item = own(state.items, key) ?? { family: '', id: key, waitsFor: [] };
  const { family, id } = item;
  const { reason, never, ...why } = whyItemWaits(state, item);
  const homelessness = whyNoWay(state, family);
  const said = { family, id, reason: [reason, whyNotNow(state, family) ?? ''].filter((one) => one !== '').join('; ') };
  const unclaimed = state.rules >= 6 && homelessness !== null ? { unclaimed: true as const } : {};
  return { ...said, ...why, ...(never ? { never } : {}), ...unclaimed };
}

/** Nothing has a way for it, or what works on it waits for its share of the limits. */
const whyNotNow = (state: SchedulerState, family: string): string | null =>
  whyNoWay(state, family) ?? (planeOf(state, `${family}/`) === 'learning' ? whyNotLearned(state) : null);
