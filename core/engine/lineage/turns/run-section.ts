// What people see of an activation, made from the whole of it.
import type { ShownActivation } from '../../../contracts/activation.js';
import type { RunSection } from '../../../contracts/mirror.js';
import { mayStart } from './held.js';

export function runSection({ lineage, activation }: ShownActivation): RunSection {
  const { runId, turn, item, plane, node, stageNumber, attempt, requestId, since, wait, spent, lastOutcome, by } =
    activation;
  return {
    runId,
    turn,
    lineage,
    family: item.family,
    id: item.id,
    plane,
    node,
    stageNumber,
    attempt,
    requestId: requestId ?? '',
    state: stateOf(activation),
    since,
    waitsClass: wait?.failureClass ?? null,
    waitsFor: wait?.reason ?? null,
    waitsUntil: wait?.until ?? null,
    counters: spent,
    lastOutcome,
    ...(by?.fallback === undefined ? {} : { runner: by.runner, fallback: by.fallback }),
  };
}

function stateOf(activation: ShownActivation['activation']): RunSection['state'] {
  if (activation.phase === 'running' || activation.phase === 'asking') return activation.phase;
  return activation.phase === 'waiting' && mayStart(activation) ? 'waiting' : 'held';
}
