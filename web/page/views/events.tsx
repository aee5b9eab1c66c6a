// The feed, as it comes: what is news, or all of it, in the order of time or by item.
import type { EventRow, Events } from '../../contract.js';
import { asked, FilterChoice, FilterField } from '../parts/filter.js';
import { ItemLink, RunLink, runRoute } from '../parts/links.js';
import { More } from '../parts/more.js';
import { Answered, Panel } from '../parts/panel.js';
import { type Column, Table } from '../parts/table.js';
import { Text } from '../parts/text.js';
import { Clock, Time } from '../parts/time.js';
import { pathIn } from '../route.js';
import { byItem, newsIn, withRows } from '../store/feed.js';
import { usePaged } from '../store/pages.js';
import { keyNow, query } from '../store/place.js';
import { feed } from '../store/workspace.js';

export function EventsPage() {
  const path = pathIn(keyNow(), 'events');
  const filter = asked('item', 'type');
  const paged = usePaged<Events>(path, filter, null);
  const isNarrowed = filter.some(([, value]) => value !== '');
  const answered = paged.pages.flatMap(({ events }) => events);
  const fresh = isNarrowed ? feed.value.filter((row) => fits(row, filter)) : feed.value;
  const rows = newsIn(withRows(answered, fresh), query.value.get('all') === 'yes');
  return (
    <>
      <form class="filters" role="search" aria-label="Events" onSubmit={(event) => event.preventDefault()}>
        <FilterField name="item" label="Item" isFirst />
        <FilterField name="type" label="Type" />
        <FilterChoice
          name="by"
          label="Order"
          choices={[
            ['', 'by time'],
            ['item', 'by item'],
          ]}
        />
        <FilterChoice
          name="all"
          label="Show"
          choices={[
            ['', 'news'],
            ['yes', 'everything'],
          ]}
        />
      </form>
      <Answered answer={paged.first}>
        {() => (query.value.get('by') === 'item' ? <ByItem rows={rows} /> : <Rows rows={rows} />)}
      </Answered>
      <More of={paged} />
    </>
  );
}

const fits = (row: EventRow, filter: readonly [string, string][]): boolean =>
  filter.every(([name, value]) => (name === 'item' ? row.item : row.type).includes(value));

function ByItem({ rows }: { rows: readonly EventRow[] }) {
  return (
    <>
      {byItem(rows).map(([item, some]) => (
        <Panel key={item} name={item === '' ? 'About no item' : item} more={<Time at={some[0]?.at ?? null} />}>
          <Rows rows={some} />
        </Panel>
      ))}
    </>
  );
}

const Rows = ({ rows }: { rows: readonly EventRow[] }) => (
  <Table
    name="Events"
    rows={rows}
    keyOf={({ seq }) => String(seq)}
    to={({ run }) => (run === '' ? null : runRoute(run))}
    empty="Nothing happened here so far."
    columns={COLUMNS}
    seqOf={({ seq }) => seq}
  />
);

const COLUMNS: Column<EventRow>[] = [
  { name: 'Time', is: 'tight', cell: ({ at }) => <Clock at={at} /> },
  {
    name: 'What',
    is: 'tight',
    cell: ({ kind, type }) => (
      <span class="kind" title={type}>
        <Text of={kind} or={type} />
      </span>
    ),
  },
  { name: 'Item', is: 'tight', cell: ({ item }) => (item === '' ? null : <ItemLink item={item} />) },
  { name: 'Stage', is: 'tight', cell: ({ node }) => <Text of={node} /> },
  { name: 'Words', is: 'wide', cell: ({ detail }) => <Text of={detail} /> },
  { name: 'Run', is: 'tight', cell: ({ run }) => <RunLink run={run} /> },
];
