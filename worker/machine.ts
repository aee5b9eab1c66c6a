// All workspaces of this machine's user, as the state home knows them, and the processes that work for each.
import { lstatSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { isSafeId } from '../core/contracts/ids.js';
import { statePaths } from '../core/contracts/paths.js';
import { isAlive } from '../disk/identity.js';
import { folderRecord } from './folder.js';
import { readRoster, type WorkerRecord } from './fleet/roster.js';
import { readBinding } from './server/binding.js';

export interface KnownWorkspace {
  id: string;
  /** Our folder of it, absolute. */
  state: string;
  /** Where it was seen last, absolute; null where an older build did not say. */
  folder: string | null;
  /** Processes that live, commands that are being carried out included. */
  workers: WorkerRecord[];
}

export interface ServerUser {
  workspace: string;
  folder: string | null;
  pid: number;
}

/** In the order of their ids. `home`: the state home; one that is not there knows none. */
export function knownWorkspaces(home: string): KnownWorkspace[] {
  return namesIn(home)
    .filter((name) => isSafeId(name) && isOfWorkspace(path.join(home, name)))
    .map((id) => {
      const state = path.join(home, id);
      const workers = readRoster(state).filter((record) => isAlive(record));
      return { id, state, folder: folderRecord(state)?.path ?? null, workers };
    });
}

/** Who uses the embedded server of this state home now, without the process `besides`. Whoever does not say which server counts. */
export function serverUsers(home: string, besides?: number): ServerUser[] {
  return knownWorkspaces(home).flatMap(({ id, folder, workers }) =>
    isElsewhere(folder) ? [] : workers.flatMap(({ pid }) => (pid === besides ? [] : [{ workspace: id, folder, pid }])),
  );
}

function isElsewhere(folder: string | null): boolean {
  try {
    return folder !== null && readBinding(folder)?.kind === 'external';
  } catch {
    return false;
  }
}

/** The server and the programs have folders beside those of workspaces. */
const isOfWorkspace = (state: string): boolean =>
  [statePaths.folder, statePaths.workers].some(
    (name) => lstatSync(path.join(state, name), { throwIfNoEntry: false }) !== undefined,
  );

function namesIn(home: string): string[] {
  try {
    const entries = readdirSync(home, { withFileTypes: true });
    return entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).sort();
  } catch {
    return [];
  }
}
