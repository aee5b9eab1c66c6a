// One foreground turn at a time: a drained root is judged first, then comes the work of open targets, then all other;
// within each planning before execution, and the order of `claims`.
import { runId } from '../../../contracts/run-ids.js';
import type { Plane } from '../../../contracts/families.js';
import type { MirrorEntry } from '../../../contracts/mirror.js';
import type { ActivateMessage, TurnItem } from '../../../contracts/turns.js';
import { takeFirst } from '../claims/order.js';
import { suspected } from '../broken-runner.js';
import { openTarget, preferredRoots, readyTarget } from '../closure/target.js';
import type { Item, Target } from '../scheduler-state.js';
import { itemKey } from '../scheduler-state.js';
import { currentLeash, mayGo } from './leash.js';
import { show, type WorkspaceStep } from '../step.js';
import { set } from '../../../set.js';

/** Planes whose work holds the turn, in the order of claims. */
export const FOREGROUND: readonly Plane[] = ['planning', 'execution'];

/** Gives the turn to the next item when nobody holds it and the workspace may go on. */
export function claimNext(step: WorkspaceStep): void {
  const { state } = step;
  if (state.active !== null || state.plan === null || !mayGo(state) || state.allowance === 0) return;
  const target = readyTarget(state);
  if (target !== undefined) return judge(step, target);
  for (const root of [...preferredRoots(state), undefined]) {
    for (const plane of FOREGROUND) {
      const item = takeFirst(state, plane, root);
      if (item !== undefined) return claim(step, plane, item);
    }
  }
}

function claim(step: WorkspaceStep, plane: Plane, item: Item): void {
  const { state, at } = step;
  set(item, { state: 'active', reason: null });
  const { family, id, root, sha256, generation } = item;
  const suspect = suspected(state, itemKey(family, id));
  const run = giveTurn(step, plane, { family, id, root, sha256, generation }, suspect);
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
  const run = giveTurn(step, 'planning', spec, { closure: { round: rounds + 1 } });
  if (state.active !== null) state.active.judges = true;
  const data = { turn: state.lastTurn, root, run_id: run, round: rounds + 1 };
  const entry: MirrorEntry = { kind: 'event', key: `turn:${state.lastTurn}`, type: 'closure_judging', at, data };
  show(step, entry);
}

/** Returns the id of the turn's run. */
function giveTurn(
  step: WorkspaceStep,
  plane: Plane,
  item: TurnItem,
  extra: Pick<ActivateMessage, 'closure' | 'brokeOff'>,
): string {
  const { state } = step;
  state.lastTurn += 1;
  const turn = state.lastTurn;
  const run = runId(state.workspace, item.root, turn);
  state.active = { number: turn, plane, item, runId: run, heldUnder: 0 };
  const planDigest = state.plan?.digest ?? '';
  const leash = currentLeash(state);
  step.effects.push({
    type: 'activate',
    message: { v: 1, turn, plane, item, planDigest, leash, ...extra, entries: [] },
  });
  return run;
}
