// All workspaces, as rows.
import { useEffect } from 'preact/hooks';
import { Table } from '../parts/table.js';
import { Failed, Loading } from '../parts/panel.js';
import { Text } from '../parts/text.js';
import { Link } from '../parts/links.js';
import { fleet, fleetTrouble, listenToFleet } from '../store/fleet.js';

export function FleetPage() {
  useEffect(listenToFleet, []);
  const all = fleet.value;
  if (all === null) return fleetTrouble.value === null ? <Loading /> : <Failed trouble={fleetTrouble.value} />;
  return (
    <Table
      name="All workspaces"
      rows={all.workspaces}
      keyOf={({ key }) => key}
      to={({ key }) => ({ is: 'detail', key })}
      empty="No workspace."
      columns={[
        {
          name: 'Workspace',
          cell: ({ key, name }) => (
            <Link to={{ is: 'detail', key }}>
              <Text of={name} />
            </Link>
          ),
        },
      ]}
    />
  );
}
