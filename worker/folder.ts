// Which folder a workspace is, kept in our state folder: what lies in the workspace may be copied, moved or cleaned away with it.
import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { createOnly, writeAtomic } from '../activities/files/atomic.js';
import { gitignoreText, type Identity, identityText } from '../activities/layout.js';
import { readIfThere } from '../agents/files.js';
import { RUNTIME_DIR, runtimePaths, statePaths } from '../core/contracts/paths.js';
import { isSafeId } from '../core/contracts/ids.js';
import { jsonObject } from '../core/json-lines.js';
import type { Dirs } from '../activities/dirs.js';

interface Folder extends Identity {
  /** Absolute, links resolved. */
  path: string;
  dev: number;
  ino: number;
}

/** The folder of this workspace lives elsewhere, and this one is a copy of it. */
export class CopiedWorkspace extends Error {
  override readonly name = 'CopiedWorkspace';
  constructor(here: string, there: string, id: string) {
    super(
      `${here} is a copy of ${there}, which is workspace ${id} and still there: work of this folder would be done in that one. ` +
        '`millrace init --new-id` makes the copy a workspace of its own; or remove the other folder.',
    );
  }
}

/**
 * Keeps which folder the workspace is. One that was moved, or put back from a backup, is taken over with a note. Throws
 * `CopiedWorkspace`.
 */
export async function claimFolder(dirs: Dirs, identity: Identity, say: (line: string) => void): Promise<void> {
  const now = folderAt(dirs.workspace, identity);
  const known = readFolder(dirs.state);
  if (known !== null && isSame(known, now) && known.path === now.path) return;
  if (known !== null && known.path !== now.path) {
    // Mounted in two places: both are the one folder.
    if (isSame(known, now) && existsSync(known.path)) return;
    if (!isSame(known, now) && isTwin(known)) throw new CopiedWorkspace(now.path, known.path, known.id);
    say(`The workspace has moved from ${known.path} to ${now.path}.`);
  }
  await writeAtomic(path.join(dirs.state, statePaths.folder), `${JSON.stringify(now)}\n`, { mode: 0o600 });
}

/** The workspace that this folder was, by its path and its inode, or its inode alone where it was moved; else null. */
export function formerIdentity(stateHome: string, workspace: string): Identity | null {
  if (!existsSync(stateHome) || !existsSync(workspace)) return null;
  const ids = readdirSync(stateHome).filter(isSafeId);
  const all = ids.flatMap((id) => readFolder(path.join(stateHome, id)) ?? []);
  const found = all.find((one) => isSame(one, folderAt(workspace, one)) || one.path === realpathSync(workspace));
  return found === undefined ? null : { schema: 1, id: found.id, created_at: found.created_at };
}

/** Puts back what names the workspace and keeps it out of the repository. True when the name was gone. */
export async function restoreIdentity(dirs: Dirs): Promise<boolean> {
  const known = readFolder(dirs.state);
  if (known === null || !existsSync(dirs.workspace) || !isSame(known, folderAt(dirs.workspace, known))) return false;
  const home = path.join(dirs.workspace, RUNTIME_DIR);
  if (!existsSync(path.join(home, '.gitignore'))) await createOnly(path.join(home, '.gitignore'), gitignoreText);
  const file = path.join(home, runtimePaths.identity);
  return !existsSync(file) && createOnly(file, identityText(known));
}

function readFolder(state: string): Folder | null {
  const found = jsonObject(readIfThere(path.join(state, statePaths.folder)) ?? undefined);
  const isWhole = typeof found?.['path'] === 'string' && typeof found['id'] === 'string';
  return isWhole ? (found as unknown as Folder) : null;
}

function folderAt(workspace: string, { id, created_at }: Identity): Folder {
  const real = realpathSync(workspace);
  const { dev, ino } = statSync(real);
  return { schema: 1, id, created_at, path: real, dev, ino };
}

const isSame = (a: Folder, b: Folder): boolean => a.dev === b.dev && a.ino === b.ino;

/** Still there, and still this workspace. */
function isTwin(known: Folder): boolean {
  if (!existsSync(known.path) || !isSame(known, folderAt(known.path, known))) return false;
  const id = jsonObject(readIfThere(path.join(known.path, RUNTIME_DIR, runtimePaths.identity)) ?? undefined)?.['id'];
  return id === undefined || id === known.id;
}
