// What our state folder of a workspace says of the host that it belongs to: that it is this one, that it came from another, or that it left.
import path from 'node:path';
import { statePaths } from '../../core/contracts/paths.js';
import { hasForm, isFlag, isMoment, isText, orAbsent, orNull } from '../../core/form.js';
import { jsonObject } from '../../core/json-lines.js';
import { PRIVATE_FILE } from '../../disk/folder.js';
import { removeFile } from '../../disk/files.js';
import { readText } from '../../disk/read.js';
import { writeAtomic } from '../../disk/write.js';

export interface Own {
  id: string;
  name: string;
  /** ISO 8601 */
  since: string;
}

/** It came here, and the server does not know it yet. */
export interface Arrived {
  /** ISO 8601 */
  at: string;
  /** The host that exported it, and the run of its workflow; null: it ran on a server of that host alone. */
  from: { host: string; runId: string } | null;
  /** ISO 8601: when the archive was made that it came from; absent where an operator or an older build wrote this. */
  exported?: string;
  /** An operator said so: whoever has it, and whatever was done there. */
  anyone?: boolean;
}

/** It was exported, and is not served here any more. */
export interface Left {
  /** ISO 8601 */
  at: string;
  /** Absolute: the archive. */
  file: string;
}

const fileIn = (state: string, what: 'host' | 'arrived' | 'left'): string => path.join(state, statePaths[what]);

const isOwn = hasForm({ id: isText, name: isText, since: isMoment });
const isFrom = orNull(hasForm({ host: isText, runId: isText }));
const isArrived = hasForm({ at: isMoment, from: isFrom, exported: orAbsent(isMoment), anyone: orAbsent(isFlag) });
const isLeft = hasForm({ at: isMoment, file: isText });

/** `state`: our folder of the workspace. Null: this host never served it. */
export const readOwn = (state: string): Own | null => read(state, 'host', isOwn);

/** Null: it came from nowhere, or is taken over already. */
export const readArrived = (state: string): Arrived | null => read(state, 'arrived', isArrived);

/** Null: it is served here. */
export const readLeft = (state: string): Left | null => read(state, 'left', isLeft);

/** Served here from now on, wherever it came from. */
export async function keepOwn(state: string, own: Own): Promise<void> {
  if (readOwn(state)?.id !== own.id || readOwn(state)?.name !== own.name) await write(state, 'host', own);
  for (const what of ['arrived', 'left'] as const) removeFile(fileIn(state, what));
}

export async function keepArrived(state: string, arrived: Arrived): Promise<void> {
  await write(state, 'arrived', arrived);
  removeFile(fileIn(state, 'left'));
}

export const keepLeft = (state: string, left: Left): Promise<void> => write(state, 'left', left);

export const forgetLeft = (state: string): void => removeFile(fileIn(state, 'left'));

function read<T>(state: string, what: Parameters<typeof fileIn>[1], isWhole: (value: unknown) => boolean): T | null {
  const found = jsonObject(readText(fileIn(state, what)) ?? undefined);
  return isWhole(found) ? (found as T) : null;
}

const write = (state: string, what: Parameters<typeof fileIn>[1], value: object): Promise<void> =>
  writeAtomic(fileIn(state, what), `${JSON.stringify(value)}\n`, { mode: PRIVATE_FILE, fsync: true });
