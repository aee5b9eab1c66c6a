// The first screen of a workspace: what to decide, what runs, what comes.
import { Loading } from '../parts/panel.js';
import { Status } from '../parts/status.js';
import { report } from '../store/workspace.js';

export function DetailPage() {
  const current = report.value;
  if (current === null) return <Loading />;
  return <Status of={current.health.state} report="health.state" />;
}
