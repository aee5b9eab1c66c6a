// What an activation shows of itself: the run section of the snapshot, the plane's marker, the stage events.
import type { MirrorEntry, Order, RunSection } from '../../contracts/mirror.js';
import type { StageOutcome } from '../../contracts/stage.js';
import type { Activation, ExecutorState } from '../executor-state.js';
import { mayStart } from './held.js';

/** Both entries of a start: what runs, and the event. */
export function showStart(state: ExecutorState, activation: Activation, at: string): MirrorEntry[] {
  const { plane, node, requestId } = activation;
  return [
    showRun(state, activation),
    { kind: 'marker', order: nextOrder(activation), plane, marker: `${node.toUpperCase()}_RUNNING` },
    { kind: 'event', key: `${requestId}:started`, type: 'stage_started', at, data: facts(activation) },
  ];
}

/** Both events of a finished stage: what it said, and what was decided. */
export function showOutcome(
  activation: Activation,
  outcome: StageOutcome,
  next: string,
  reason: string,
): MirrorEntry[] {
  const at = outcome.endedAt;
  const said = { terminal_result: outcome.outcome, failure_class: outcome.failureClass };
  const key = outcome.requestId;
  const { plane } = activation;
  return [
    { kind: 'marker', order: nextOrder(activation), plane, marker: outcome.outcome },
    { kind: 'event', key: `${key}:done`, type: 'stage_completed', at, data: { ...facts(activation), ...said } },
    {
      kind: 'event',
      key: `${key}:routed`,
      type: 'router_decision',
      at,
      data: { ...facts(activation), ...said, next, reason },
    },
  ];
}

export function showRun(state: ExecutorState, activation: Activation): MirrorEntry {
  return { kind: 'run', order: nextOrder(activation), value: runSection(state, activation) };
}

function runSection(state: ExecutorState, activation: Activation): RunSection {
  const { runId, turn, item, plane, node, stageNumber, attempt, requestId, since, wait, spent, lastOutcome } =
    activation;
  return {
    runId,
    turn,
    lineage: state.lineage,
    family: item.family,
    id: item.id,
    plane,
    node,
    stageNumber,
    attempt,
    requestId: requestId ?? '',
    state: stateOf(activation),
    since,
    waitsFor: wait?.reason ?? null,
    waitsUntil: wait?.until ?? null,
    counters: spent,
    lastOutcome,
  };
}

function stateOf(activation: Activation): RunSection['state'] {
  if (activation.phase === 'running') return 'running';
  return activation.phase === 'waiting' && mayStart(activation) ? 'waiting' : 'held';
}

function facts(activation: Activation): Record<string, unknown> {
  const { runId, plane, node, item, requestId, stageNumber, attempt } = activation;
  const workItem = `${item.family}/${item.id}`;
  return {
    request_id: requestId,
    run_id: runId,
    plane,
    node_id: node,
    work_item: workItem,
    stage: stageNumber,
    attempt,
  };
}

function nextOrder(activation: Activation): Order {
  activation.order += 1;
  return [activation.turn, activation.order];
}
