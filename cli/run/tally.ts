// Counts what happens while a worker serves, from the feed of events. A repeated event counts once.
import type { EventView } from '../../read/events.js';
import { word } from '../render/word.js';
import { own } from '../../core/own.js';

export interface Tally {
  stages: number;
  done: string[];
  blocked: string[];
  /** Stages that were asked once more, because of the form of what they left. */
  secondChances: number;
  /** Run and request of every finished stage. */
  requests: { run: string; request: string }[];
  /** Events, each once. */
  take(events: readonly EventView[]): EventView[];
}

export function createTally(): Tally {
  const seen = new Set<string>();
  const tally: Tally = {
    ...{ stages: 0, secondChances: 0, done: [], blocked: [], requests: [] },
    take(events) {
      const fresh = events.filter(({ key }) => key === '' || (!seen.has(key) && seen.add(key)));
      for (const event of fresh) count(tally, event);
      return fresh;
    },
  };
  return tally;
}

function count(tally: Tally, { type, data }: EventView): void {
  const text = (key: string): string => word(own(data, key));
  if (type === 'work_item_done') tally.done.push(text('work_item'));
  if (type === 'work_item_blocked') tally.blocked.push(text('work_item'));
  // Somebody took it back or gave it another try, or what replaces it is done.
  if (text('from') === 'blocked' || type === 'work_item_superseded' || type === 'work_item_done')
    tally.blocked = tally.blocked.filter((item) => item !== text('work_item'));
  if (type === 'stage_asked_again') tally.secondChances += 1;
  if (type !== 'stage_completed') return;
  tally.stages += 1;
  tally.requests.push({ run: text('run_id'), request: text('request_id') });
}
