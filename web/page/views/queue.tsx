// Work items in the order of claims, and what is blocked.
import { Empty } from '../parts/panel.js';

export function QueuePage() {
  return <Empty>Nothing is drawn here so far.</Empty>;
}
