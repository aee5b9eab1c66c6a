// Runs, the newest first, by what the filter says.
import { Empty } from '../parts/panel.js';

export function RunsPage() {
  return <Empty>Nothing is drawn here so far.</Empty>;
}
