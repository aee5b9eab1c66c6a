// The ideas that lie in the inboxes. Their files stay where they are, so what was seen once is not read again until it changes.
import { lstatSync } from 'node:fs';
import path from 'node:path';
import { IDEA } from '../../core/contracts/families.js';
import { RUNTIME_DIR, runtimePaths } from '../../core/contracts/paths.js';
import { MAX_DOCUMENT_BYTES } from '../../core/documents/check.js';
import { REST_MS } from '../../core/documents/rest.js';
import type { Dirs } from '../dirs.js';
import { shownFile } from '../folder.js';
import { readPlain } from '../plain.js';
import { isBeingWritten, markOf } from '../store/rest.js';
import type { Refused } from '../mirror/quarantine.js';
import { documentsIn } from './folders.js';
import { misnamedIn } from './misnamed.js';
import { takeIdea, type TakenIdea } from './ideas.js';

/** What is remembered between two scans. */
export interface SeenIdeas {
  /** By path relative to `millrace-agents/`, the file as it was when it was dealt with. */
  files: Map<string, string>;
  /** Ids that other specs have, as the workspace said. */
  taken: Set<string>;
  /** What a scan left for the next one, so that a flood is listed once. */
  pending: string[];
}

/** To be remembered under `path` as `mark`, once it is admitted. */
export type NewIdea = Pick<Extract<TakenIdea, { kind: 'spec' }>, 'ref' | 'fresh'> & { path: string; mark: string };

export interface IdeaScan {
  found: NewIdea[];
  refused: Refused[];
  /** Files that are being written, perhaps. */
  unsettled: string[];
  /** True when something was left for the next scan: there were too many. */
  again: boolean;
}

/** `limit`: largest number of ideas in one answer. `restMs`: a file to which anything happened more lately waits. */
export async function scanIdeas(
  dirs: Dirs,
  seen: SeenIdeas,
  { limit = 200, restMs = REST_MS }: { limit?: number; restMs?: number } = {},
): Promise<IdeaScan> {
  const misnamed = misnamedIn(dirs, runtimePaths.ideaInboxes, restMs);
  const scan: IdeaScan = { found: [], refused: [], unsettled: [], again: misnamed.files.length > limit };
  scan.unsettled.push(...misnamed.unsettled);
  scan.refused.push(
    ...misnamed.files.slice(0, limit).map(({ file, reason }) => ({ family: IDEA, path: file, reason })),
  );
  const files = seen.pending.length > 0 ? seen.pending : inboxFiles(dirs);
  seen.pending = [];
  for (const [at, file] of files.entries()) {
    const mark = markAt(dirs, file);
    if (mark === null || seen.files.get(file) === mark) continue;
    if (isBeingWritten(shownFile(dirs, file), restMs)) scan.unsettled.push(file);
    else if (scan.found.length + scan.refused.length >= limit) {
      seen.pending = files.slice(at);
      return { ...scan, again: true };
    } else await look(dirs, seen, scan, file, mark);
  }
  return scan;
}

const inboxFiles = (dirs: Dirs): string[] =>
  runtimePaths.ideaInboxes.flatMap((folder) => documentsIn(dirs, folder)).sort();

async function look(dirs: Dirs, seen: SeenIdeas, scan: IdeaScan, file: string, mark: string): Promise<void> {
  const read = readPlain(shownFile(dirs, file), MAX_DOCUMENT_BYTES);
  if (!read.ok && read.missing) return;
  const from = path.normalize(path.join(RUNTIME_DIR, file));
  const idea = { name: path.basename(file, '.md'), from, by: 'watcher', source: 'command' as const };
  const taken = read.ok
    ? await takeIdea(dirs, { ...idea, bytes: read.bytes }, seen.taken)
    : { kind: 'refused' as const, reason: `${read.reason}.` };
  if (taken.kind === 'spec') scan.found.push({ ref: taken.ref, fresh: taken.fresh, path: file, mark });
  else if (taken.kind === 'refused') scan.refused.push({ family: IDEA, path: file, reason: taken.reason });
  else seen.files.set(file, mark);
}

function markAt(dirs: Dirs, file: string): string | null {
  const stat = lstatSync(shownFile(dirs, file), { throwIfNoEntry: false });
  return stat === undefined ? null : markOf(stat);
}
