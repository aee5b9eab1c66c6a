// The pipeline large and live, with what moves through it.
import { Empty } from '../parts/panel.js';

export function FlowPage() {
  return <Empty>Nothing is drawn here so far.</Empty>;
}
