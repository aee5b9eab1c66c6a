// Everything that the states show, at once: what the files hold when nothing was lost on the way. To check and to rebuild them.
import { originOf } from './workspace/admission/admit.js';
import { blockedEntry, FORGOTTEN } from '../contracts/blocked.js';
import { PLANES, type Plane } from '../contracts/families.js';
import type { MirrorEntry, Order } from '../contracts/mirror.js';
import type { ExecutorState } from './lineage/executor-state.js';
import type { Item, SchedulerState } from './workspace/scheduler-state.js';
import { AFTER_THE_TURN } from './workspace/turns/messages.js';
import { showApproval } from './workspace/approvals/approvals.js';
import { sectionEntry, shownTurn } from './workspace/turns/section.js';
import { markerOf, shownActivation } from './lineage/turns/show.js';

/** Above every order that a step gives to the places of its `seq`, below those of the next step. */
const AFTER_THE_STEP = 1_000_000;

/**
 * The entries that show both states whole. Applied to a mirror they replace what it shows of these states and of earlier
 * ones; changes of later states win over them. What is on its way between the two workflows is left out.
 *
 * `holder`: the lineage of the turn; null when nobody holds it, or when it does not run yet. `at`: ISO 8601, for what
 * has no time of its own. Of a blocked item the state knows the reason only: where richer diagnostics exist, keep them.
 */
export function showAll(state: SchedulerState, holder: ExecutorState | null, at: string): MirrorEntry[] {
  const order: Order = [state.seq, AFTER_THE_STEP];
  return [
    ...Object.values(state.items).map((item) => placeOf(item, order)),
    ...state.finished.filter((one) => one.done || one.as !== undefined).map((one) => endPlace(one, order)),
    ...Object.values(state.items).flatMap((item) => (item.state === 'blocked' ? [whyBlocked(item, at)] : [])),
    ...state.approvals.map((approval) => showApproval(state, approval)),
    ...runEntries(state, holder),
    ...PLANES.flatMap((plane) => markerEntries(state, holder, plane)),
    sectionEntry(state, at),
  ];
}

function placeOf(item: Item, order: Order): MirrorEntry {
  const { family, id, state, sha256 } = item;
  return { kind: 'place', order, family, id, state, sha256, ...originOf(item) };
}

function endPlace({ key, sha256, as, by }: SchedulerState['finished'][number], order: Order): MirrorEntry {
  const slash = key.indexOf('/');
  const place = { family: key.slice(0, slash), id: key.slice(slash + 1), state: as ?? ('done' as const), sha256 };
  return { kind: 'place', order, ...place, ...(by === undefined ? {} : { replacedBy: by }) };
}

/** Nobody knows any more whether somebody takes care of it, so a person is asked to look. */
const whyBlocked = (item: Item, at: string): MirrorEntry =>
  blockedEntry(item, { ...FORGOTTEN, reason: item.reason ?? 'unknown' }, at);

function runEntries(state: SchedulerState, holder: ExecutorState | null): MirrorEntry[] {
  const turn = shownTurn(state);
  if (turn === null) return [{ kind: 'run', order: [state.lastTurn, AFTER_THE_TURN], value: null }];
  const activation = activationOf(state, holder);
  if (holder !== null && activation !== null)
    return [{ kind: 'run', order: [turn.number, activation.order], value: shownActivation(holder, activation) }];
  return isBack(state, holder) ? [] : [{ kind: 'run', order: [turn.number, 0], value: null }];
}

function markerEntries(state: SchedulerState, holder: ExecutorState | null, plane: Plane): MirrorEntry[] {
  if (shownTurn(state)?.plane === plane) {
    if (isBack(state, holder)) return [];
    const activation = activationOf(state, holder);
    const marker = activation && markerOf(activation);
    if (activation && marker) return [{ kind: 'marker', order: [activation.turn, activation.order], plane, marker }];
  }
  const ended = state.markers[plane];
  return ended === undefined
    ? []
    : [{ kind: 'marker', order: [ended.turn, AFTER_THE_TURN], plane, marker: ended.marker }];
}

const activationOf = (state: SchedulerState, holder: ExecutorState | null): ExecutorState['activation'] =>
  holder?.activation?.turn === shownTurn(state)?.number ? (holder?.activation ?? null) : null;

/** The activation is over and its message is on the way: what it showed last is in that message. */
const isBack = (state: SchedulerState, holder: ExecutorState | null): boolean =>
  holder !== null && holder.lastTurn >= (shownTurn(state)?.number ?? 0) && activationOf(state, holder) === null;
