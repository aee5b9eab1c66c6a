// Writes what people read under `millrace-agents/`, where agents may have put anything in its place: no link is followed, nothing
// is lost, and the right thing is written. Every folder is opened by way of the opened one above it.
import { randomUUID } from 'node:crypto';
import { copyFileSync, lstatSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';
import { RUNTIME_DIR } from '../../core/contracts/paths.js';
import { moveAside } from './foreign.js';
import { inFolder, within } from './walk.js';

/** A text, bytes, or another file. */
export type Content = string | Uint8Array | { copyOf: string };

/** Replaces the file, `relative` to `millrace-agents/`. Gives what lay in the way, by its new path, absolute. */
export function writeShown(workspaceDir: string, relative: string, content: Content): string[] {
  const folder = join(RUNTIME_DIR, dirname(relative));
  const aside = makeShown(workspaceDir, dirname(relative));
  const blocked = inFolder(workspaceDir, folder, (opened) => replace(opened, basename(relative), content));
  return blocked === null ? aside : [...aside, join(workspaceDir, folder, basename(blocked))];
}

/** Makes the folder, `relative` to `millrace-agents/`, and those above it. Gives what lay in the way. */
export function makeShown(workspaceDir: string, relative: string): string[] {
  const parts = relative.split(sep);
  const aside = parts.map((part, at) => {
    const above = join(RUNTIME_DIR, ...parts.slice(0, at));
    const moved = inFolder(workspaceDir, above, (opened) => makeIn(opened, part));
    return moved === null ? null : join(workspaceDir, above, basename(moved));
  });
  return aside.filter((path) => path !== null);
}

function makeIn(opened: number, name: string): string | null {
  const path = within(opened, name);
  const there = lstatSync(path, { throwIfNoEntry: false });
  if (there?.isDirectory()) return null;
  const aside = moveAside(path);
  // Another process of ours may be making it too.
  mkdirSync(path, { recursive: true });
  return aside;
}

function replace(opened: number, name: string, content: Content): string | null {
  const draft = within(opened, `.${randomUUID()}.tmp`);
  try {
    if (typeof content === 'string' || content instanceof Uint8Array)
      writeFileSync(draft, content, { flag: 'wx', mode: 0o600 });
    else copyFileSync(content.copyOf, draft);
    const path = within(opened, name);
    const there = lstatSync(path, { throwIfNoEntry: false });
    const aside = there === undefined || there.isFile() ? null : moveAside(path);
    renameSync(draft, path);
    return aside;
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}
