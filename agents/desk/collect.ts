// Takes what an agent left on its desk into our state folder, once, when its processes are gone: regular files only, no link is
// followed, and there is a limit to everything. What is left out is named with its reason.
import { createHash } from 'node:crypto';
import { closeSync, fstatSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { assertAnchored } from '../../disk/anchor.js';
import type { StageRunRequest } from '../../core/contracts/stage.js';
import { codeOf } from '../../disk/errors.js';
import { entriesOf, type Opened } from '../../disk/opened.js';
import { bytesOf, ForeignObject, openPlainIn } from '../../disk/read.js';
import { inFolderBelow } from '../../disk/way.js';
import { PRIVATE_FILE } from '../../disk/folder.js';
import { writeAtomicSync } from '../../disk/write.js';
import { writeWhole } from '../files.js';
import { contentOf, type Kept, keptFolder, listFile, readKept } from './kept.js';
import { MAX_DEPTH, MAX_DESK_BYTES, MAX_FILE_BYTES, MAX_FILES, MAX_FOLDERS } from './limits.js';

/** A folder of documents below `root`, the way to which no link may lead, and which of its entries are taken. */
export interface Source {
  from: Kept['from'];
  root: string;
  folder: string;
  /** `path`: relative to the folder. Asked of files and folders. */
  isTaken: (path: string) => boolean;
}

/** Takes secrets out of what is kept; the same bytes where there are none. */
type Clean = (content: Buffer) => Buffer;

/** A repeat gives what the first call took. Never fails because of what an agent left. Throws `FolderGone`. */
export async function collect(stateDir: string, request: StageRunRequest, source: Source, clean: Clean): Promise<Kept> {
  const before = readKept(stateDir, request);
  if (before !== null) return before;
  const { requestId, runId, node, stageNumber, attempt } = request;
  const kept: Kept = {
    schema: 1,
    from: source.from,
    requestId,
    runId,
    node,
    stageNumber,
    attempt,
    files: [],
    leftOut: [],
  };
  const target = keptFolder(stateDir, request);
  // A desk that went with its workspace is not an empty one: both looks, because it may go meanwhile.
  assertAnchored(source.root);
  await takeFolder({ ...source, target, kept, clean, room: MAX_DESK_BYTES, folders: MAX_FOLDERS }, '', 0);
  assertAnchored(source.root);
  mkdirSync(target, { recursive: true, mode: 0o700 });
  writeWhole(listFile(target), JSON.stringify(kept));
  return kept;
}

interface Taking extends Source {
  target: string;
  kept: Kept;
  clean: Clean;
  /** Bytes that may still be taken. */
  room: number;
  /** Folders that may still be looked into. */
  folders: number;
}

/** As many files are taken in one breath: others wait for this thread. */
const BREATH = 64;

async function takeFolder(taking: Taking, path: string, depth: number): Promise<void> {
  const entries = entriesIn(taking, path);
  const files = entries.filter(({ isFolder }) => !isFolder).map(({ name }) => name);
  for (let at = 0; at < files.length; at += BREATH) {
    const next = files.slice(at, at + Math.min(BREATH, roomFor(taking)));
    takeFiles(taking, path, next);
    await setImmediate();
    const rest = files.length - at - next.length;
    if (next.length === BREATH || rest === 0) continue;
    leaveRest(taking, path, `${rest} more files`, MAX_FILES);
    break;
  }
  const folders = entries.filter(({ isFolder }) => isFolder);
  for (const [at, { name }] of folders.entries()) {
    if (taking.folders === 0) return leaveRest(taking, path, `${folders.length - at} more folders`, MAX_FOLDERS);
    taking.folders -= 1;
    await setImmediate();
    const inner = join(path, name);
    if (depth < MAX_DEPTH) await takeFolder(taking, inner, depth + 1);
    else taking.kept.leftOut.push({ path: inner, reason: `it is a folder in more than ${MAX_DEPTH} folders` });
  }
}

/** What was looked at counts, kept or not. */
const roomFor = ({ kept }: Taking): number => Math.max(0, MAX_FILES - kept.files.length - kept.leftOut.length);

function leaveRest({ kept }: Taking, path: string, what: string, most: number): void {
  kept.leftOut.push({
    path: path || '.',
    reason: `${what} than the ${most} that are looked at. Leave fewer.`,
  });
}

function entriesIn(taking: Taking, path: string): { name: string; isFolder: boolean }[] {
  const { root, folder, isTaken, kept } = taking;
  try {
    const entries = inFolderBelow(root, join(folder, path), entriesOf);
    return entries.filter(({ name }) => isTaken(join(path, name)));
  } catch (error) {
    // The whole desk may be gone; that is as if it were empty.
    if (path !== '' || codeOf(error) !== 'ENOENT') kept.leftOut.push({ path: path || '.', reason: reasonOf(error) });
    return [];
  }
}

function takeFiles(taking: Taking, path: string, names: readonly string[]): void {
  const { root, folder, kept } = taking;
  const refuse = (name: string, error: unknown): void =>
    void kept.leftOut.push({ path: join(path, name), reason: reasonOf(error) });
  try {
    inFolderBelow(root, join(folder, path), (opened) => {
      for (const name of names) {
        try {
          takeFile(taking, join(path, name), opened, name);
        } catch (error) {
          refuse(name, error);
        }
      }
    });
  } catch (error) {
    for (const name of names) refuse(name, error);
  }
}

function takeFile(taking: Taking, path: string, opened: Opened, name: string): void {
  const descriptor = openPlainIn(opened, name);
  try {
    const { kept, target, clean } = taking;
    const { size, mode } = fstatSync(descriptor);
    const over = tooMuch(taking, size);
    if (over !== null) throw new LeftOut(over);
    const content = clean(bytesOf(descriptor, size));
    const file = contentOf(target, path);
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeAtomicSync(file, content, { mode: PRIVATE_FILE });
    taking.room -= content.length;
    const sha256 = createHash('sha256').update(content).digest('hex');
    kept.files.push({ path, sha256, bytes: content.length, ...(mode & 0o111 ? { executable: true } : {}) });
  } finally {
    closeSync(descriptor);
  }
}

function tooMuch({ room }: Taking, bytes: number): string | null {
  if (bytes > MAX_FILE_BYTES) return `it has ${bytes} bytes; a file may have ${MAX_FILE_BYTES}. Shorten it`;
  return bytes > room
    ? `all files of a stage may have ${MAX_DESK_BYTES} bytes, and with it they would have more`
    : null;
}

class LeftOut extends Error {}

/** Only the disk of ours that is full is no doing of the agent. */
function reasonOf(error: unknown): string {
  if (error instanceof LeftOut) return error.message;
  const foreign = error instanceof ForeignObject;
  const code = foreign ? (codeOf(error.cause) ?? 'ENXIO') : codeOf(error);
  if (code === 'ENOSPC' || code === 'EDQUOT') throw error;
  if (code === 'ELOOP' || code === 'ENOTDIR') return 'it is a symbolic link, and links are not followed';
  if (code === 'ENXIO') return 'it is not a regular file';
  if (code === 'ENOENT') return 'it cannot be found by its name; a name must be UTF-8';
  return `it cannot be read (${code ?? String(error)})`;
}
