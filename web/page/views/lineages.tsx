// Roots and how far their work is.
import { Empty } from '../parts/panel.js';

export function LineagesPage() {
  return <Empty>Nothing is drawn here so far.</Empty>;
}
