// The runs of an item, by the event log; a root is also what its Arbiter judges.
import type { EventView } from './events.js';
import { textOf } from './events.js';

/** How far back they are looked for. */
export const EVENTS_FOR_RUNS = 5_000;

/** Ids, oldest first. `events`: oldest first. */
export function runsOf(events: readonly EventView[], { family, id }: { family: string; id: string }): string[] {
  const key = `${family}/${id}`;
  const isOf = ({ type, data }: EventView): boolean =>
    (type === 'work_item_claimed' && data['work_item'] === key) ||
    (type === 'closure_judging' && family === 'spec' && data['root'] === id);
  return [...new Set(events.filter(isOf).map(({ data }) => textOf(data['run_id'])))].filter((run) => run !== '');
}
