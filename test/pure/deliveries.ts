// What the world answers when a root is to be delivered.
import type { DeliverInput, DeliveryAnswer } from '../../core/contracts/delivery.js';
import { documentRef } from './world.js';

/** Rounds of merging that a root may have. */
export const ROUNDS = 2;

/** What may come of a delivery; the work that it leaves has an id of its own for each attempt. */
export function deliveredAs({ root, attempt }: DeliverInput, pick: number): DeliveryAnswer {
  const [branch, into, commit, why, todo] = [`millrace/${root}`, 'main', 'c'.repeat(40), 'It conflicts.', 'Look.'];
  const ref = { ...documentRef('task', `merge-${root}-${attempt}`, root, []), start: 'merger' };
  const answers: DeliveryAnswer[] = [
    { kind: 'landed', branch, into, commit, how: 'merge' },
    { kind: 'work', branch, why, todo, emitted: [{ ...ref, generation: 0, stuck: null }] },
    { kind: 'waits', branch, why, todo },
    { kind: 'work', branch, why, todo, emitted: [] },
    { kind: 'taken', branch, into, commit, how: 'squashed' },
    { kind: 'stays', branch },
    { kind: 'nothing' },
  ];
  return answers[pick % answers.length] ?? { kind: 'nothing' };
}
