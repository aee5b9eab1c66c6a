// What was asked for, and what was said to it: open questions first, with the commands that answer them.
import type { Approvals } from '../../contract.js';
import { Commands } from '../parts/commands.js';
import { ItemLink } from '../parts/links.js';
import { Answered } from '../parts/panel.js';
import { Status } from '../parts/status.js';
import { type Column, Table } from '../parts/table.js';
import { Text } from '../parts/text.js';
import { Time, wallTime } from '../parts/time.js';
import { pathIn } from '../route.js';
import { useAnswer } from '../store/answer.js';
import { keyNow } from '../store/place.js';
import { changes } from '../store/workspace.js';

type Approval = Approvals['approvals'][number];

export function ApprovalsPage() {
  const path = pathIn(keyNow(), 'approvals');
  return (
    <Answered answer={useAnswer<Approvals>(path, changes.value)}>
      {({ approvals }) => (
        <Table
          name="Approvals"
          rows={approvals}
          keyOf={({ id }) => id}
          empty="Nothing was asked for so far. A stage asks where the configuration gates what it may do."
          columns={COLUMNS}
        />
      )}
    </Answered>
  );
}

const COLUMNS: Column<Approval>[] = [
  { name: 'State', is: 'tight', cell: ({ state }) => <Status of={state} /> },
  {
    name: 'Asks for',
    is: 'wide',
    cell: ({ asks, id }) => (
      <>
        <strong>
          <Text of={asks} />
        </strong>
        <br />
        <code class="quiet">
          <Text of={id} />
        </code>
      </>
    ),
  },
  {
    name: 'For',
    cell: ({ item, node }) => (
      <>
        <ItemLink item={item} /> <Text of={node} />
      </>
    ),
  },
  {
    name: 'Answer',
    cell: ({ by, reason }) => (
      <>
        <Text of={by} />{' '}
        <span class="quiet">
          <Text of={reason} />
        </span>
      </>
    ),
  },
  { name: 'Asked', is: 'num', cell: ({ at }) => <Time at={at} /> },
  { name: 'Holds until', is: 'num', cell: ({ until }) => (until === null ? 'no end' : wallTime(until)) },
  { name: 'Commands', cell: ({ commands }) => <Commands of={commands} /> },
];
