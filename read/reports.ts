// The reports that a stage left, as the folder of its run shows them now: where, how large, and what they are called.
import { runtimePaths } from '../core/contracts/paths.js';
import { isRecord } from '../core/form.js';
import { insideOf } from '../disk/inside.js';
import { type Piece, readPiece, shown } from './files.js';

export interface ReportView {
  /** Relative to the run's folder. */
  path: string;
  bytes: number;
  /** Its first heading, or else its first line; null when it has none, as a file that is no text. */
  title: string | null;
}

const HEAD_BYTES = 4096;

/** `listed`: as the result of the stage names them; what is wrong in it, or not there any more, is passed over. */
export function readReports(workspace: string, run: string, listed: unknown): ReportView[] {
  const all = Array.isArray(listed) ? listed.filter(isRecord) : [];
  return all.flatMap(({ path, earlier }) => {
    // A later stage that left another file of that name moved this one.
    for (const place of [earlier, path].filter((one) => typeof one === 'string')) {
      const head = headOf(shown(workspace, `${runtimePaths.runs}/${run}`), place);
      if (head !== null) return [{ path: place, bytes: head.stat.size, title: titleOf(head.text) }];
    }
    return [];
  });
}

/** Anybody may have written the list: nothing outside of the run's folder is read. */
function headOf(folder: string, place: string): Piece | null {
  try {
    return readPiece(insideOf(folder, place), { first: HEAD_BYTES });
  } catch {
    return null;
  }
}

function titleOf(text: string): string | null {
  const lines = text.split('\n').map((line) => line.trim());
  const heading = lines.find((line) => /^#{1,6}\s+\S/.test(line));
  const title = (heading ?? lines.find((line) => /[\p{L}\p{N}]/u.test(line)) ?? '').replace(/^#{1,6}\s+/, '');
  return title === '' || text.includes('\0') ? null : title;
}
