// What was told last: to each operator by `report`, and by the morning report; and which files of reports are ours. In our state folder.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { statePaths } from '../../core/contracts/paths.js';
import { isCount, isListOf, isRecord, isText } from '../../core/form.js';
import { jsonObject } from '../../core/json-lines.js';
import { own, put } from '../../core/own.js';
import { PRIVATE_FILE } from '../../disk/folder.js';
import { readText } from '../../disk/read.js';
import { holding } from '../../disk/store/lock.js';
import { writeAtomic } from '../../disk/write.js';

export interface Seen {
  /** By operator: the cursor of the report that they saw last. */
  cursors: Record<string, number>;
  /** When the morning report was written last, ms since 1970, and its cursor; null = never. */
  morning: { at: number; cursor: number } | null;
  /** Names of the files in `reports/` that we wrote, oldest first. */
  files: string[];
}

/** `stateDir`: ours of the workspace. What is damaged was not told. */
export function readSeen(stateDir: string): Seen {
  const found = jsonObject(readText(join(stateDir, statePaths.report)) ?? undefined) ?? {};
  const { cursors, morning, files } = found;
  const isTold = isRecord(morning) && isCount(morning['at']) && isCount(morning['cursor']);
  return {
    cursors: isRecord(cursors) && Object.values(cursors).every(isCount) ? (cursors as Seen['cursors']) : {},
    morning: isTold ? (morning as unknown as Seen['morning']) : null,
    files: isListOf(isText)(files) ? (files as string[]) : [],
  };
}

export const lastCursor = (stateDir: string, operator: string): number | null =>
  own(readSeen(stateDir).cursors, operator) ?? null;

/** Nothing is noted where there is no state folder yet. Throws where the file cannot be written. */
export async function changeSeen<T>(stateDir: string, change: (seen: Seen) => T | Promise<T>): Promise<T | null> {
  if (!existsSync(stateDir)) return null;
  const file = join(stateDir, statePaths.report);
  return holding(`${file}.lock`, 'What was reported', async () => {
    const seen = readSeen(stateDir);
    const given = await change(seen);
    await writeAtomic(file, `${JSON.stringify(seen)}\n`, { mode: PRIVATE_FILE });
    return given;
  });
}

export const noteCursor = (stateDir: string, operator: string, cursor: number): Promise<unknown> =>
  changeSeen(stateDir, ({ cursors }) => put(cursors, operator, cursor));
