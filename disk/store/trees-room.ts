// How much room the trees of a workspace take: measured now and then by a worker, because that takes long, and read by whoever shows it.
import path from 'node:path';
import { statePaths } from '../../core/contracts/paths.js';
import { jsonObject } from '../../core/json-lines.js';
import { PRIVATE_FILE } from '../folder.js';
import { readText } from '../read.js';
import { writeAtomicSync } from '../write.js';

export interface TreesRoom {
  trees: number;
  bytes: number;
  /** Whether all files were looked at: else it is more. */
  whole: boolean;
}

/** Bytes: so much of it is worth a word. */
export const MUCH_ROOM = 10 * 1024 ** 3;

export const keepTreesRoom = (state: string, room: TreesRoom): void =>
  writeAtomicSync(fileIn(state), `${JSON.stringify(room)}\n`, { mode: PRIVATE_FILE });

/** Null: nobody measured it. */
export function readTreesRoom(state: string): TreesRoom | null {
  const found = jsonObject(readText(fileIn(state)) ?? undefined) as Partial<TreesRoom> | null;
  const { trees, bytes, whole } = found ?? {};
  return typeof trees === 'number' && typeof bytes === 'number' && typeof whole === 'boolean'
    ? { trees, bytes, whole }
    : null;
}

/** A sentence about trees that take much; none = they do not, or nobody measured. */
export function roomNotes(room: TreesRoom | null): string[] {
  if (room === null || room.bytes < MUCH_ROOM) return [];
  const many = room.trees === 1 ? 'The tree of 1 root takes' : `The trees of ${room.trees} roots take`;
  const size = `${room.whole ? '' : 'more than '}${Math.round(room.bytes / 1024 ** 3)} GB`;
  return [`${many} ${size}. \`millrace trees ls\` shows them; \`millrace trees remove ROOT\` removes one.`];
}

const fileIn = (state: string): string => path.join(state, statePaths.treesRoom);
