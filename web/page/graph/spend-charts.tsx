// What was used, as bars that stand in the table of their numbers: the table is what the bars say, for whoever does not see them.
import type { Spend, Sum } from '../../contract.js';
import { costText } from '../../../core/report/cost.js';
import { Money, Num, percent } from '../parts/num.js';
import { Empty, Panel } from '../parts/panel.js';
import { Text } from '../parts/text.js';
import { cachedShare, largest, partsOf } from './shares.js';

export function SpendCharts({ spend, days }: { spend: Spend; days: number }) {
  const { total, byStage, byModel, byDay, wasted, budget, prices } = spend;
  return (
    <>
      <Totals total={total} wasted={wasted} days={days} />
      {budget.length > 0 && <Budget rules={budget} />}
      <BarTable name="By stage" of="Stage" sums={byStage} empty="No stage used any tokens." />
      <BarTable name="By model" of="Model" sums={byModel} empty="No model is known." />
      <BarTable name="By day" of="Day" sums={byDay} empty="Nothing was used on any day." />
      {prices.length > 0 && (
        <p class="quiet">
          Costs are counted by the prices of{' '}
          {prices.map(({ day, source }, at) => (
            <span key={`${day} ${source}`}>
              {at > 0 && ', '}
              <Text of={`${day} (${source})`} />
            </span>
          ))}
          , and are no bill.
        </p>
      )}
    </>
  );
}

function Totals({ total, wasted, days }: { total: Sum; wasted: number; days: number }) {
  const share = cachedShare(total);
  return (
    <dl class="totals">
      <Figure
        name={`Tokens, ${days} days`}
        value={total.total}
        as="tokens"
        title="Input with what was cached of it, and output"
      />
      <Figure name="Cached" value={share} as="percent" title="Part of the input that came from a cache" />
      <Figure name="Output" value={total.output} as="tokens" title="Tokens that models wrote" />
      <Figure name="Wasted" value={wasted} as="tokens" title="Tokens of stages that did not succeed" />
      <Figure name="Stages" value={total.stages} as="count" title="Stages that ran" />
      {total.cost !== null && (
        <div>
          <dt>Cost</dt>
          <dd>
            <Money of={total.cost} />
          </dd>
        </div>
      )}
    </dl>
  );
}

interface FigureProps {
  name: string;
  value: number | null;
  as: 'tokens' | 'percent' | 'count';
  title: string;
}

const Figure = ({ name, value, as, title }: FigureProps) => (
  <div>
    <dt>{name}</dt>
    <dd>
      <Num value={value} as={as} title={title} />
    </dd>
  </div>
);

interface BarTableProps {
  name: string;
  of: string;
  sums: readonly Sum[];
  empty: string;
}

function BarTable({ name, of, sums, empty }: BarTableProps) {
  const most = largest(sums);
  const hasCost = sums.some(({ cost }) => cost !== null);
  if (sums.length === 0) {
    return (
      <Panel name={name}>
        <Empty>{empty}</Empty>
      </Panel>
    );
  }
  return (
    <Panel name={name} more={<Legend />}>
      <table class="rows bars">
        <caption class="unseen">{`Tokens ${name.toLowerCase()}`}</caption>
        <thead>
          <tr>
            <th scope="col">{of}</th>
            <th scope="col" class="bar-column">
              <span class="unseen">Bar</span>
            </th>
            <th scope="col" class="num" title="Input and output together">
              Tokens
            </th>
            <th scope="col" class="num" title="Part of the input that came from a cache">
              Cached
            </th>
            <th scope="col" class="num">
              Output
            </th>
            <th scope="col" class="num">
              Stages
            </th>
            {hasCost && (
              <th scope="col" class="num">
                Cost
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {sums.map((sum) => (
            <BarRow key={sum.name} sum={sum} of={of} most={most} hasCost={hasCost} />
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

function BarRow({ sum, of, most, hasCost }: { sum: Sum; of: string; most: number; hasCost: boolean }) {
  const { name, total, output, stages, cost } = sum;
  return (
    <tr tabIndex={-1} data-row>
      <th scope="row" data-column={of}>
        <Text of={name} or="not known" />
      </th>
      <td class="bar-column" data-column="Bar" aria-hidden="true">
        <Stacked sum={sum} most={most} />
      </td>
      <td class="num" data-column="Tokens">
        <Num value={total} as="tokens" title={`${total.toLocaleString('en')} tokens, input and output`} />
      </td>
      <td class="num" data-column="Cached">
        <Num value={cachedShare(sum)} as="percent" title="Part of the input that came from a cache" />
      </td>
      <td class="num" data-column="Output">
        <Num value={output} as="tokens" title={`${output.toLocaleString('en')} tokens that it wrote`} />
      </td>
      <td class="num" data-column="Stages">
        <Num value={stages} title="Stages that ran" />
      </td>
      {hasCost && (
        <td class="num" data-column="Cost" title="Counted by the prices of millrace.toml">
          {costText(cost)}
        </td>
      )}
    </tr>
  );
}

function Stacked({ sum, most }: { sum: Sum; most: number }) {
  const { fresh, cached, output } = partsOf(sum, most);
  return (
    <span class="stacked">
      <span class="fresh" style={{ width: `${fresh}%` }} />
      <span class="cached" style={{ width: `${cached}%` }} />
      <span class="output" style={{ width: `${output}%` }} />
    </span>
  );
}

const Legend = () => (
  <ul class="bar-legend" aria-label="What the bars are made of">
    <li>
      <span class="swatch fresh" /> new input
    </li>
    <li>
      <span class="swatch cached" /> cached input
    </li>
    <li>
      <span class="swatch output" /> output
    </li>
  </ul>
);

/** How much of each rule is used. It is named in words when it is used up: no colour says that alone. */
function Budget({ rules }: { rules: Spend['budget'] }) {
  return (
    <Panel name="Budget">
      <ul class="budget">
        {rules.map(({ rule, used, limit, unit, resets_at: resets }, at) => {
          const share = limit <= 0 ? 1 : used / limit;
          return (
            <li key={rule} class={share >= 1 ? 'full' : ''}>
              <span class="id">
                <Text of={rule} />
              </span>
              <span
                class="meter"
                role="meter"
                aria-label={`Used of ${rule}`}
                aria-valuemin={0}
                aria-valuemax={limit}
                aria-valuenow={Math.min(used, limit)}
              >
                <span class="fill" style={{ width: `${Math.min(100, share * 100)}%` }} />
              </span>
              <span>
                <Num value={used} title="Used in its window" report={`usage.budget.${at}.used`} /> of{' '}
                <Num value={limit} unit={unit} title="Its limit" report={`usage.budget.${at}.limit`} />,{' '}
                {percent(share)}
                {share >= 1 && <strong> ✕ used up</strong>}
              </span>
              <span class="quiet">{resets === null ? 'until somebody raises it' : <Until at={resets} />}</span>
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}

const Until = ({ at }: { at: string }) => (
  <>
    room again at <time dateTime={at}>{at.slice(0, 16).replace('T', ' ')} UTC</time>
  </>
);
