// Everything that the states show, at once: what the files hold when nothing was lost on the way. To check and to rebuild them.
import { originOf } from './workspace/admission/admit.js';
import type { Activation } from '../contracts/activation.js';
import { blockedEntry, FORGOTTEN } from '../contracts/blocked.js';
import { PLANES, type Plane } from '../contracts/families.js';
import { storyField } from '../contracts/story.js';
import type { MirrorEntry, Order } from '../contracts/mirror.js';
import type { ExecutorState } from './lineage/executor-state.js';
import type { Item, SchedulerState, Turn } from './workspace/scheduler-state.js';
import { AFTER_THE_TURN } from './workspace/turns/messages.js';
import { showApproval } from './workspace/approvals/approvals.js';
import { sectionEntry } from './workspace/turns/section.js';
import { markerOf, shownActivation } from './lineage/turns/show.js';

type Holders = readonly ExecutorState[];

/** Above every order that a step gives to the places of its `seq`, below those of the next step. */
const AFTER_THE_STEP = 1_000_000;

/**
 * The entries that show both states whole. Applied to a mirror they replace what it shows of these states and of earlier
 * ones; changes of later states win over them. What is on its way between the two workflows is left out.
 *
 * `holders`: the lineages of the turns, as far as they run. `at`: ISO 8601, for what
 * has no time of its own. Of a blocked item the state knows the reason only: where richer diagnostics exist, keep them.
 */
export function showAll(state: SchedulerState, holders: Holders, at: string): MirrorEntry[] {
  const order: Order = [state.seq, AFTER_THE_STEP];
  return [
    ...Object.values(state.items).map((item) => placeOf(item, order)),
    ...state.finished.filter((one) => one.done || one.as !== undefined).map((one) => endPlace(one, order)),
    ...Object.values(state.items).flatMap((item) => (item.state === 'blocked' ? [whyBlocked(item, at)] : [])),
    ...state.approvals.map((approval) => showApproval(state, approval)),
    ...runEntries(state, holders),
    ...PLANES.flatMap((plane) => markerEntries(state, holders, plane)),
    sectionEntry(state, at),
  ];
}

function placeOf(item: Item, order: Order): MirrorEntry {
  const { family, id, state, sha256 } = item;
  return { kind: 'place', order, family, id, state, sha256, ...originOf(item), ...storyField(item.story) };
}

function endPlace({ key, sha256, as, by }: SchedulerState['finished'][number], order: Order): MirrorEntry {
  const slash = key.indexOf('/');
  const place = { family: key.slice(0, slash), id: key.slice(slash + 1), state: as ?? ('done' as const), sha256 };
  return { kind: 'place', order, ...place, ...(by === undefined ? {} : { replacedBy: by }) };
}

/** Nobody knows any more whether somebody takes care of it, so a person is asked to look. */
const whyBlocked = (item: Item, at: string): MirrorEntry =>
  blockedEntry(item, { ...FORGOTTEN, reason: item.reason ?? 'unknown' }, at);

const runEntries = (state: SchedulerState, holders: Holders): MirrorEntry[] =>
  state.turns.flatMap((turn): MirrorEntry[] => {
    const holder = holderOf(holders, turn);
    const activation = activationOf(turn, holder);
    if (holder === null || activation === null) return [];
    return [{ kind: 'run', order: [turn.number, activation.order], value: shownActivation(holder, activation) }];
  });

/** What the newest turn of the plane says, or said last. */
function markerEntries(state: SchedulerState, holders: Holders, plane: Plane): MirrorEntry[] {
  const turns = state.turns.filter((turn) => turn.plane === plane);
  if (turns.some((turn) => isBack(turn, holderOf(holders, turn)))) return [];
  const ended = state.markers[plane];
  const last: Marker[] = ended === undefined ? [] : [{ order: [ended.turn, AFTER_THE_TURN], marker: ended.marker }];
  const said = [...last, ...turns.flatMap((turn) => saidBy(activationOf(turn, holderOf(holders, turn))))];
  const [newest] = said.sort((a, b) => b.order[0] - a.order[0]);
  return newest === undefined ? [] : [{ kind: 'marker', plane, ...newest }];
}

type Marker = Pick<Extract<MirrorEntry, { kind: 'marker' }>, 'order' | 'marker'>;

function saidBy(activation: Activation | null): Marker[] {
  const marker = activation && markerOf(activation);
  return activation && marker ? [{ order: [activation.turn, activation.order], marker }] : [];
}

/** The lineage of the turn; null when it does not run yet. */
const holderOf = (holders: Holders, { item }: Turn): ExecutorState | null =>
  holders.find(({ lineage }) => lineage === item.root) ?? null;

const activationOf = ({ number }: Turn, holder: ExecutorState | null): Activation | null =>
  holder?.activation?.turn === number ? holder.activation : null;

/** The activation is over and its message is on the way: what it showed last is in that message. */
const isBack = (turn: Turn, holder: ExecutorState | null): boolean =>
  holder !== null && holder.lastTurn >= turn.number && activationOf(turn, holder) === null;
