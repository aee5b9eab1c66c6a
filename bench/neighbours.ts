// Further workspaces in a room: they have its server and its agent in common.
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import type { Room } from './room.js';

/** Absolute paths of so many, with `init` done. The first one is the room's own. */
export async function foldersIn(room: Room, count: number): Promise<string[]> {
  const folders = [room.workspace];
  while (folders.length < count) {
    const folder = path.join(path.dirname(room.workspace), `w${folders.length}`);
    execFileSync('git', ['init', '-q', folder]);
    const { code, output } = await room.startOther([...room.side.argv, 'init'], folder).ended;
    if (code !== 0) throw new Error(`\`millrace init\` ended with ${code}:\n${output}`);
    folders.push(folder);
  }
  return folders;
}

/** So that `run --all` serves them. */
export async function listAll(room: Room, folders: readonly string[]): Promise<void> {
  for (const folder of folders) await room.ok('workspaces', 'add', folder);
}
