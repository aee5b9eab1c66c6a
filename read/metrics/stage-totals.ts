// What the event log says of stages, items and roots, summed up from its first line on. Asked again it reads only what came since, by the numbers of
// the events, so that a log that is rotated, cut short or replaced takes nothing back and counts nothing twice.
import { setImmediate as turn } from 'node:timers/promises';
import type { Values } from '../../core/metrics/catalog.js';
import { Histogram, Tally } from '../../core/metrics/tally.js';
import { own } from '../../core/own.js';
import { followEvents } from '../../disk/events/follow.js';
import type { FeedNews } from '../../disk/events/since.js';
import { type EventView, textOf } from '../events.js';
import { ENDS, type ItemEnd } from '../report/finished.js';

/** Events that are read in one go: other work of the process goes on in between. */
const PAGE = 5000;
/** Of a field of an event, which anybody may have written. */
const LONGEST = 500;
/** Stages that began and whose end is waited for. */
const MOST_OPEN = 1000;

export interface Totals {
  /** Never throws for what lies there. */
  read(): Promise<Values>;
}

/** `workspace`: an absolute path. Nothing is read before it is asked. */
export function stageTotals(workspace: string): Totals {
  const feed = followEvents(workspace, 0, PAGE);
  const sums = newSums();
  return {
    async read() {
      for (let news = feed.next(); news !== null; news = news.more ? feed.next() : null) {
        take(sums, news);
        await turn();
      }
      return valuesOf(sums);
    },
  };
}

const newSums = () => ({
  started: new Tally(['plane', 'node']),
  ended: new Tally(['plane', 'node', 'outcome', 'failure']),
  askedAgain: new Tally(['node']),
  seconds: new Histogram(['node']),
  items: new Tally(['family', 'end']),
  closed: new Tally([]),
  damage: new Tally(['kind']),
  /** Start of the stages under way, by request, ms since 1970. */
  open: new Map<string, number>(),
});

type Sums = ReturnType<typeof newSums>;

function take(sums: Sums, { events, damage }: FeedNews): void {
  for (const event of events) count(sums, event);
  for (const kind of ['torn', 'foreign', 'missing'] as const) sums.damage.add([kind], damage[kind]);
}

function count(sums: Sums, event: EventView): void {
  const { type, data } = event;
  const text = (key: string): string => textOf(own(data, key)).slice(0, LONGEST);
  const node = text('node_id');
  if (type === 'stage_started') {
    sums.started.add([text('plane'), node]);
    opened(sums.open, text('request_id'), Date.parse(event.at));
  }
  if (type === 'stage_completed') {
    sums.ended.add([text('plane'), node, text('terminal_result'), text('failure_class')]);
    const start = sums.open.get(text('request_id'));
    if (start !== undefined) sums.seconds.add([node], (Date.parse(event.at) - start) / 1000);
    sums.open.delete(text('request_id'));
  }
  if (type === 'stage_asked_again') sums.askedAgain.add([node]);
  if (type === 'closure_target_closed') sums.closed.add([]);
  const end = own<ItemEnd>(ENDS, type);
  if (end !== undefined) sums.items.add([familyIn(text('work_item')), end]);
}

const familyIn = (item: string): string => item.slice(0, Math.max(0, item.indexOf('/')));

/** Attempts that came to nothing never end: the oldest are forgotten. */
function opened(open: Map<string, number>, request: string, at: number): void {
  open.set(request, at);
  const [oldest] = open.keys();
  if (open.size > MOST_OPEN && oldest !== undefined) open.delete(oldest);
}

const valuesOf = (sums: Sums): Values => ({
  millrace_stages_started_total: sums.started.samples(),
  millrace_stages_ended_total: sums.ended.samples(),
  millrace_stages_asked_again_total: sums.askedAgain.samples(),
  millrace_stage_seconds: sums.seconds.samples(),
  millrace_items_ended_total: sums.items.samples(),
  millrace_roots_closed_total: sums.closed.samples(),
  millrace_log_damage_total: sums.damage.samples(),
});
