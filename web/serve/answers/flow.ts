// What went over the picture in the last hours, and what stands on it now.
import { middleOf } from '../../../core/report/forecast.js';
import { own } from '../../../core/own.js';
import type { Plan } from '../../../core/contracts/plan.js';
import type { Plane } from '../../../core/contracts/families.js';
import { type EventView, textOf } from '../../../read/events.js';
import type { SpentView } from '../../../read/ledger.js';
import type { Flow, NodeFigures } from '../../contract.js';
import { eventsFrom } from './events-from.js';
import { isGood } from './picture.js';
import { planIn } from './plan.js';
import { numberIn, type Question } from './question.js';
import { itemsStanding } from './standing.js';

export interface Passed {
  events: readonly EventView[];
  ledger: readonly SpentView[];
  /** Null where no plan is active. */
  plan: Plan | null;
}

export const flowOf = (passed: Passed): Pick<Flow, 'nodes' | 'edges'> => ({
  nodes: nodesIn(passed),
  edges: edgesIn(passed.events),
});

interface Counting {
  plane: string;
  node: string;
  succeeded: number;
  failed: number;
  seconds: number[];
  tokens: number[];
}

function nodesIn({ events, ledger, plan }: Passed): NodeFigures[] {
  const found = new Map<string, Counting>();
  const tokens = new Map(ledger.map(({ request, total }) => [request, total]));
  const begun = new Map<string, number>();
  for (const { type, at, data } of events) {
    const request = textOf(data['request_id']);
    if (type === 'stage_started') begun.set(request, Date.parse(at));
    if (type !== 'stage_completed') continue;
    const one = countingOf(found, textOf(data['plane']), textOf(data['node_id']));
    if (isWell(plan, data)) one.succeeded += 1;
    else one.failed += 1;
    const seconds = (Date.parse(at) - (begun.get(request) ?? NaN)) / 1000;
    if (seconds >= 0) one.seconds.push(seconds);
    const spent = tokens.get(request);
    if (spent !== undefined) one.tokens.push(spent);
  }
  return [...found.values()].map(figuresOf);
}

function countingOf(found: Map<string, Counting>, plane: string, node: string): Counting {
  const key = `${plane}/${node}`;
  const one = found.get(key) ?? { plane, node, succeeded: 0, failed: 0, seconds: [], tokens: [] };
  found.set(key, one);
  return one;
}

const figuresOf = ({ plane, node, succeeded, failed, seconds, tokens }: Counting): NodeFigures => ({
  ...{ plane, node, stages: succeeded + failed, succeeded, failed },
  ...{ seconds: middleOf(seconds), tokens: middleOf(tokens) },
});

/** Whether the stage ended as it should; by its failure alone where the plan does not know its outcome any more. */
export function isWell(plan: Plan | null, data: EventView['data']): boolean {
  if (typeof data['failure_class'] === 'string') return false;
  const node = own(plan?.planes[textOf(data['plane']) as Plane]?.nodes ?? {}, textOf(data['node_id']));
  const resultClass = own(node?.outcomes ?? {}, textOf(data['terminal_result']));
  return resultClass === undefined || isGood(resultClass);
}

/** `end:done` is the end `done`. */
export const targetOf = (next: string): string => next.replace(/^end:/, '');

function edgesIn(events: readonly EventView[]): Flow['edges'] {
  const found = new Map<string, Flow['edges'][number]>();
  for (const { type, data } of events) {
    if (type !== 'router_decision') continue;
    const [plane, from, outcome] = [data['plane'], data['node_id'], data['terminal_result']].map(textOf);
    const edge = { plane: plane ?? '', from: from ?? '', to: targetOf(textOf(data['next'])), outcome: outcome ?? '' };
    const key = JSON.stringify(edge);
    const one = found.get(key) ?? { ...edge, count: 0 };
    one.count += 1;
    found.set(key, one);
  }
  return [...found.values()];
}

const [A_DAY_H, A_MONTH_H] = [24, 24 * 31];
const HOUR = 3_600_000;

export async function flowAnswer({ dir, place, query, now }: Question): Promise<Flow> {
  const hours = Math.max(1, numberIn(query, 'hours', A_DAY_H, A_MONTH_H));
  const since = now - hours * HOUR;
  const events = await eventsFrom(place.watched, since, now);
  const plan = planIn(dir);
  const ledger = place.watched.ledger().filter(({ at }) => Date.parse(at) >= since);
  return { since: new Date(since).toISOString(), ...flowOf({ events, ledger, plan }), items: itemsStanding(dir, plan) };
}
