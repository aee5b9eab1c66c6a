// A file in the folder of a run: no link on the way to it is followed, and none leads out.
import { runtimePaths } from '../core/contracts/paths.js';
import { insideOf } from '../disk/inside.js';
import { shown } from './files.js';
import { type FilePiece, pieceOf } from './piece.js';

/** Null where there is none of ours. `run`: name of a run folder; `name`: relative to it. */
export function runFilePiece(
  workspace: string,
  run: string,
  name: string,
  { from, most }: { from: number; most: number },
): FilePiece | null {
  try {
    return pieceOf(insideOf(shown(workspace, `${runtimePaths.runs}/${run}`), name), from, most);
  } catch {
    return null;
  }
}
