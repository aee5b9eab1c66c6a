// Stages and waits of a stretch of the feed, as bars: each begins with one event and ends with another, or goes on.
import type { Plan } from '../../../core/contracts/plan.js';
import { own } from '../../../core/own.js';
import { type EventView, textOf } from '../../../read/events.js';
import type { Bar } from '../../contract.js';
import { isWell } from './flow.js';

/** `plane`: empty where the event does not say it. */
export type PlaneBar = Bar & { plane: string };

export interface Known {
  plan: Plan | null;
  /** Runs that go on now. */
  active: ReadonlySet<string>;
}

/** The newest bar of each request, question, wait of a run, and pause. */
type Bars = Map<string, PlaneBar>;

/** In the order in which they began. `events`: oldest first. */
export function barsOf(events: readonly EventView[], { plan, active }: Known): PlaneBar[] {
  const [bars, all, last] = [new Map() as Bars, [] as PlaneBar[], new Map<string, string>()];
  for (const event of events) {
    const begun = begins(event);
    const run = textOf(event.data['run_id']);
    ends(bars, event, plan);
    if (begun !== null && bars.get(begun.key)?.to !== null) {
      bars.set(begun.key, begun.bar);
      all.push(begun.bar);
    }
    last.set(run, event.at);
  }
  // What the log does not end, and nobody works on, ended with the last that is known of its run.
  for (const bar of all) if (bar.run !== '' && !active.has(bar.run)) bar.to ??= last.get(bar.run) ?? bar.from;
  return all;
}

const PAUSES: Readonly<Record<string, string>> = { runtime_paused: 'pause', usage_governance_paused: 'budget' };
const RESUMES: Readonly<Record<string, string>> = { runtime_resumed: 'pause', usage_governance_resumed: 'budget' };
const ANSWERS = new Set(['approval_approved', 'approval_denied', 'approval_expired', 'approval_cancelled']);
const LEAVES = new Set(['work_item_done', 'work_item_blocked', 'work_item_cancelled', 'work_item_requeued']);

/** The stage in flight ended so, and runs again. */
const BREAKS = new Set(['stage_waits_for_environment', 'stage_falls_back']);

/** Null where nothing begins. */
function begins(event: EventView): { key: string; bar: PlaneBar } | null {
  const { type, data } = event;
  const pause = own(PAUSES, type);
  if (pause !== undefined) return { key: pause, bar: barOf(event, 'wait', pause) };
  if (type === 'stage_started') return { key: textOf(data['request_id']), bar: barOf(event, 'stage', 'running') };
  if (type === 'approval_requested') return { key: textOf(data['approval_id']), bar: barOf(event, 'wait', 'approval') };
  if (type !== 'stage_waits_for_environment') return null;
  const [what = ''] = textOf(data['reason']).split(':', 1);
  return { key: waitOf(data), bar: barOf(event, 'wait', what.replaceAll('_', ' ')) };
}

const waitOf = (data: EventView['data']): string => `wait of ${textOf(data['run_id'])}`;

const barOf = ({ at, data }: EventView, is: Bar['is'], state: string): PlaneBar => ({
  ...{ is, item: textOf(data['work_item']), run: textOf(data['run_id']), node: textOf(data['node_id']) },
  stage: is === 'stage' && typeof data['stage'] === 'number' ? data['stage'] : null,
  ...{ from: at, to: null, state, outcome: null, plane: textOf(data['plane']) },
});

/** Ends what this event ends. The first that ends a bar says when, a later one may know better as what. */
function ends(bars: Bars, { type, at, data }: EventView, plan: Plan | null): void {
  const request = bars.get(textOf(data['request_id']));
  const end = (bar: PlaneBar | undefined, more: Partial<Bar> = {}): void =>
    void (bar && Object.assign(bar, { ...more, to: bar.to ?? at }));
  const resumed = own(RESUMES, type);
  if (resumed !== undefined) end(bars.get(resumed));
  if (ANSWERS.has(type)) end(bars.get(textOf(data['approval_id'])));
  if (type === 'stage_started') end(bars.get(waitOf(data)));
  if (type === 'stage_ended') end(request, { state: 'failure' });
  if (type === 'stage_completed' || type === 'router_decision' || type === 'stage_asked_again')
    end(request, { state: stateOf(type, data, plan), outcome: textOf(data['terminal_result']) || null });
  if (BREAKS.has(type) || LEAVES.has(type)) endRun(bars, textOf(data['run_id']), end);
}

function endRun(bars: Bars, run: string, end: (bar: PlaneBar, more?: Partial<Bar>) => void): void {
  for (const bar of bars.values())
    if (run !== '' && bar.run === run && bar.to === null) end(bar, bar.is === 'stage' ? { state: 'failure' } : {});
}

function stateOf(type: string, data: EventView['data'], plan: Plan | null): string {
  if (type === 'stage_asked_again') return 'repair';
  if (isWell(plan, data)) return 'success';
  return textOf(data['next']).startsWith('end:') ? 'failure' : 'repair';
}
