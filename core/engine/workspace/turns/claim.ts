// Who gets a lane: a drained root is judged first, then comes the work of open targets, then all other; within each planning before
// execution, and the order of `claims`. Learning has a lane of its own.
import { runId } from '../../../contracts/run-ids.js';
import type { Plane } from '../../../contracts/families.js';
import { LEARNING } from '../../../contracts/ids.js';
import { LIMITS } from '../../../contracts/limits.js';
import type { MirrorEntry } from '../../../contracts/mirror.js';
import type { ActivateMessage, TurnItem } from '../../../contracts/turns.js';
import { isWanted, takeFirst, takeLesson } from '../claims/order.js';
import { suspected } from '../broken-runner.js';
import { openTarget, preferredRoots, readyTarget } from '../closure/target.js';
import { approversIn } from '../operators/approvers.js';
import type { Item, SchedulerState, Target, Turn } from '../scheduler-state.js';
import { itemKey } from '../scheduler-state.js';
import { tellHolders } from '../control/tell.js';
import { rememberClosed } from './closed.js';
import { tellGranted } from '../approvals/approvals.js';
import { allot, leftToAllot } from './budget.js';
import { byAge, hasFreeLane, hasFreeLearningLane } from './lanes.js';
import { rememberLimits } from './limited.js';
import { leashOf, mayGo } from './leash.js';
import { lend } from '../usage/lend.js';
import { isShareUsedUp } from '../usage/share.js';
import { show, type WorkspaceStep } from '../step.js';
import { storyField } from '../../../contracts/story.js';
import { set } from '../../../set.js';

/** Planes whose work holds the turn, in the order of claims. */
export const FOREGROUND: readonly Plane[] = ['planning', 'execution'];

/** Gives every free lane to the next item, as long as the workspace may go on and the budget lasts. */
export function claimNext(step: WorkspaceStep): void {
  const { state } = step;
  while (hasFreeLane(state) && (goOnAsGranted(step) || claimForeground(step)));
  if (hasFreeLearningLane(state) && mayClaim(state) && !isShareUsedUp(state)) {
    const item = nextLesson(state);
    if (item !== undefined) claim(step, 'learning', item);
  }
}

/** Until rules 7 learning began on no root that had other work to do: it would have held that up, because a root has one turn. */
const nextLesson = (state: SchedulerState): Item | undefined =>
  state.rules >= 7
    ? takeLesson(state)
    : takeFirst(state, 'learning', (root) => FOREGROUND.some((plane) => isWanted(state, plane, root)));

const mayClaim = (state: SchedulerState): boolean =>
  state.plan !== null && mayGo(state) && leftToAllot(state) > 0 && state.turns.length < LIMITS.turns;

/** Whoever was granted what it asked for comes before all new work, the oldest first. */
function goOnAsGranted(step: WorkspaceStep): boolean {
  const { state } = step;
  const turn = byAge(state).find(({ lane, granted }) => lane === null && granted === true);
  if (turn === undefined) return false;
  turn.lane = 'foreground';
  if (leftToAllot(state) > 0) allot(state, turn);
  // Its share of the budget, and what is closed, may be others than when it asked.
  tellHolders(step);
  tellGranted(step, turn);
  return true;
}

function claimForeground(step: WorkspaceStep): boolean {
  const { state } = step;
  if (!mayClaim(state)) return false;
  const target = readyTarget(state);
  if (target !== undefined) {
    judge(step, target);
    return true;
  }
  for (const root of [...preferredRoots(state), undefined]) {
    for (const plane of FOREGROUND) {
      const item = takeFirst(state, plane, root);
      if (item === undefined) continue;
      claim(step, plane, item);
      return true;
    }
  }
  return false;
}

function claim(step: WorkspaceStep, plane: Plane, item: Item): void {
  const { state, at } = step;
  set(item, { state: 'active', reason: null });
  const { family, id, root, sha256, generation } = item;
  const asked = item.start === undefined ? {} : { start: item.start };
  const extra = { ...suspected(state, itemKey(family, id)), ...storyField(item.story), ...asked };
  const lineage = plane === 'learning' && state.rules >= 7 ? LEARNING : root;
  const run = giveTurn(step, plane, { family, id, root: lineage, sha256, generation }, extra);
  const data = { turn: state.lastTurn, work_item: itemKey(family, id), run_id: run, root };
  const entries: MirrorEntry[] = [
    { kind: 'place', order: [state.seq, 1], family, id, state: 'active', sha256 },
    { kind: 'event', key: `turn:${state.lastTurn}`, type: 'work_item_claimed', at, data },
    ...openTarget(step, item),
  ];
  show(step, ...entries);
}

function judge(step: WorkspaceStep, target: Target): void {
  const { state, at } = step;
  const { root, sha256, rounds } = target;
  const spec = { family: 'spec', id: root, root, sha256, generation: 0 };
  const run = giveTurn(step, 'planning', spec, {
    closure: { round: rounds + 1 },
    ...storyField(target.story),
  });
  const data = { turn: state.lastTurn, root, run_id: run, round: rounds + 1 };
  const entry: MirrorEntry = { kind: 'event', key: `turn:${state.lastTurn}`, type: 'closure_judging', at, data };
  show(step, entry);
}

/** Returns the id of the turn's run. */
function giveTurn(
  step: WorkspaceStep,
  plane: Plane,
  item: TurnItem,
  extra: Pick<ActivateMessage, 'closure' | 'brokeOff' | 'story' | 'start'>,
): string {
  const { state } = step;
  state.lastTurn += 1;
  const number = state.lastTurn;
  const run = runId(state.workspace, item.root, number);
  const judges = extra.closure === undefined ? {} : { judges: true as const };
  const lane = plane === 'learning' ? 'learning' : 'foreground';
  const keyed = state.operators?.required === true ? { keyed: state.operators.changes } : {};
  const turn: Turn = { number, lane, plane, item, runId: run, heldUnder: 0, ...judges, ...keyed };
  state.turns.push(turn);
  if (state.rules >= 5) allot(state, turn);
  const planDigest = state.plan?.digest ?? '';
  rememberClosed(state, turn);
  rememberLimits(state, turn);
  lend(state, turn);
  const leash = leashOf(state, turn);
  step.effects.push({
    type: 'activate',
    message: { v: 1, turn: number, plane, item, planDigest, leash, ...extra, ...approversOf(state), entries: [] },
  });
  return run;
}

/** Whose answers its lineage takes, where answers have to be signed. */
function approversOf({ operators }: SchedulerState): Pick<ActivateMessage, 'approvers'> {
  return operators?.required === true ? { approvers: approversIn(operators.named) } : {};
}
