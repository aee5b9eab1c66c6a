// What was spent, by stage, model and day, over the days that somebody chose.
import { counted } from '../../../cli/render/count.js';
import type { Spend } from '../../contract.js';
import { SpendCharts } from '../graph/spend-charts.js';
import { Answered } from '../parts/panel.js';
import { pathIn } from '../route.js';
import { useAnswer } from '../store/answer.js';
import { ask, keyNow, query } from '../store/place.js';
import { changes } from '../store/workspace.js';

const DAYS = [1, 7, 14, 30] as const;
const USUAL = 14;

export function SpendPage() {
  const days = DAYS.find((one) => String(one) === query.value.get('days')) ?? USUAL;
  const answer = useAnswer<Spend>(`${pathIn(keyNow(), 'spend')}?days=${days}`, changes.value, 3000);
  return (
    <>
      <div class="segments" role="group" aria-label="How many days">
        {DAYS.map((one) => (
          <button key={one} type="button" aria-pressed={one === days} onClick={() => ask('days', String(one))}>
            {counted(one, 'day')}
          </button>
        ))}
      </div>
      <Answered answer={answer}>{(spend) => <SpendCharts spend={spend} days={days} />}</Answered>
    </>
  );
}
