// Stages and waits as bars in lanes: a run has one lane, and runs that were at work beside each other have lanes of their own.
import { readSnapshot } from '../../../read/snapshot.js';
import type { Bar, Timeline } from '../../contract.js';
import { badQuestion } from '../refusal.js';
import { barsOf, type PlaneBar } from './bars.js';
import { eventsFrom } from './events-from.js';
import { planIn } from './plan.js';
import { momentIn, type Question } from './question.js';

const HOUR = 3_600_000;
const [USUAL, LONGEST] = [6 * HOUR, 31 * 24 * HOUR];
const MOST_BARS = 2000;
/** What began so long before the stretch may go on into it. */
const BEFORE = 6 * HOUR;
/** Lane of what holds up all work. */
const ALL = 'all work';

export async function timelineAnswer({ dir, place, query, now }: Question): Promise<Timeline> {
  const to = momentIn(query, 'to', now);
  const from = momentIn(query, 'from', to - USUAL);
  if (from >= to) throw badQuestion('from has to be before to.');
  const since = Math.max(from, to - LONGEST);
  const active = new Set((readSnapshot(dir)?.runs ?? []).map(({ runId }) => runId));
  const events = await eventsFrom(place.watched, since - BEFORE, now);
  const all = barsOf(events, { plan: planIn(dir), active });
  const within = all.filter((bar) => Date.parse(bar.from) <= to && endOf(bar) >= since);
  const shown = within.slice(-MOST_BARS);
  return {
    ...{ from: new Date(since).toISOString(), to: new Date(to).toISOString() },
    ...{ lanes: lanesOf(shown), omitted: within.length - shown.length },
  };
}

const endOf = ({ to }: Bar): number => (to === null ? Infinity : Date.parse(to));

interface Span {
  plane: string;
  from: number;
  to: number;
  bars: PlaneBar[];
}

/** `execution`, `execution 2`, …: by plane, the first one free. */
export function lanesOf(bars: readonly PlaneBar[]): Timeline['lanes'] {
  const lanes = new Map<string, { bars: PlaneBar[]; until: number }>();
  for (const span of spansOf(bars)) {
    for (let number = 1; ; number += 1) {
      const name = number === 1 ? span.plane : `${span.plane} ${number}`;
      const lane = lanes.get(name) ?? { bars: [], until: -Infinity };
      if (lane.until > span.from) continue;
      lanes.set(name, { bars: [...lane.bars, ...span.bars], until: span.to });
      break;
    }
  }
  return [...lanes].map(([lane, one]) => ({ lane, bars: one.bars.map(withoutPlane) }));
}

/** The bars of each run together, in the order in which they began. */
function spansOf(bars: readonly PlaneBar[]): Span[] {
  const runs = new Map<string, Span>();
  for (const bar of bars) {
    const key = bar.run === '' ? ALL : bar.run;
    const known = runs.get(key);
    const [from, to] = [Date.parse(bar.from), endOf(bar)];
    if (known === undefined) runs.set(key, { plane: bar.run === '' ? ALL : bar.plane, from, to, bars: [bar] });
    else {
      known.plane ||= bar.plane;
      known.to = Math.max(known.to, to);
      known.bars.push(bar);
    }
  }
  return [...runs.values()].map((span) => ({ ...span, plane: span.plane || 'other' }));
}

const withoutPlane = ({ plane: _plane, ...bar }: PlaneBar): Bar => bar;
