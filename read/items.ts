// The items, by the folders they are in.
import { ITEM_STATES, type ItemState } from '../core/contracts/families.js';
import { runtimePaths } from '../core/contracts/paths.js';
import type { DocumentHead } from '../core/documents/head.js';
import { familiesOf } from './families.js';
import { filesIn, shown } from './files.js';
import type { HeadsOf } from './heads.js';

export interface ItemView extends DocumentHead {
  family: string;
  id: string;
  state: ItemState;
  /** Relative to `millrace-agents/`. */
  path: string;
}

/** All items, or those of one family or state, sorted by id within each folder. */
export function listItems(
  workspace: string,
  heads: HeadsOf,
  only: { family?: string; state?: ItemState } = {},
): ItemView[] {
  const families = familiesOf(workspace).filter((id) => only.family === undefined || only.family === id);
  return families.flatMap((family) =>
    ITEM_STATES.filter((state) => only.state === undefined || only.state === state).flatMap((state) =>
      itemsIn(workspace, heads, family, state),
    ),
  );
}

function itemsIn(workspace: string, heads: HeadsOf, family: string, state: ItemState): ItemView[] {
  const folder = runtimePaths.stateFolder(family, state);
  const documents = filesIn(shown(workspace, folder)).filter((name) => name.endsWith('.md') && !name.startsWith('.'));
  return documents.map((name) => {
    const place = { family, id: name.slice(0, -3), state, path: `${folder}/${name}` };
    return { ...place, ...heads(place) };
  });
}
