// What was spent in the last days, by stage, model and day; and how much of it on stages that did not do their part.
import { type EventView, textOf } from '../../../read/events.js';
import { pricesBehind } from '../../../read/ledger.js';
import { spentSum, spentSums } from '../../../read/spent-sums.js';
import type { Spend } from '../../contract.js';
import { isWell } from './flow.js';
import { planIn } from './plan.js';
import { numberIn, type Question } from './question.js';

const [FORTNIGHT, A_YEAR] = [14, 366];
const DAY = 86_400_000;

export async function spendAnswer({ dir, place, query, now }: Question): Promise<Spend> {
  const days = Math.max(1, numberIn(query, 'days', FORTNIGHT, A_YEAR));
  // Whole days, as the ledger has them, with today.
  const since = (Math.floor(now / DAY) - days + 1) * DAY;
  const spent = place.watched.ledger().filter(({ at }) => Date.parse(at) >= since);
  const { report } = await place.watched.report();
  const failed = failedIn(dir, await place.watched.ended(since));
  return {
    total: spentSum('in all', spent),
    ...{ byStage: spentSums(spent, 'stage'), byModel: spentSums(spent, 'model'), byDay: spentSums(spent, 'day') },
    wasted: spent.reduce((sum, { request, total }) => sum + (failed.has(request) ? total : 0), 0),
    ...{ budget: report.usage.budget, prices: pricesBehind(spent) },
  };
}

/** Requests of stages that did not succeed. `ended`: events by which stages ended. */
function failedIn(dir: string, ended: readonly EventView[]): Set<string> {
  const plan = planIn(dir);
  return new Set(ended.flatMap(({ data }) => (isWell(plan, data) ? [] : [textOf(data['request_id'])])));
}
