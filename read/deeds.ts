// What an operator last did to an item, as the event log tells it.
import { own } from '../core/own.js';
import { type EventView, textOf } from './events.js';

export interface Deed {
  /** `cancelled`, `queued again`, … */
  what: string;
  at: string;
  issuer: string;
  reason: string;
}

/** What became of the item, for people. */
const WORDS: Readonly<Record<string, string>> = {
  blocked_task_archived: 'cancelled',
  blocked_work_item_requeued: 'queued again',
  incident_cancelled: 'cancelled',
  incident_resolved_by_operator: 'resolved',
  task_dependency_retargeted: 'made to wait for another task',
  task_superseded: 'replaced',
};

/** `key`: `family/id`. `events`: oldest first. Null when nobody did, or they do not reach back so far. */
export function lastDeed(events: readonly EventView[], key: string): Deed | null {
  const one = events.findLast(
    ({ data }) => data['work_item'] === key && data['command_id'] !== undefined && data['issuer'] !== undefined,
  );
  if (one === undefined) return null;
  return {
    what: own(WORDS, one.type) ?? one.type.replace(/^work_item_/, '').replaceAll('_', ' '),
    at: one.at,
    issuer: textOf(one.data['issuer']),
    reason: textOf(one.data['reason']),
  };
}
