// One foreground turn at a time: planning before execution, then the order of `claims`.
import { runId } from '../../contracts/run-ids.js';
import type { Plane } from '../../contracts/families.js';
import type { SchedulerEffect } from '../scheduler-events.js';
import type { Item, SchedulerState } from '../scheduler-state.js';
import { itemKey } from '../scheduler-state.js';
import { takeFirst } from '../claims/order.js';
import { currentLeash, mayGo } from './leash.js';

const FOREGROUND: readonly Plane[] = ['planning', 'execution'];

/** Gives the turn to the next item when nobody holds it and the workspace may go on. */
export function claimNext(state: SchedulerState, at: string, effects: SchedulerEffect[]): void {
  if (state.active !== null || state.plan === null || !mayGo(state) || state.allowance === 0) return;
  for (const plane of FOREGROUND) {
    const item = takeFirst(state, plane);
    if (item !== undefined) return giveTurn(state, plane, item, state.plan.digest, at, effects);
  }
}

function giveTurn(
  state: SchedulerState,
  plane: Plane,
  item: Item,
  planDigest: string,
  at: string,
  effects: SchedulerEffect[],
): void {
  state.lastTurn += 1;
  item.state = 'active';
  const { family, id, root, sha256, generation } = item;
  const turnItem = { family, id, root, sha256, generation };
  const run = runId(state.workspace, root, state.lastTurn);
  state.active = { number: state.lastTurn, plane, item: turnItem, runId: run, heldUnder: 0 };
  const leash = currentLeash(state);
  effects.push(
    {
      type: 'mirror',
      entries: [
        { kind: 'place', order: [state.seq, 1], family, id, state: 'active', sha256 },
        {
          kind: 'event',
          key: `turn:${state.lastTurn}`,
          type: 'work_item_claimed',
          at,
          data: { turn: state.lastTurn, work_item: itemKey(family, id), run_id: run, root },
        },
      ],
    },
    {
      type: 'activate',
      message: { v: 1, turn: state.lastTurn, plane, item: turnItem, planDigest, leash, entries: [] },
    },
  );
}
