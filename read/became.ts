// What became of the item of a turn, once the turn came back: by the event log.
import { setTimeout as sleep } from 'node:timers/promises';
import { readEvents } from './events.js';
import { own } from '../core/own.js';

export interface Became {
  /** `family/id` */
  item: string;
  state: 'done' | 'blocked' | 'cancelled' | 'queued';
  at: string;
}

const STATES: Readonly<Record<string, Became['state']>> = {
  work_item_done: 'done',
  work_item_blocked: 'blocked',
  work_item_cancelled: 'cancelled',
  work_item_requeued: 'queued',
};
const EVENTS = 500;
const LOOK_MS = 100;

/** Null while the turn is held. */
export function becameOf(workspace: string, turn: number): Became | null {
  const event = readEvents(workspace, EVENTS).findLast(({ key }) => key === `left:${turn}`);
  const state = own(STATES, event?.type ?? '');
  if (event === undefined || state === undefined) return null;
  return { item: String(event.data['work_item']), state, at: event.at };
}

/** Waits for it, `timeoutMs` at most. */
export async function becomes(workspace: string, turn: number, timeoutMs: number): Promise<Became | null> {
  for (const end = Date.now() + timeoutMs; ; await sleep(LOOK_MS)) {
    const found = becameOf(workspace, turn);
    if (found !== null || Date.now() > end) return found;
  }
}
