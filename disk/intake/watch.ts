// Tells when something happens in the folders where people drop files. Sleeps while nothing does; a slow rescan is the net below.
import { type FSWatcher, statSync, watch } from 'node:fs';
import path from 'node:path';
import { RUNTIME_DIR } from '../../core/contracts/paths.js';
import type { Dirs } from '../dirs.js';
import { isLookedAt } from './misnamed.js';
import type { Scope } from './scan.js';

export interface Watching {
  dirs: Dirs;
  /** Folders to watch, relative to `millrace-agents/`; asked again with every rescan. */
  folders: () => readonly string[];
  /** Called with what to scan: the paths that changed, or `names` for a rescan. Never called again after `close`. */
  onChange: (scope: Scope) => void;
  /** Quiet time before a change is told. */
  debounceMs: number;
  rescanMs?: number;
  /** Nothing happened to any folder since the last scan: a rescan would find nothing, and what is watched is still there. Absent = that is not known. */
  isStill?: () => boolean;
}

/** A document that goes into quarantine or out of it is a change, too. */
const INVALID = /\.md\.invalid(?:\.\d+)?$/;

/** Starts to watch. Where the system gives no watch (too many of them, a missing folder), the rescan still comes. */
export function watchFolders(watching: Watching): { close: () => void } {
  const { dirs, folders, onChange, debounceMs, rescanMs = 30_000, isStill = () => false } = watching;
  const changed = new Set<string>();
  const watchers = new Map<string, Armed>();
  let pending: NodeJS.Timeout | null = null;
  const tell = (): void => {
    pending = null;
    const paths = [...changed].sort();
    changed.clear();
    onChange({ paths });
  };
  const note = (file: string): void => {
    changed.add(file);
    // Not put off by later changes: a busy folder must not starve the scan.
    pending ??= setTimeout(tell, debounceMs);
  };
  let armed = 0;
  const arming = (): void => {
    armAll(dirs, folders(), watchers, note);
    armed = watchers.size;
  };
  arming();
  const rescan = setInterval(() => {
    const isQuiet = isStill();
    // One that the system gave up is armed again; of folders that are not there, none came.
    if (!isQuiet || watchers.size < armed) tolerantly(arming);
    if (!isQuiet) onChange('names');
  }, rescanMs);
  const close = (): void => {
    clearInterval(rescan);
    if (pending !== null) clearTimeout(pending);
    for (const { watcher } of watchers.values()) watcher.close();
  };
  return { close };
}

/** In a timer, where nobody catches: a workspace that is just going away is told by the scan that follows. */
function tolerantly(work: () => void): void {
  try {
    work();
  } catch {
    return;
  }
}

interface Armed {
  watcher: FSWatcher;
  /** Of the folder that is watched. */
  inode: number;
}

function armAll(
  dirs: Dirs,
  folders: readonly string[],
  watchers: Map<string, Armed>,
  note: (file: string) => void,
): void {
  for (const folder of folders) {
    const armed = watchers.get(folder);
    // That it was removed is told only when nobody has it open any more.
    if (armed !== undefined && armed.inode !== inodeOf(dirs, folder)) {
      armed.watcher.close();
      watchers.delete(folder);
    }
    if (!watchers.has(folder)) arm(dirs, watchers, folder, note);
  }
}

const wholePath = ({ workspace }: Dirs, folder: string): string => path.join(workspace, RUNTIME_DIR, folder);

const inodeOf = (dirs: Dirs, folder: string): number | undefined =>
  statSync(wholePath(dirs, folder), { throwIfNoEntry: false })?.ino;

function arm(dirs: Dirs, watchers: Map<string, Armed>, folder: string, note: (file: string) => void): void {
  try {
    const inode = inodeOf(dirs, folder);
    if (inode === undefined) return;
    const watcher = watch(wholePath(dirs, folder));
    watchers.set(folder, { watcher, inode });
    const giveUp = (): void => {
      watcher.close();
      if (watchers.get(folder)?.watcher === watcher) watchers.delete(folder);
    };
    watcher.on('error', giveUp);
    watcher.on('change', (_event, name) => {
      const file = String(name);
      // A watched folder that is removed says its own name; the rescan takes up the new one.
      if (file === path.basename(folder)) giveUp();
      else if (isLookedAt(file) || INVALID.test(file)) note(`${folder}/${file}`);
    });
  } catch {
    // No such folder, or no watch to be had: the next rescan tries again.
  }
}
