// The feed backwards: the newest rows first, a page at a time, of one item or one type where that is asked for.
import { feedRow } from '../../../cli/door.js';
import { feedSince } from '../../../read/feed.js';
import { feedEnd } from '../../../read/report/period.js';
import type { EventRow, Events } from '../../contract.js';
import { numberIn, type Question, saying, textIn } from './question.js';

const [PAGE, MOST] = [200, 1000];
/** Events that one look goes back; a page of a filter is looked for over so many of them. */
const [STEP, FARTHEST] = [2000, 40_000];

export function eventsAnswer({ dir, query }: Question): Events {
  const limit = Math.max(1, numberIn(query, 'limit', PAGE, MOST));
  const end = feedEnd(dir);
  const before = Math.min(numberIn(query, 'before', end + 1), end + 1);
  const fits = filterOf(query);
  const found: EventRow[] = [];
  let at = before;
  while (at > 1 && found.length < limit && before - at < FARTHEST) {
    const from = Math.max(0, at - 1 - STEP);
    const rows = rowsBetween(dir, from, at).filter(fits).reverse();
    found.push(...rows);
    at = from + 1;
  }
  const events = found.slice(0, limit);
  const last = events.at(-1)?.seq ?? at;
  const next = found.length > limit ? last : Math.min(at, before);
  return { events, next: next > 1 ? String(next) : null };
}

/** After the first number and before the second, oldest first. */
const rowsBetween = (dir: string, from: number, before: number): EventRow[] =>
  feedSince(dir, from, before - from)
    .events.filter(({ seq }) => seq < before)
    .map(feedRow);

function filterOf(query: URLSearchParams): (row: EventRow) => boolean {
  const [item, type] = [textIn(query, 'item'), textIn(query, 'type')];
  const isSaid = saying(textIn(query, 'text'));
  return (row) =>
    (item === null || row.item === item) &&
    (type === null || row.type === type || row.kind === type) &&
    isSaid(row.item, row.node, row.detail, row.type, row.kind);
}
