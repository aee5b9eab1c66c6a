// What is compared of a workspace: everything that was decided, without times, texts and digests.
import type { ExecutorState } from '../../../core/engine/lineage/executor-state.js';
import type { SchedulerState } from '../../../core/engine/workspace/scheduler-state.js';
import { phaseOf } from '../../../core/engine/workspace/turns/section.js';

export function viewOf(state: SchedulerState, lineages: (root: string) => ExecutorState | undefined): object {
  const { items, ready, waiting, finished, targets, pauses, stopping, allowance, lastTurn, turns } = state;
  const live = Object.entries(items).map(([key, item]) => {
    const { root, generation, state: is, waitsFor, replaces = null } = item;
    return [key, { root, generation, is, waitsFor, replaces }] as const;
  });
  return {
    items: Object.fromEntries(live.sort(([a], [b]) => (a < b ? -1 : 1))),
    finished: finished.map(({ key, done, as = 'done' }) => ({ key, done, as })),
    targets: targets.map(({ root, state: is, rounds, worked }) => ({ root, is, rounds, worked })),
    approvals: state.approvals.map(({ id, status, node, turn }) => ({ id, status, node, turn })),
    ...{ ready, waiting, pauses, stopping, allowance, lastTurn, phase: phaseOf(state) },
    markers: state.markers,
    lastOutcome: state.lastOutcome,
    turns: turns.map((active) => ({
      ...{ number: active.number, plane: active.plane, item: `${active.item.family}/${active.item.id}` },
      ...{ runId: active.runId, judges: active.judges ?? false, ending: active.ending?.to ?? null },
      activation: activationOf(lineages(active.item.root), active.number),
    })),
  };
}

function activationOf(state: ExecutorState | undefined, turn: number): object | null {
  const activation = state?.activation;
  if (activation?.turn !== turn) return null;
  const { node, stageNumber, attempt, phase, requestId, spent, failureClass, lastOutcome } = activation;
  const { go, remaining, emitted, ending, environmentTries, wait } = activation;
  return {
    ...{ node, stageNumber, attempt, phase, requestId, spent, failureClass, lastOutcome, go, remaining },
    ...{ environmentTries, waitsFor: wait?.failureClass ?? null, askedAgain: activation.form?.of ?? null },
    ...{ emitted: emitted.map(({ family, id }) => `${family}/${id}`), ending: ending?.to ?? null },
  };
}
