// All workspaces, as rows: which of them needs somebody, what runs there, what waits, what was spent.
import { useEffect } from 'preact/hooks';
import type { ElsewhereRow, FleetRow } from '../../contract.js';
import { Link } from '../parts/links.js';
import { Money, Num } from '../parts/num.js';
import { Failed, Loading } from '../parts/panel.js';
import { Status } from '../parts/status.js';
import { type Column, Table } from '../parts/table.js';
import { Text } from '../parts/text.js';
import { duration } from '../../../cli/render/duration.js';
import { fleet, fleetTrouble, listenToFleet } from '../store/fleet.js';

export function FleetPage() {
  useEffect(listenToFleet, []);
  const all = fleet.value;
  if (all === null) return fleetTrouble.value === null ? <Loading /> : <Failed trouble={fleetTrouble.value} />;
  return (
    <>
      <Here rows={all.workspaces} />
      {all.elsewhere.length > 0 && <Elsewhere rows={all.elsewhere} />}
    </>
  );
}

function Here({ rows }: { rows: FleetRow[] }) {
  return (
    <Table
      name="All workspaces"
      rows={rows}
      keyOf={({ key }) => key}
      to={({ key, trouble }) => (trouble === null ? { is: 'detail', key } : null)}
      toneOf={({ needs, trouble }) => (needs > 0 || trouble !== null ? 'needy' : '')}
      empty="The server shows no workspace. Start it with `millrace serve -w DIR`, or with `--all`."
      columns={COLUMNS}
    />
  );
}

const Elsewhere = ({ rows }: { rows: ElsewhereRow[] }) => (
  <section>
    <h2>On other hosts</h2>
    <Table
      name="Workspaces of other hosts"
      rows={rows}
      keyOf={({ id }) => id}
      toneOf={({ needsYou }) => (needsYou ? 'needy' : '')}
      empty=""
      columns={ELSEWHERE}
    />
  </section>
);

const ELSEWHERE: Column<ElsewhereRow>[] = [
  { name: 'Workspace', is: 'wide', cell: ({ id }) => <Text of={id} /> },
  { name: 'Host', cell: ({ host }) => <Text of={host} or="not said" /> },
  { name: 'State', is: 'tight', cell: ({ state }) => <Text of={state} /> },
  {
    name: 'Needs you',
    is: 'tight',
    cell: ({ needsYou }) => (needsYou ? <span class="badge">! yes</span> : <span class="quiet">no</span>),
  },
  {
    name: 'Last seen',
    is: 'tight',
    title: 'When its host asked the server for work last',
    cell: ({ seen }) => <Text of={seen} or="not lately" />,
  },
];

const COLUMNS: Column<FleetRow>[] = [
  {
    name: 'Workspace',
    is: 'wide',
    cell: (row) => (
      <>
        <Name of={row} />
        <span class="path quiet">
          <Text of={row.path} />
        </span>
      </>
    ),
  },
  {
    name: 'Health',
    is: 'tight',
    cell: (row) => (row.trouble === null ? <Health of={row} /> : <Trouble of={row.trouble} />),
  },
  {
    name: 'Needs you',
    is: 'num',
    title: 'Entries of its attention list',
    cell: ({ needs }) =>
      needs === 0 ? (
        <Num value={0} title="Entries of its attention list" />
      ) : (
        <span class="badge">
          <span aria-hidden="true">! </span>
          <Num value={needs} title="Entries of its attention list" />
        </span>
      ),
  },
  { name: 'Now', is: 'wide', cell: (row) => <Now of={row} /> },
  {
    name: 'Queued',
    is: 'num',
    title: 'Items in the queue',
    cell: ({ queued }) => <Num value={queued} title="Items in the queue" />,
  },
  {
    name: 'Active',
    is: 'num',
    title: 'Items under way',
    cell: ({ active }) => <Num value={active} title="Items under way" />,
  },
  {
    name: 'Blocked',
    is: 'num',
    title: 'Items that are blocked',
    cell: ({ blocked }) => (
      <span class={blocked > 0 ? 'failing' : ''}>
        {blocked > 0 && <span aria-hidden="true">✕ </span>}
        <Num value={blocked} title="Items that are blocked" />
      </span>
    ),
  },
  {
    name: 'Done',
    is: 'num',
    title: 'Items done in the last 24 hours',
    cell: ({ done }) => <Num value={done} title="Items done in the last 24 hours" />,
  },
  {
    name: 'Spent',
    is: 'num',
    title: 'Tokens of the last 24 hours, and what they cost',
    cell: ({ tokens, cost }) => (
      <>
        <Num value={tokens} as="tokens" unit="tok" title="Tokens of the last 24 hours" />
        {cost !== null && <br />}
        <Money of={cost} />
      </>
    ),
  },
];

function Name({ of: { key, name, trouble } }: { of: FleetRow }) {
  if (trouble !== null)
    return (
      <strong>
        <Text of={name} />
      </strong>
    );
  return (
    <Link to={{ is: 'detail', key }} class="name">
      <Text of={name} />
    </Link>
  );
}

const Health = ({ of: { health, worker, rehearsal, paused } }: { of: FleetRow }) => (
  <>
    <Status of={health.state} />
    <br />
    {health.state === 'down' && (
      <span class="path quiet">
        <Text of={health.reasons[0]} />
      </span>
    )}
    <Status of={worker} word={`worker ${worker}`} />
    {paused && <span class="tag need">paused</span>}
    {rehearsal && <span class="tag need">rehearsal</span>}
  </>
);

const Trouble = ({ of }: { of: string }) => (
  <>
    <Status of="failed" word="cannot be read" />
    <br />
    <Text of={of} />
  </>
);

function Now({ of: { now } }: { of: FleetRow }) {
  if (now.length === 0) return <span class="quiet">nothing runs</span>;
  return (
    <ul class="plain">
      {now.map(({ item, title, node, elapsed_s: seconds }) => (
        <li key={item}>
          <Text of={node} />{' '}
          <span class="quiet">
            <Text of={title} or={item} />
          </span>{' '}
          <span class="num" title="How long this stage runs">
            {duration(seconds * 1000)}
          </span>
        </li>
      ))}
    </ul>
  );
}
