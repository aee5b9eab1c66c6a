// The ideas that lie in the inboxes. Their files stay where they are, so what was seen once is not read again until it changes.
import { lstatSync } from 'node:fs';
import path from 'node:path';
import { IDEA } from '../../core/contracts/families.js';
import { RUNTIME_DIR, runtimePaths } from '../../core/contracts/paths.js';
import { MAX_DOCUMENT_BYTES } from '../../core/documents/check.js';
import { type Dirs, shownFile } from '../dirs.js';
import { readPlain } from '../../disk/plain.js';
import type { Refused } from '../mirror/quarantine.js';
import { documentsIn } from './folders.js';
import { takeIdea, type TakenIdea } from './ideas.js';

/** What is remembered between two scans. */
export interface SeenIdeas {
  /** By path relative to `millrace-agents/`, the file as it was when it was dealt with. */
  files: Map<string, string>;
  /** Ids that other specs have, as the workspace said. */
  taken: Set<string>;
}

/** To be remembered under `path` as `mark`, once it is admitted. */
export type NewIdea = Pick<Extract<TakenIdea, { kind: 'spec' }>, 'ref' | 'fresh'> & { path: string; mark: string };

export interface IdeaScan {
  found: NewIdea[];
  refused: Refused[];
  /** True when something was left for the next scan: a file was being written, or there were too many. */
  again: boolean;
}

/** `limit`: largest number of ideas in one answer. `quietMs`: a file changed more lately than this waits. */
export async function scanIdeas(
  dirs: Dirs,
  seen: SeenIdeas,
  { limit = 200, quietMs = 250 }: { limit?: number; quietMs?: number } = {},
): Promise<IdeaScan> {
  const scan: IdeaScan = { found: [], refused: [], again: false };
  for (const file of runtimePaths.ideaInboxes.flatMap((folder) => documentsIn(dirs, folder)).sort()) {
    const mark = markOf(dirs, file);
    if (mark === null || seen.files.get(file) === mark.text) continue;
    if (mark.age >= 0 && mark.age < quietMs) scan.again = true;
    else if (scan.found.length + scan.refused.length >= limit) return { ...scan, again: true };
    else await look(dirs, seen, scan, file, mark.text);
  }
  return scan;
}

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

function markOf(dirs: Dirs, file: string): { text: string; age: number } | null {
  const stat = lstatSync(shownFile(dirs, file), { throwIfNoEntry: false });
  if (stat === undefined) return null;
  return { text: `${stat.ino}:${stat.size}:${stat.mtimeMs}`, age: Date.now() - stat.mtimeMs };
}
