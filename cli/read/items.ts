// The items, by the folders they are in.
import { ITEM_STATES, type ItemState } from '../../core/contracts/families.js';
import { runtimePaths } from '../../core/contracts/paths.js';
import { familiesOf } from './families.js';
import { namesIn, readPiece, shown } from './files.js';

export interface ItemView {
  family: string;
  id: string;
  state: ItemState;
  /** From the first line; empty when there is none. */
  title: string;
  /** Relative to `millrace-agents/`. */
  path: string;
}

/** All items, or those of one family or state, sorted by id within each folder. */
export function listItems(workspace: string, only: { family?: string; state?: ItemState } = {}): ItemView[] {
  const families = familiesOf(workspace).filter((id) => only.family === undefined || only.family === id);
  return families.flatMap((family) =>
    ITEM_STATES.filter((state) => only.state === undefined || only.state === state).flatMap((state) =>
      itemsIn(workspace, family, state),
    ),
  );
}

function itemsIn(workspace: string, family: string, state: ItemState): ItemView[] {
  const folder = runtimePaths.stateFolder(family, state);
  const names = namesIn(shown(workspace, folder)).filter((name) => name.endsWith('.md') && !name.startsWith('.'));
  return names.flatMap((name) => {
    const path = `${folder}/${name}`;
    const head = readPiece(shown(workspace, path), { first: 512 });
    return head === null ? [] : [{ family, id: name.slice(0, -3), state, title: titleOf(head.text), path }];
  });
}

function titleOf(text: string): string {
  const line = text.replace(/^\uFEFF/, '').split(/\r?\n/, 1)[0] ?? '';
  return line.startsWith('# ') ? line.slice(2).trim() : '';
}
