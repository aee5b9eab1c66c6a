// What an activation shows of itself: the run section of the snapshot, the plane's marker, the stage events.
import type { MirrorEntry, Order } from '../../../contracts/mirror.js';
import type { StageOutcome } from '../../../contracts/stage.js';
import type { Activation, ShownActivation } from '../../../contracts/activation.js';
import type { Running } from '../../../contracts/stage-phase.js';
import type { ExecutorState } from '../executor-state.js';

/** Both entries of a start: what runs, and the event. */
export function showStart(state: ExecutorState, activation: Activation & Running, at: string): MirrorEntry[] {
  const { plane, node, requestId } = activation;
  return [
    showRun(state, activation),
    { kind: 'marker', order: nextOrder(activation), plane, marker: runningMarker(node) },
    { kind: 'event', key: `${requestId}:started`, type: 'stage_started', at, data: stageFacts(activation) },
  ];
}

/** What was decided about an outcome: where the item goes, and why elsewhere than usual. */
export interface Decided {
  next: string;
  reason: string;
  bounds_used_up?: true;
  /** The usual stage would have been asked the same again. */
  nothing_new?: true;
  finished?: true;
}

/** The events of a finished stage: what it found, what it said, and what was decided. */
export function showOutcome(activation: Activation, outcome: StageOutcome, decided: Decided): MirrorEntry[] {
  const at = outcome.endedAt;
  const { changes } = outcome;
  const said = {
    ...{ terminal_result: outcome.said ?? outcome.outcome, failure_class: outcome.failureClass },
    ...(changes === undefined ? {} : { changes }),
  };
  const key = outcome.requestId;
  const { plane } = activation;
  return [
    ...foreignWork(activation, outcome),
    { kind: 'marker', order: nextOrder(activation), plane, marker: outcome.outcome },
    { kind: 'event', key: `${key}:done`, type: 'stage_completed', at, data: { ...stageFacts(activation), ...said } },
    {
      kind: 'event',
      key: `${key}:routed`,
      type: 'router_decision',
      at,
      data: { ...stageFacts(activation), ...said, ...decided },
    },
  ];
}

/** A stage that is asked once more has no outcome yet: what was wrong with its attempt, and what that said. */
export function showAskedAgain(activation: Activation, outcome: StageOutcome): MirrorEntry[] {
  const { requestId, said, outcome: chosen, failureClass, detail, changes, endedAt: at } = outcome;
  const told = { terminal_result: said ?? chosen, failure_class: failureClass, detail };
  const data = { ...stageFacts(activation), ...told, ...(changes === undefined ? {} : { changes }) };
  const event = { kind: 'event' as const, key: `${requestId}:asked_again`, type: 'stage_asked_again', at, data };
  return [...foreignWork(activation, outcome), event];
}

/** Somebody else worked in the tree before the stage began. */
function foreignWork(activation: Activation, { requestId, startedAt, changes }: StageOutcome): MirrorEntry[] {
  if (!changes?.foreign) return [];
  const data = { ...stageFacts(activation), files: changes.foreign };
  return [{ kind: 'event', key: `${requestId}:foreign`, type: 'work_tree_changed', at: startedAt, data }];
}

export function showRun(state: ExecutorState, activation: Activation): MirrorEntry {
  return { kind: 'run', order: nextOrder(activation), value: shownActivation(state, activation) };
}

/** A copy, because the activation goes on and changes under it. */
export function shownActivation(state: ExecutorState, activation: Activation): ShownActivation {
  const { spent, emitted } = activation;
  const shape = state.rules < 5 ? {} : { schema: state.schema };
  return {
    ...shape,
    lineage: state.lineage,
    activation: { ...activation, spent: { ...spent }, emitted: [...emitted] },
  };
}

/** Marker of the plane as this activation has shown it last; null before its first stage. */
export function markerOf({ phase, attempt, node, lastOutcome }: Activation): string | null {
  // A stage that waits to run again has said nothing new since it was started.
  return phase === 'running' || attempt > 1 ? runningMarker(node) : lastOutcome;
}

const runningMarker = (node: string): string => `${node.toUpperCase()}_RUNNING`;

/** Which stage an event is about. */
export function stageFacts(activation: Activation): Record<string, unknown> {
  const { runId, plane, node, item, requestId, stageNumber, attempt, by } = activation;
  const workItem = `${item.family}/${item.id}`;
  return {
    request_id: requestId,
    run_id: runId,
    plane,
    node_id: node,
    work_item: workItem,
    stage: stageNumber,
    attempt,
    ...(by?.fallback === undefined ? {} : { runner: by.runner, stands_in_for: by.fallback.from }),
  };
}

function nextOrder(activation: Activation): Order {
  activation.order += 1;
  return [activation.turn, activation.order];
}
