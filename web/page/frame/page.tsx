// Which page stands at an address, and what it is called.
import { PLACES } from '../keys.js';
import { Empty } from '../parts/panel.js';
import type { Route } from '../route.js';
import { route } from '../store/place.js';
import { ApprovalsPage } from '../views/approvals.js';
import { AuditPage } from '../views/audit.js';
import { DetailPage } from '../views/detail.js';
import { EventsPage } from '../views/events.js';
import { FleetPage } from '../views/fleet.js';
import { FlowPage } from '../views/flow.js';
import { ItemView } from '../views/item.js';
import { LineagePage } from '../views/lineage.js';
import { LineagesPage } from '../views/lineages.js';
import { QueuePage } from '../views/queue.js';
import { RunView } from '../views/run.js';
import { RunsPage } from '../views/runs.js';
import { ShelfPage } from '../views/shelf.js';
import { SpendPage } from '../views/spend.js';
import { TimelinePage } from '../views/timeline.js';

export function Page() {
  const current = route.value;
  return (
    <>
      <h1 class={current.is === 'detail' ? 'unseen' : ''}>{pageName(current)}</h1>
      {pageOf(current)}
    </>
  );
}

export function pageName(current: Route): string {
  switch (current.is) {
    case 'run':
      return 'Run';
    case 'item':
      return 'Item';
    case 'lineage':
      return 'Lineage';
    case 'unknown':
      return 'Nothing here';
    default:
      return PLACES.find(([, , is]) => is === current.is)?.[1] ?? '';
  }
}

/** For the title of a tab: which one of its kind it is. */
export function thingName(current: Route): string {
  const name = pageName(current);
  switch (current.is) {
    case 'run':
      return `${name} ${current.run}`;
    case 'item':
      return `${current.family}/${current.id}`;
    case 'lineage':
      return `${name} ${current.root}`;
    default:
      return name;
  }
}

function pageOf(current: Route) {
  switch (current.is) {
    case 'fleet':
      return <FleetPage />;
    case 'detail':
      return <DetailPage />;
    case 'flow':
      return <FlowPage />;
    case 'runs':
      return <RunsPage />;
    case 'queue':
      return <QueuePage />;
    case 'lineages':
      return <LineagesPage />;
    case 'timeline':
      return <TimelinePage />;
    case 'spend':
      return <SpendPage />;
    case 'events':
      return <EventsPage />;
    case 'approvals':
      return <ApprovalsPage />;
    case 'audit':
      return <AuditPage />;
    case 'shelf':
      return <ShelfPage />;
    case 'run':
      return <RunView at={current} />;
    case 'item':
      return <ItemView family={current.family} id={current.id} />;
    case 'lineage':
      return <LineagePage root={current.root} />;
    case 'unknown':
      return (
        <Empty>
          No page has this address. <a href="/">All workspaces</a>
        </Empty>
      );
  }
}
