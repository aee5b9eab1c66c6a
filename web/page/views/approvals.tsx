// What was asked for, and what was said to it.
import { Empty } from '../parts/panel.js';

export function ApprovalsPage() {
  return <Empty>Nothing is drawn here so far.</Empty>;
}
