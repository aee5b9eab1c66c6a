// What was spent, by stage, model and day.
import { Empty } from '../parts/panel.js';

export function SpendPage() {
  return <Empty>Nothing is drawn here so far.</Empty>;
}
