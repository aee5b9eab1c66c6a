// One work item: its document, its runs, what it needs.
import { Empty } from '../parts/panel.js';

export function ItemView({ family, id }: { family: string; id: string }) {
  return (
    <Empty>
      Nothing is drawn of {family}/{id} so far.
    </Empty>
  );
}
