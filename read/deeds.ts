// What an operator last did to an item, as the event log tells it.
import { type EventView, textOf } from './events.js';

export interface Deed {
  /** `cancelled`, `requeued`, … */
  what: string;
  at: string;
  issuer: string;
  reason: string;
}

/** `key`: `family/id`. `events`: oldest first. Null when nobody did, or they do not reach back so far. */
export function lastDeed(events: readonly EventView[], key: string): Deed | null {
  const one = events.findLast(
    ({ data }) => data['work_item'] === key && data['command_id'] !== undefined && data['issuer'] !== undefined,
  );
  if (one === undefined) return null;
  return {
    what: one.type.replace(/^work_item_/, ''),
    at: one.at,
    issuer: textOf(one.data['issuer']),
    reason: textOf(one.data['reason']),
  };
}
