// Events: the feed as it comes, in words; in the debug view with numbers, types and data.
import { own } from '../../../core/own.js';
import type { EventRow } from '../facts.js';
import { note, type Row } from '../row.js';
import type { State } from '../state.js';
import { flow, type Line, part, type Style, wrap } from '../text.js';

export function eventRows({ events, debug }: State): Row[] {
  const shown = debug ? events : events.filter(({ kind }) => kind !== '');
  if (shown.length === 0) return [note('none', (width) => wrap('Nothing has happened here so far.', width))];
  return shown.map((event) => eventRow(event, debug));
}

const eventRow = (event: EventRow, debug: boolean): Row => ({
  key: String(event.seq),
  text: `${event.kind} ${event.item} ${event.node} ${event.detail}${debug ? ` ${event.type} ${event.data}` : ''}`,
  lines: (width) => [...wordLines(event, width), ...(debug ? rawLines(event, width) : [])],
  detail: (width) => [
    ...wordLines(event, width),
    ...rawLines(event, Infinity).flatMap(([one]) => wrap(one?.text ?? '', width)),
  ],
});

const wordLines = ({ at, kind, type, item, node, detail }: EventRow, width: number): Line[] => {
  const [first = '', ...names] = [item, node].filter((name) => name !== '');
  const lead = part(`${clock(at)} ${(kind === '' ? type : kind).padEnd(6)} ${first}`, own(STYLES, type) ?? 'plain');
  return flow([lead, part(names.join(' ')), part(detail)], width, 9);
};

const rawLines = ({ seq, type, data }: EventRow, width: number): Line[] =>
  flow([part(`  ${seq} ${type}`, 'dim'), part(data, 'dim')], width);

const clock = (at: string): string => at.slice(11, 19);

/** What did not go as planned, what waits for somebody, and what is done. */
const STYLES: Readonly<Record<string, Style>> = {
  work_item_done: 'green',
  closure_target_closed: 'green',
  work_item_blocked: 'red',
  closure_target_parked: 'red',
  approval_requested: 'yellow',
  stage_waits_for_environment: 'yellow',
  stage_falls_back: 'yellow',
  usage_governance_paused: 'yellow',
  input_quarantined: 'yellow',
};
