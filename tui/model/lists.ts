// Which rows are looked at now: those of the page on top, else those of the view, each as far as the filter lets them through.
import { filtered, type List } from './place.js';
import { bodyOf } from './room.js';
import { proseRows, type Row } from './row.js';
import type { State, View } from './state.js';
import { diffRows } from './views/diff.js';
import { eventRows } from './views/events.js';
import { lineageRows } from './views/lineage.js';
import { logRows } from './views/log.js';
import { needRows } from './views/needs.js';
import { nowRows } from './views/now.js';
import { pageLines } from './views/pages.js';
import { queueRows } from './views/queue.js';
import { workspaceRows } from './views/workspaces.js';

const ROWS: Readonly<Record<View, (state: State) => Row[]>> = {
  ...{ now: nowRows, needs: needRows, queue: queueRows, lineage: lineageRows },
  ...{ log: logRows, events: eventRows, diff: diffRows, workspaces: workspaceRows },
};

/** Views that grow at their end, and those that are read. */
const FOLLOWED: readonly View[] = ['log', 'events'];
const READ: readonly View[] = ['log', 'diff'];

/** `of`: its place in the state. */
export function listOf(state: State): List & { of: View | 'page' } {
  const { view, page, places } = state;
  const rows = ROWS[view](state);
  if (page === null)
    return {
      rows: filtered(rows, places[view].filter),
      of: view,
      isProse: READ.includes(view),
      follows: FOLLOWED.includes(view),
    };
  const lines = pageLines(page, state, rows, bodyOf(state).width);
  return { rows: filtered(proseRows(lines), places.page.filter), of: 'page', isProse: true, follows: false };
}
