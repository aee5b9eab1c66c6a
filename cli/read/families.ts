// The families of a workspace, by their folders: those that ship, and those that it added.
import { ADDED_FOLDER, FAMILIES } from '../../core/contracts/families.js';
import { isFamilyId } from '../../core/contracts/ids.js';
import { namesIn, shown } from './files.js';

export function familiesOf(workspace: string): string[] {
  const added = namesIn(shown(workspace, ADDED_FOLDER)).filter(isFamilyId);
  return [...Object.keys(FAMILIES), ...added.filter((name) => !Object.hasOwn(FAMILIES, name))];
}
