// Runs, the newest first, narrowed by what the address says: it can be sent to somebody else as it is.
import type { Cost } from '../../../core/report/cost.js';
import type { RunRow, Runs } from '../../contract.js';
import { asked, FilterChoice, FilterField } from '../parts/filter.js';
import { ItemLink, RunLink, runRoute } from '../parts/links.js';
import { More } from '../parts/more.js';
import { Money, Num } from '../parts/num.js';
import { Answered } from '../parts/panel.js';
import { Status } from '../parts/status.js';
import { type Column, Table } from '../parts/table.js';
import { Text } from '../parts/text.js';
import { Between, Time } from '../parts/time.js';
import { pathIn } from '../route.js';
import { once, usePaged } from '../store/pages.js';
import { keyNow } from '../store/place.js';
import { changes } from '../store/workspace.js';

const STATES = ['', 'active', 'done', 'blocked', 'cancelled', 'superseded'].map(
  (state) => [state, state === '' ? 'any' : state] as const,
);

export function RunsPage() {
  const path = pathIn(keyNow(), 'runs');
  const paged = usePaged<Runs>(path, asked('state', 'item', 'node', 'model', 'text'), changes.value);
  return (
    <>
      <form class="filters" role="search" aria-label="Runs" onSubmit={(event) => event.preventDefault()}>
        <FilterField name="text" label="Text" isFirst />
        <FilterChoice name="state" label="State" choices={STATES} />
        <FilterField name="item" label="Item" />
        <FilterField name="node" label="Stage" />
        <FilterField name="model" label="Model" />
      </form>
      <Answered answer={paged.first}>
        {({ total }) => (
          <>
            <p class="quiet">
              <Num value={total} title="Runs that fit the filter" unit={total === 1 ? 'run' : 'runs'} />
            </p>
            <RunTable
              rows={once(
                paged.pages.flatMap(({ runs }) => runs),
                ({ run }) => run,
              )}
              empty="No run fits this filter."
            />
            <More of={paged} />
          </>
        )}
      </Answered>
    </>
  );
}

export const RunTable = ({ rows, empty }: { rows: readonly RunRow[]; empty: string }) => (
  <Table
    name="Runs"
    rows={rows}
    keyOf={({ run }) => run}
    to={({ run }) => runRoute(run)}
    empty={empty}
    columns={COLUMNS}
  />
);

const COLUMNS: Column<RunRow>[] = [
  { name: 'State', is: 'tight', cell: ({ state }) => <Status of={state} /> },
  { name: 'Run', is: 'tight', cell: ({ run }) => <RunLink run={run} /> },
  {
    name: 'Item',
    is: 'wide',
    cell: ({ item, title, played }) => (
      <>
        <ItemLink item={item} /> <Text of={title} /> <Played of={played} />
      </>
    ),
  },
  {
    name: 'Last stage',
    title: 'The stage that ran last, and its outcome',
    cell: ({ lastNode, lastOutcome }) => (
      <>
        <Text of={lastNode} />{' '}
        <span class="quiet">
          <Text of={lastOutcome} />
        </span>
      </>
    ),
  },
  {
    name: 'Stages',
    is: 'num',
    title: 'Stages of the run',
    cell: ({ stages }) => <Num value={stages} title="Stages of the run" />,
  },
  { name: 'Model', cell: ({ models }) => <Text of={models.join(', ')} or="–" /> },
  {
    name: 'Spent',
    is: 'num',
    title: 'Tokens, and what they cost',
    cell: ({ tokens, cost }) => <Spent tokens={tokens} cost={cost} />,
  },
  {
    name: 'Took',
    is: 'num',
    title: 'From its first stage to its end',
    cell: ({ startedAt, endedAt }) => <Between from={startedAt} to={endedAt} />,
  },
  { name: 'Began', is: 'num', cell: ({ startedAt }) => <Time at={startedAt} or="–" /> },
];

export const Played = ({ of }: { of: number }) =>
  of === 0 ? null : (
    <span class="tag need" title="Stages of it were played from a script, and no model was asked">
      rehearsal
    </span>
  );

export function Spent({ tokens, cost }: { tokens: number | null; cost: Cost }) {
  return (
    <>
      <Num value={tokens} as="tokens" unit="tok" title="Tokens; what was cached is counted once" />
      {cost !== null && (
        <>
          <br />
          <Money of={cost} />
        </>
      )}
    </>
  );
}
