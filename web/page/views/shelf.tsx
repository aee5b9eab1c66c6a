// Skills, and candidates that learning made.
import { Empty } from '../parts/panel.js';

export function ShelfPage() {
  return <Empty>Nothing is drawn here so far.</Empty>;
}
