// What is kept: the checkpoints by name, and the room that they take.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { git } from './git.js';
import { nameOf } from './names.js';
import type { CheckpointPlace } from './place.js';

export interface Kept {
  name: string;
  /** Digest. */
  tree: string;
  /** ISO 8601 */
  at: string;
  files: number;
}

const FORMAT = '%(refname:lstrip=2)%00%(tree)%00%(contents:lines=2)%00';

/** The oldest first. Throws with what git said. */
export async function listCheckpoints(place: CheckpointPlace): Promise<Kept[]> {
  if (!existsSync(path.join(place.repository, 'HEAD'))) return [];
  const out = await git(place, ['for-each-ref', `--format=${FORMAT}`, 'refs/millrace/']);
  const fields = out.toString('utf8').split('\0');
  const kept: Kept[] = [];
  for (let at = 0; at + 2 < fields.length; at += 3) {
    const one = keptOf(fields[at]?.trim() ?? '', fields[at + 1] ?? '', fields[at + 2] ?? '');
    if (one !== null) kept.push(one);
  }
  return kept.sort((a, b) => (a.at < b.at ? -1 : Number(a.at > b.at)));
}

/** Null: it is none of ours. */
function keptOf(ref: string, tree: string, head: string): Kept | null {
  const [files, about = ''] = head.split('\n').map((line) => line.trim());
  try {
    const { at } = JSON.parse(about) as { at: unknown };
    return typeof at === 'string' ? { name: nameOf(ref), tree, at, files: Number(files) } : null;
  } catch {
    return null;
  }
}

/** Bytes of the objects; 0 where there is no repository. */
export async function sizeOfCheckpoints(place: CheckpointPlace): Promise<number> {
  if (!existsSync(path.join(place.repository, 'HEAD'))) return 0;
  const text = (await git(place, ['count-objects', '-v'])).toString('utf8');
  const kib = (name: string): number => Number(new RegExp(`^${name}: (\\d+)$`, 'm').exec(text)?.[1] ?? 0);
  return (kib('size') + kib('size-pack') + kib('size-garbage')) * 1024;
}
