// Work items in the order in which they are claimed, then what is blocked; on demand what is at its end.
import type { Queue, QueueRow } from '../../contract.js';
import { asked, FilterChoice, FilterField } from '../parts/filter.js';
import { ItemLink, itemRoute, RootLink } from '../parts/links.js';
import { Num } from '../parts/num.js';
import { Answered } from '../parts/panel.js';
import { Status } from '../parts/status.js';
import { type Column, Table } from '../parts/table.js';
import { Text } from '../parts/text.js';
import { Time } from '../parts/time.js';
import { pathIn, withQuery } from '../route.js';
import { useAnswer } from '../store/answer.js';
import { keyNow } from '../store/place.js';
import { changes } from '../store/workspace.js';

const STATES = [
  ['', 'open'],
  ['queued', 'queued'],
  ['active', 'active'],
  ['blocked', 'blocked'],
  ['done', 'done'],
  ['cancelled', 'cancelled'],
  ['superseded', 'superseded'],
  ['all', 'all'],
] as const;

export function QueuePage() {
  const path = pathIn(keyNow(), 'queue');
  const answer = useAnswer<Queue>(withQuery(path, asked('state', 'text')), changes.value);
  return (
    <>
      <form class="filters" role="search" aria-label="Work items" onSubmit={(event) => event.preventDefault()}>
        <FilterField name="text" label="Text" isFirst />
        <FilterChoice name="state" label="State" choices={STATES} />
      </form>
      <Answered answer={answer}>
        {({ items, total }) => (
          <>
            <p class="quiet">
              <Num value={items.length} title="Items that are listed" /> of{' '}
              <Num value={total} title="Items that fit the filter" unit="items" />
            </p>
            <Table
              name="Work items"
              rows={items}
              keyOf={({ item }) => item}
              to={({ item }) => itemRoute(item)}
              empty="No item is here."
              columns={COLUMNS}
            />
          </>
        )}
      </Answered>
    </>
  );
}

const COLUMNS: Column<QueueRow>[] = [
  {
    name: '#',
    is: 'num',
    title: 'Place in the line',
    cell: ({ position }) => <Num value={position} title="Place in the line" />,
  },
  { name: 'State', is: 'tight', cell: ({ state }) => <Status of={state} /> },
  {
    name: 'Item',
    is: 'wide',
    cell: ({ item, title }) => (
      <>
        <ItemLink item={item} /> <Text of={title} />
      </>
    ),
  },
  {
    name: 'Why not now',
    title: 'What it waits for, or why it is blocked',
    cell: ({ waitsFor, reason }) => <Text of={waitsFor ?? reason} />,
  },
  { name: 'Root', is: 'tight', cell: ({ root }) => (root === null ? null : <RootLink root={root} />) },
  { name: 'Made', is: 'num', cell: ({ createdAt }) => <Time at={createdAt} /> },
];
