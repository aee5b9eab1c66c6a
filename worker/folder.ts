// Which folder a workspace is, kept in our state folder: what lies in the workspace may be copied, moved or cleaned away with it.
import { existsSync, readdirSync, realpathSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { writeAtomic } from '../disk/write.js';
import { gitignoreText, type Identity, workspaceIdentity, identityText } from '../disk/layout.js';
import { readText } from '../agents/files.js';
import { RUNTIME_DIR, runtimePaths, statePaths } from '../core/contracts/paths.js';
import { isSafeId } from '../core/contracts/ids.js';
import { jsonObject } from '../core/json-lines.js';
import { anchor, FolderGone, folderIdentity, isSameFolder } from '../disk/anchor.js';
import { insideOf } from '../disk/inside.js';
import type { Dirs } from '../disk/dirs.js';
import { clearOddPlaces } from '../disk/store/places.js';
import { WorkerConflict } from './fleet/answers.js';
import { readLease } from './fleet/lease.js';
import { KnownError } from '../core/told-error.js';

interface Folder extends Identity {
  /** Absolute, links resolved. */
  path: string;
  dev: number;
  ino: number;
  /** When it was made, in ms: numbers of inodes are given again. Absent in records of older builds; 0 where the disk does not say. */
  born?: number;
}

/** The folder of this workspace lives elsewhere, and this one is a copy of it. */
export class CopiedWorkspace extends KnownError {
  constructor(here: string, there: string, id: string) {
    super(
      'copied',
      `${here} is a copy of ${there}, which is workspace ${id} and still there: work of this folder would be done in that one. ` +
        '`millrace init --new-id` makes the copy a workspace of its own; or remove the other folder.',
    );
  }
}

/**
 * Keeps which folder the workspace is, and from now on this process writes there only while it is this one. One that was moved, or put
 * back from a backup, is taken over with a note. Throws `CopiedWorkspace`.
 */
export async function claimFolder(dirs: Dirs, identity: Identity, say: (line: string) => void): Promise<void> {
  makePlace(dirs.state, say);
  const now = folderAt(dirs.workspace, identity);
  anchor(dirs.workspace);
  const known = readFolder(dirs.state);
  if (known !== null && isSameFolder(known, now) && known.path === now.path) return;
  if (known !== null && known.path !== now.path) {
    // Mounted in two places: both are the one folder.
    if (isSameFolder(known, now) && existsSync(known.path)) return;
    if (!isSameFolder(known, now) && isTwin(known)) throw new CopiedWorkspace(now.path, known.path, known.id);
    say(`The workspace has moved from ${known.path} to ${now.path}.`);
  }
  await keep(dirs, now);
}

/** What stands in the place of our state is moved aside, with a note. `state`: our folder of the workspace. */
export function makePlace(state: string, say: (line: string) => void): void {
  for (const aside of clearOddPlaces(path.dirname(state), state))
    say(`Something else stood in the place of our state; it lies at ${aside} now.`);
}

/** It was seen to go there, so that its former place is nobody's. Absolute path. */
export const recordFolder = (dirs: Dirs, identity: Identity, there: string): Promise<void> =>
  keep(dirs, folderAt(there, identity));

const keep = ({ state }: Dirs, folder: Folder): Promise<void> =>
  writeAtomic(path.join(state, statePaths.folder), `${JSON.stringify(folder)}\n`, { mode: 0o600 });

/**
 * Who the folder is: as our state folders know it, else as its own file says; null when neither does. What names it is
 * put right where it was changed or lost. Throws `CopiedWorkspace`; then nothing was written.
 */
export async function settledIdentity(stateHome: string, workspace: string): Promise<Identity | null> {
  const { owner, identity } = identityAt(stateHome, workspace);
  if (owner !== null) await restoreFiles(workspace, owner);
  return identity;
}

/** The same, and nothing is put right. Throws `CopiedWorkspace`. */
export const seenIdentity = (stateHome: string, workspace: string): Identity | null =>
  identityAt(stateHome, workspace).identity;

/** `owner`: as our state folders know it. */
function identityAt(stateHome: string, workspace: string): { owner: Folder | null; identity: Identity | null } {
  const named = namedBy(workspace);
  const record = named === null ? null : readFolder(path.join(stateHome, named.id));
  const owner =
    record !== null && isOf(record, folderAt(workspace, record)) ? record : ownerOf(stateHome, workspace, named);
  if (owner !== null) return { owner, identity: { schema: 1, id: owner.id, created_at: owner.created_at } };
  if (record !== null && isTwin(record))
    throw new CopiedWorkspace(folderAt(workspace, record).path, record.path, record.id);
  return { owner, identity: named };
}

/** Lets go of what the folder was. Throws `WorkerConflict` while a worker serves it; then nothing was changed. */
export function forgetFolder(stateHome: string, workspace: string): void {
  const states = recordsOf(stateHome, workspace).map(({ id }) => path.join(stateHome, id));
  const holder = states.map((state) => readLease(state)).find((one) => one !== null);
  if (holder)
    throw new WorkerConflict(`Process ${holder.pid} serves this workspace. \`millrace stop\`, then try again.`);
  for (const state of states) rmSync(path.join(state, statePaths.folder));
}

/** What decides whether there is anything to put back, as far as the folder stays in its place. */
export const identityFiles = ({ workspace, state }: Dirs): string[] => [
  path.join(state, statePaths.folder),
  ...['', '.gitignore', runtimePaths.identity].map((name) => path.join(workspace, RUNTIME_DIR, name)),
];

/** Puts back what names the workspace and keeps it out of the repository. True when the name was gone or another one. */
export async function restoreIdentity(dirs: Dirs): Promise<boolean> {
  const known = readFolder(dirs.state);
  if (known === null || !existsSync(dirs.workspace) || !isSameFolder(known, folderAt(dirs.workspace, known)))
    return false;
  try {
    return await restoreFiles(dirs.workspace, known);
  } catch (error) {
    if (error instanceof FolderGone) return false;
    throw error;
  }
}

/** What stands in the place of a file and is none is moved aside. An edited `.gitignore` is the user's. */
async function restoreFiles(workspace: string, known: Identity): Promise<boolean> {
  const home = insideOf(workspace, RUNTIME_DIR);
  const ignored = path.join(home, '.gitignore');
  if (readText(ignored) === null) await writeAtomic(ignored, gitignoreText);
  const named = namedBy(workspace);
  if (named?.id === known.id && named.created_at === known.created_at) return false;
  await writeAtomic(path.join(home, runtimePaths.identity), identityText(known));
  return true;
}

/** What the folder says of itself. */
const namedBy = (workspace: string): Identity | null =>
  workspaceIdentity(readText(path.join(workspace, RUNTIME_DIR, runtimePaths.identity)) ?? '');

/** A name that is readable gives way only to a record of this very folder in this very place. */
function ownerOf(stateHome: string, workspace: string, named: Identity | null): Folder | null {
  const records = recordsOf(stateHome, workspace);
  if (named === null) return records[0] ?? null;
  return (
    records.find((one) => one.path === realpathSync(workspace) && isSameFolder(one, folderAt(workspace, one))) ?? null
  );
}

/** Those of this folder, the surest first. */
function recordsOf(stateHome: string, workspace: string): Folder[] {
  if (!existsSync(stateHome) || !existsSync(workspace)) return [];
  const all = namesIn(stateHome)
    .filter(isSafeId)
    .flatMap((id) => readFolder(path.join(stateHome, id)) ?? []);
  const sure = (one: Folder): number => (isSameFolder(one, folderAt(workspace, one)) ? 1 : 0);
  return all.filter((one) => isOf(one, folderAt(workspace, one))).sort((a, b) => sure(b) - sure(a));
}

/** Which folder a workspace is, as its state folder says it; null where none says. */
export const folderRecord = (state: string): (Identity & { path: string }) | null => readFolder(state);

function readFolder(state: string): Folder | null {
  const found = jsonObject(readText(path.join(state, statePaths.folder)) ?? undefined);
  const isWhole = typeof found?.['path'] === 'string' && typeof found['id'] === 'string';
  return isWhole ? (found as unknown as Folder) : null;
}

function folderAt(workspace: string, { id, created_at }: Identity): Folder {
  const real = realpathSync(workspace);
  return { schema: 1, id, created_at, path: real, ...folderIdentity(real) };
}

/** The same one, or put back in its place. */
const isOf = (a: Folder, b: Folder): boolean => a.path === b.path || isSameFolder(a, b);

/** Still there, and still this workspace. */
function isTwin(known: Folder): boolean {
  if (!existsSync(known.path)) return false;
  const id = namedBy(known.path)?.id;
  return id === undefined ? isSameFolder(known, folderAt(known.path, known)) : id === known.id;
}

/** None where something else than a folder stands; whoever writes there says so. */
function namesIn(home: string): string[] {
  return statSync(home).isDirectory() ? readdirSync(home) : [];
}
