// One run: its stages, and what each was told, said and changed.
import { Empty } from '../parts/panel.js';

export function RunView({ run }: { run: string }) {
  return <Empty>Nothing is drawn of {run} so far.</Empty>;
}
