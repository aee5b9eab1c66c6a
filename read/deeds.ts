// What an operator last did to an item, as the event log tells it.
import { readEvents } from './events.js';

export interface Deed {
  /** `cancelled`, `requeued`, … */
  what: string;
  at: string;
  issuer: string;
  reason: string;
}

/** How far back is looked. */
const EVENTS = 5_000;
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** `key`: `family/id`. Null when nobody did, or the log does not reach back so far. */
export function lastDeed(workspace: string, key: string): Deed | null {
  const one = readEvents(workspace, EVENTS).findLast(
    ({ data }) => data['work_item'] === key && data['command_id'] !== undefined && data['issuer'] !== undefined,
  );
  if (one === undefined) return null;
  return {
    what: one.type.replace(/^work_item_/, ''),
    at: one.at,
    issuer: text(one.data['issuer']),
    reason: text(one.data['reason']),
  };
}
