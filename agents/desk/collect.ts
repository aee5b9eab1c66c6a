// Takes what an agent left on its desk into our state folder, once, when its processes are gone: regular files only, no link is
// followed, and there is a limit to everything. What is left out is named with its reason.
import { createHash } from 'node:crypto';
import { closeSync, fstatSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { assertAnchored } from '../../disk/anchor.js';
import { writeWhole } from '../files.js';
import type { StageRunRequest } from '../../core/contracts/stage.js';
import { contentOf, type Kept, keptFolder, listFile, readKept } from './kept.js';
import { MAX_DEPTH, MAX_DESK_BYTES, MAX_FILE_BYTES, MAX_FILES } from './limits.js';
import { entriesOf, inFolder, openIn } from './walk.js';

/** A folder of documents below `root`, the way to which no link may lead, and which of its entries are taken. */
export interface Source {
  from: Kept['from'];
  root: string;
  folder: string;
  /** `path`: relative to the folder. Asked of files and folders. */
  isTaken: (path: string) => boolean;
}

/** A repeat gives what the first call took. Never fails because of what an agent left. Throws `FolderGone`. */
export async function collect(stateDir: string, request: StageRunRequest, source: Source): Promise<Kept> {
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
  await takeFolder({ ...source, target, kept, room: MAX_DESK_BYTES }, '', 0);
  assertAnchored(source.root);
  mkdirSync(target, { recursive: true, mode: 0o700 });
  writeWhole(listFile(target), JSON.stringify(kept));
  return kept;
}

interface Taking extends Source {
  target: string;
  kept: Kept;
  /** Bytes that may still be taken. */
  room: number;
}

/** As many files are taken in one breath: others wait for this thread. */
const BREATH = 64;

async function takeFolder(taking: Taking, path: string, depth: number): Promise<void> {
  const entries = entriesIn(taking, path);
  const files = entries.filter(({ isFolder }) => !isFolder).map(({ name }) => name);
  for (let at = 0; at < files.length; at += BREATH) {
    takeFiles(taking, path, files.slice(at, at + BREATH));
    await setImmediate();
  }
  for (const { name } of entries.filter(({ isFolder }) => isFolder)) {
    const inner = join(path, name);
    if (depth < MAX_DEPTH) await takeFolder(taking, inner, depth + 1);
    else taking.kept.leftOut.push({ path: inner, reason: `it is a folder in more than ${MAX_DEPTH} folders` });
  }
}

function entriesIn(taking: Taking, path: string): { name: string; isFolder: boolean }[] {
  const { root, folder, isTaken, kept } = taking;
  try {
    const entries = inFolder(root, join(folder, path), entriesOf);
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
    inFolder(root, join(folder, path), (opened) => {
      for (const name of names) {
        try {
          takeFile(taking, join(path, name), openIn(opened, name));
        } catch (error) {
          refuse(name, error);
        }
      }
    });
  } catch (error) {
    for (const name of names) refuse(name, error);
  }
}

function takeFile(taking: Taking, path: string, descriptor: number): void {
  try {
    const { kept, target } = taking;
    const stat = fstatSync(descriptor);
    if (!stat.isFile()) throw new LeftOut('it is not a regular file');
    const over = tooMuch(taking, stat.size);
    if (over !== null) throw new LeftOut(over);
    const content = readFileSync(descriptor);
    const file = contentOf(target, path);
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(file, content, { mode: 0o600 });
    taking.room -= content.length;
    kept.files.push({ path, sha256: createHash('sha256').update(content).digest('hex'), bytes: content.length });
  } finally {
    closeSync(descriptor);
  }
}

function tooMuch({ kept, room }: Taking, bytes: number): string | null {
  if (kept.files.length >= MAX_FILES) return `${MAX_FILES} files are kept of a stage, and this is one more`;
  if (bytes > MAX_FILE_BYTES) return `it has ${bytes} bytes; a file may have ${MAX_FILE_BYTES}. Shorten it`;
  return bytes > room
    ? `all files of a stage may have ${MAX_DESK_BYTES} bytes, and with it they would have more`
    : null;
}

class LeftOut extends Error {}

const codeOf = (error: unknown): string | null =>
  error instanceof Error && 'code' in error ? String(error.code) : null;

/** Only the disk of ours that is full is no doing of the agent. */
function reasonOf(error: unknown): string {
  if (error instanceof LeftOut) return error.message;
  const code = codeOf(error);
  if (code === 'ENOSPC' || code === 'EDQUOT') throw error;
  if (code === 'ELOOP' || code === 'ENOTDIR') return 'it is a symbolic link, and links are not followed';
  if (code === 'ENXIO') return 'it is not a regular file';
  if (code === 'ENOENT') return 'it cannot be found by its name; a name must be UTF-8';
  return `it cannot be read (${code ?? String(error)})`;
}
