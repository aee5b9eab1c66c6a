// The families of a workspace, by their folders: those that ship, and those that it added.
import { ADDED_FOLDER, familiesWith } from '../core/contracts/families.js';
import { namesIn, shown } from './files.js';

export const familiesOf = (workspace: string): string[] => familiesWith(namesIn(shown(workspace, ADDED_FOLDER)));
