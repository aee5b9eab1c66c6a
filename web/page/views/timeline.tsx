// Stages and waits by lane, over time.
import { Empty } from '../parts/panel.js';

export function TimelinePage() {
  return <Empty>Nothing is drawn here so far.</Empty>;
}
