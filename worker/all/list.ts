// Which workspaces one process is to serve together: a file in the state home, changed by one at a time, and read by the process while it works.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { isSafeId } from '../../core/contracts/ids.js';
import { homePaths } from '../../core/contracts/paths.js';
import { jsonObject } from '../../core/json-lines.js';
import { KnownError } from '../../core/told-error.js';
import { PRIVATE_FILE, PRIVATE_FOLDER } from '../../disk/folder.js';
import { readText } from '../../disk/read.js';
import { writeAtomic } from '../../disk/write.js';

export interface Paused {
  /** ISO 8601. */
  since: string;
  /** Name of who asked for it. */
  by: string;
  reason: string;
  /** True: whoever serves it leaves at once, and agents work on; else after the stage in flight. */
  now: boolean;
}

export interface Listed {
  /** Of the workspace. */
  id: string;
  /** Absolute. */
  folder: string;
  /** The host that its folder is on. */
  host: string;
  /** Null = it is served. */
  paused: Paused | null;
}

/** The list is damaged. Nothing was changed. */
class BadList extends KnownError {
  constructor(file: string) {
    super('bad_source', `${file} is not a list of workspaces: it was changed by something else, or is damaged.`, {
      hint: `Move it away, and name the workspaces again with \`millrace workspaces add DIR\`: nothing else is lost with it.`,
    });
  }
}

export const listFile = (home: string): string => path.join(home, homePaths.listed);

/** In the order of their ids; none where there is no list. Throws `BadList`. */
export function readList(home: string): Listed[] {
  const text = readText(listFile(home));
  if (text === null) return [];
  const all = jsonObject(text)?.['workspaces'];
  if (!Array.isArray(all) || !all.every(isListed)) throw new BadList(listFile(home));
  return all;
}

/** What `change` makes of the list takes its place, together or not at all. Gives the new one. Throws `BadList`, and what `change` throws. */
export async function changeList(home: string, change: (list: readonly Listed[]) => Listed[]): Promise<Listed[]> {
  mkdirSync(home, { recursive: true, mode: PRIVATE_FOLDER });
  // Who only reads the list needs no lock.
  const { withLock } = await import('../server/lock.js');
  return withLock(
    home,
    homePaths.listing,
    () => undefined,
    async () => {
      const workspaces = change(readList(home)).sort((a, b) => (a.id < b.id ? -1 : 1));
      const text = `${JSON.stringify({ schema: 1, workspaces }, null, 1)}\n`;
      await writeAtomic(listFile(home), text, { mode: PRIVATE_FILE, fsync: true });
      return workspaces;
    },
  );
}

function isListed(value: unknown): value is Listed {
  if (typeof value !== 'object' || value === null) return false;
  const { id, folder, host, paused } = value as Record<string, unknown>;
  const named = typeof id === 'string' && isSafeId(id) && typeof folder === 'string' && typeof host === 'string';
  return named && path.isAbsolute(folder) && (paused === null || isPaused(paused));
}

function isPaused(value: unknown): value is Paused {
  if (typeof value !== 'object' || value === null) return false;
  const { since, by, reason, now } = value as Record<string, unknown>;
  return [since, by, reason].every((one) => typeof one === 'string') && typeof now === 'boolean';
}
