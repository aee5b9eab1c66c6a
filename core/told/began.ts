// The entries with which a stage begins: all of them say what its activation says.
import type { Began, StageFacts } from '../contracts/told.js';
import type { MirrorEntry } from '../contracts/mirror.js';
import { hasForm, isCount, isRecord, isText, orAbsent } from '../form.js';

/** `entries`: what is left of a list. Null where it does not begin with the beginning of a stage. */
export function beganIn(entries: readonly MirrorEntry[]): Began | null {
  const [run] = entries;
  if (run?.kind !== 'run' || run.value === null) return null;
  const began: Began = { kind: 'began', order: run.order, value: run.value };
  return isBegan(began) ? began : null;
}

export function entriesOfBegan({ order, value }: Began): MirrorEntry[] {
  const { activation } = value;
  const { plane, node, requestId, since: at } = activation;
  const [turn, number] = order;
  return [
    { kind: 'run', order, value },
    { kind: 'marker', order: [turn, number + 1], plane, marker: `${node.toUpperCase()}_RUNNING` },
    { kind: 'event', key: `${requestId}:started`, type: 'stage_started', at, data: factsOf(activation) },
  ];
}

function factsOf(activation: Began['value']['activation']): Record<string, unknown> {
  const { requestId, runId, plane, node, item, stageNumber, attempt, by } = activation;
  const work_item = `${item.family}/${item.id}`;
  const facts: Record<keyof StageFacts, unknown> = {
    ...{ request_id: requestId, run_id: runId, plane, node_id: node, work_item, stage: stageNumber, attempt },
  };
  const standIn = by?.fallback === undefined ? {} : { runner: by.runner, stands_in_for: by.fallback.from };
  return { ...facts, ...standIn };
}

/** Whoever reaches the server can send one. */
export const isBegan = hasForm({
  order: (order) => Array.isArray(order) && order.every(Number.isSafeInteger),
  value: hasForm({
    activation: hasForm({
      ...{ node: isText, stageNumber: isCount, item: isRecord },
      by: orAbsent(hasForm({ fallback: orAbsent(isRecord) })),
    }),
  }),
});
