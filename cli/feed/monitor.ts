// Events one after the other, for a person: keeps what the words of one take from those before it.
import type { Happening } from './happening.js';
import { duration } from '../render/duration.js';
import { eventLines, type Look, NAME_COLUMNS, namesOf } from './line.js';
import { textIn } from './kinds.js';

/** Lines of the next event; none when there is nothing to say. */
export type Monitor = (event: Happening) => string[];

/** `day`: the one of the line before, as in `2026-01-31`; a line says so where another one begins. */
export function createMonitor(look: Omit<Look, 'took' | 'names'>, day: string): Monitor {
  const starts = new Map<string, number>();
  let before = day;
  let names: Look['names'] = NAME_COLUMNS;
  return (event) => {
    names = widened(names, event);
    const lines = eventLines(event, { ...look, names, took: tookOf(starts, event) });
    const today = event.at.slice(0, 10);
    if (lines.length === 0 || today === before) return lines;
    before = today;
    return [look.paint('dim', `-- ${today}`), ...lines];
  };
}

/** A name that is longer than those before it moves the column for what follows; one that is far longer stands out alone. */
const MOST_COLUMNS = 40;

function widened([subject, node]: Look['names'], event: Happening): Look['names'] {
  const [wide, narrow] = namesOf(event).map(({ length }) => (length > MOST_COLUMNS ? 0 : length));
  return [Math.max(subject, wide ?? 0), Math.max(node, narrow ?? 0)];
}

/** How long the stage took that ends here; empty where its start was not seen. */
function tookOf(starts: Map<string, number>, event: Happening): string {
  const request = textIn(event)('request_id');
  const at = Date.parse(event.at);
  if (event.type === 'stage_started') starts.set(request, at);
  const start = ENDS.has(event.type) ? starts.get(request) : undefined;
  if (event.type === 'router_decision') starts.delete(request);
  return start === undefined ? '' : `(${duration(at - start)})`;
}

const ENDS: ReadonlySet<string> = new Set(['router_decision', 'stage_asked_again']);
