// Whether an id is taken, seen in the folders: the same text again is harmless, another text under the id is a conflict.
import type { WorkDocument } from '../../core/contracts/documents.js';
import { ITEM_STATES, type ItemState } from '../../core/contracts/families.js';
import { runtimePaths } from '../../core/contracts/paths.js';
import { CliError } from '../errors.js';
import { EXIT } from '../exit.js';
import { readPiece, shown } from '../../read/files.js';

/** State in which this very text is known; null when the id is free. Exit 5 when another text has the id. */
export function findKnown(workspace: string, { family, id }: WorkDocument, text: string): ItemState | null {
  for (const state of ITEM_STATES) {
    const found = readPiece(shown(workspace, runtimePaths.document(family, state, id)));
    if (found?.text === text) return state;
    if (found !== null) throw taken(family, id, state);
  }
  return null;
}

function taken(family: string, id: string, state: ItemState): CliError {
  const message = `The id ${id} is taken by another ${family}, which is ${state}; nothing was changed.`;
  const hint = `Choose another id. \`millrace queue show ${id}\` shows the one that has it.`;
  return new CliError({ exit: EXIT.conflict, code: 'conflict', message, hint });
}
