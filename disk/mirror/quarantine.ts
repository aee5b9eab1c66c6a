// A refused file stays beside where it was dropped, as `<name>.invalid[.n]`, with its reason in a log of the same
// folder.
import path from 'node:path';
import type { MirrorEntry } from '../../core/contracts/mirror.js';
import { runtimePaths } from '../../core/contracts/paths.js';
import type { Dirs } from '../dirs.js';
import { shownFile } from '../folder.js';
import { withEnding } from '../names.js';
import { type Mark, readNews } from '../tail.js';
import { appendLine, writeAtomic } from '../write.js';
import { moveFile, statOf } from '../files.js';
import { readBytes } from '../read.js';
import { jsonLines } from '../../core/json-lines.js';
import { findText } from '../store/texts.js';
import { digestAt } from './digest.js';
import { appendManifest, readManifest } from './manifest.js';
import { appendEvents } from './events.js';

export interface Refused {
  family: string;
  /** Of the file, relative to `millrace-agents/`; it may lie outside of the family's folders (an outbox). */
  path: string;
  /** What is wrong, and what to do. */
  reason: string;
  /** Our copy of it, relative to the state folder: what lies at `path` by now need not be what was refused. */
  kept?: { file: string; sha256: string };
}

interface LogLine {
  at: string;
  source_name: string;
  quarantine_name: string;
  error: string;
  sha256: string | null;
}

/**
 * Moves a refused file into quarantine in the folder where its family is dropped and gives the new path, relative to
 * `millrace-agents/`; null when the file is no longer there. Hold the mirror while it runs. Idempotent.
 */
export async function quarantine(dirs: Dirs, refused: Refused): Promise<string | null> {
  const source = shownFile(dirs, refused.path);
  if (!isThere(source)) return null;
  const line = await logged(dirs, refused, path.basename(refused.path), null);
  const target = path.join(runtimePaths.dropFolder(refused.family), line.quarantine_name);
  moveFile(source, shownFile(dirs, target));
  return target;
}

/**
 * The same for a document that a stage left on its desk: our copy goes there. Gives null when there is none; what is not kept
 * is named in the notes of its stage.
 */
export async function quarantineKept(dirs: Dirs, refused: Refused): Promise<string | null> {
  if (refused.kept === undefined) return null;
  const { file, sha256 } = refused.kept;
  const content = readBytes(path.join(dirs.state, file));
  if (content === null) return null;
  const line = await logged(dirs, refused, path.basename(refused.path), sha256);
  const target = path.join(runtimePaths.dropFolder(refused.family), line.quarantine_name);
  if (!isThere(shownFile(dirs, target))) await writeAtomic(shownFile(dirs, target), content);
  return target;
}

/** The same for a document that a workflow refused: its file in the queue folder, else a copy from the text store. */
export async function quarantineEntry(dirs: Dirs, entry: Extract<MirrorEntry, { kind: 'quarantine' }>): Promise<void> {
  const source = runtimePaths.document(entry.family, 'queued', entry.id);
  const isHere = digestAt(dirs, source) === entry.sha256;
  const text = isHere ? null : await findText(dirs.state, entry.sha256);
  if (!isHere && text === null) return;
  const line = await logged(dirs, { ...entry, path: source }, `${entry.id}.md`, entry.sha256);
  const target = shownFile(dirs, path.join(path.dirname(source), line.quarantine_name));
  if (isHere) moveFile(shownFile(dirs, source), target);
  // An emission that no workflow has placed is ours no more: else its loss would be made good.
  const shown = (await readManifest(dirs)).get(source);
  if (isHere && shown?.order === null) await appendManifest(dirs, [{ path: source, gone: true }]);
  if (isHere) return;
  if (text !== null && !isThere(target)) await writeAtomic(target, text);
}

/** The line of this refusal: one that a crash left without its file, or that names the same text, else a new one. */
async function logged(dirs: Dirs, refused: Refused, name: string, sha256: string | null): Promise<LogLine> {
  const folder = runtimePaths.dropFolder(refused.family);
  const log = shownFile(dirs, path.join(folder, runtimePaths.invalidLog));
  const { taken, bySource } = linesOf(log);
  const mine = (bySource.get(name) ?? []).filter((line) => line.error === refused.reason);
  for (const line of mine) if (fits(line, sha256, path.dirname(log))) return say(dirs, refused, folder, line);
  const quarantine_name = freeName(path.dirname(log), name, taken);
  const line = { at: new Date().toISOString(), source_name: name, quarantine_name, error: refused.reason, sha256 };
  // The line goes first: a crash between the two leaves a file that is refused again, under the same line.
  await appendLine(log, JSON.stringify(line));
  return say(dirs, refused, folder, line);
}

/**
 * Files in quarantine that stages or workflows left under this name and that are still there, relative to `millrace-agents/`. What somebody
 * dropped by hand is none of them.
 */
export function leftInQuarantine(dirs: Dirs, family: string, name: string): string[] {
  const folder = runtimePaths.dropFolder(family);
  const lines = linesOf(shownFile(dirs, path.join(folder, runtimePaths.invalidLog))).bySource.get(name) ?? [];
  return lines
    .filter(({ sha256 }) => sha256 !== null)
    .map((line) => path.join(folder, line.quarantine_name))
    .filter((file) => isThere(shownFile(dirs, file)));
}

interface Known {
  mark: Mark | null;
  taken: Set<string>;
  bySource: Map<string, LogLine[]>;
}
const known = new Map<string, Known>();

/** What the log says, of which each call reads only what is new: a flood of refusals costs linear time. */
function linesOf(log: string): Known {
  const now: Known = known.get(log) ?? { mark: null, taken: new Set(), bySource: new Map() };
  known.set(log, now);
  const news = readNews(log, now.mark);
  if (news.anew) {
    now.taken.clear();
    now.bySource.clear();
  }
  now.mark = news.mark;
  for (const line of jsonLines(news.text) as unknown as LogLine[]) {
    now.taken.add(line.quarantine_name);
    const same = now.bySource.get(line.source_name);
    if (same === undefined) now.bySource.set(line.source_name, [line]);
    else same.push(line);
  }
  return now;
}

const fits = (line: LogLine, sha256: string | null, folder: string): boolean =>
  sha256 === null ? !isThere(path.join(folder, line.quarantine_name)) : line.sha256 === sha256;

async function say(dirs: Dirs, refused: Refused, folder: string, line: LogLine): Promise<LogLine> {
  const { family, reason } = refused;
  const data = { family, source_name: line.source_name, path: path.join(folder, line.quarantine_name), error: reason };
  await appendEvents(dirs, [{ key: `quarantined:${data.path}`, type: 'input_quarantined', at: line.at, data }]);
  return line;
}

function freeName(folder: string, name: string, taken: ReadonlySet<string>): string {
  for (let n = 0; ; n += 1) {
    const candidate = withEnding(name, `.invalid${n === 0 ? '' : `.${n}`}`);
    if (!taken.has(candidate) && !isThere(path.join(folder, candidate))) return candidate;
  }
}

const isThere = (file: string): boolean => statOf(file) !== null;
