// The feed, as it comes.
import { Empty } from '../parts/panel.js';

export function EventsPage() {
  return <Empty>Nothing is drawn here so far.</Empty>;
}
