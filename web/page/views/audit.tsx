// What operators did, and why.
import { Empty } from '../parts/panel.js';

export function AuditPage() {
  return <Empty>Nothing is drawn here so far.</Empty>;
}
