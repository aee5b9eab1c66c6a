// The work under one root.
import { Empty } from '../parts/panel.js';

export function LineagePage({ root }: { root: string }) {
  return <Empty>Nothing is drawn of {root} so far.</Empty>;
}
