// An event as a row of the feed, for screens: texts of a known size, and nothing that only a program could read.
import { clip } from '../../core/inert.js';
import type { FeedRow } from '../../core/report/feed-row.js';
import { type EventView, textOf } from '../../read/events.js';
import { textIn, toldOf } from './kinds.js';

/** Of a longer text the beginning is kept. */
const MOST_DETAIL = 400;

/** Whoever writes an event may have written anything into it. */
const MOST_NAME = 200;

export function feedRow(event: EventView): FeedRow {
  const { seq, at, type, data } = event;
  const text = textIn(event);
  const told = toldOf(event);
  const name = (value: string): string => clip(value, MOST_NAME);
  return {
    ...{ seq, at: name(at), type: name(type), kind: told?.kind ?? '' },
    ...{ item: name(text('work_item') || text('root')), node: name(textOf(data['node_id'])) },
    ...{ run: name(textOf(data['run_id'])), detail: clip(told?.detail ?? '', MOST_DETAIL) },
  };
}
