// Which workspaces are shown, and the key of each in addresses: its id, so that an address stays good.
import { sha256Hex } from '../../core/contracts/digest.js';
import { readWorkspaceId } from '../../read/identity.js';

export interface Shown {
  key: string;
  /** Absolute. */
  dir: string;
  /** Null where its folder says none. */
  id: string | null;
}

/** A workspace that was named, or that the state home knows. */
export interface Named {
  /** Absolute; null: nobody knows where it lies. */
  dir: string | null;
  /** As the state home has it; null = its folder says it. */
  id: string | null;
}

export function shownOf(named: readonly Named[]): Shown[] {
  const found = named.flatMap(({ dir, id }) => (dir === null ? [] : [{ dir, id: readWorkspaceId(dir) ?? id }]));
  const isFirst = (id: string, at: number): boolean => found.findIndex((one) => one.id === id) === at;
  return found.map(({ dir, id }, at) => ({
    ...{ dir, id },
    // A copy has the id of what it was copied from, and a folder that is none has no id.
    key: id !== null && isFirst(id, at) ? id : `${id ?? 'folder'}.${sha256Hex(dir).slice(0, 12)}`,
  }));
}
