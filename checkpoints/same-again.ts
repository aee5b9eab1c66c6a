// The tree of the checkpoint before under another name, where nothing changed: written as git would write it, and without one. Like git itself it
// waits for no disk: what a power cut tears was not told to anybody, and counts as not there.
import { createHash } from 'node:crypto';
import path from 'node:path';
import { deflateSync } from 'node:zlib';
import { linkFile, moveFile, removeFile } from '../disk/files.js';
import { git } from './git.js';
import { orNull } from './git-ended.js';
import { putIn } from './kept.js';
import type { CheckpointPlace } from './place.js';
import { objectFormatOf } from './repository.js';
import { isKnownThere, noteThere } from './there.js';

export interface SameAgain {
  /** Digest of a tree in our repository. */
  tree: string;
  /** Of the commit. */
  message: string;
  /** Seconds since 1970. */
  at: number;
  /** Of the checkpoint, below `refs/millrace/`. */
  ref: string;
}

/** `tree`: digest. Git is asked once. Throws where it was killed. */
export async function isThere(place: CheckpointPlace, tree: string): Promise<boolean> {
  if (isKnownThere(place, tree)) return true;
  if ((await orNull(git(place, ['cat-file', '-e', `${tree}^{tree}`]))) === null) return false;
  noteThere(place, tree);
  return true;
}

/** False: something has this name by now, and stays. `work`: absolute, a folder of this call alone on the disk of the repository. */
export function recordSame({ repository }: CheckpointPlace, work: string, same: SameAgain): boolean {
  const commit = commitOf(same);
  const digest = createHash(objectFormatOf(repository)).update(commit).digest('hex');
  const object = putIn(work, 'commit', deflateSync(commit, { level: 1 }));
  moveFile(object, path.join(repository, 'objects', digest.slice(0, 2), digest.slice(2)));
  const ref = putIn(work, 'ref', `${digest}\n`);
  const isFirst = linkFile(ref, path.join(repository, 'refs', 'millrace', same.ref));
  removeFile(ref);
  return isFirst;
}

function commitOf({ tree, message, at }: SameAgain): Buffer {
  const who = `millrace <millrace> ${at} +0000`;
  const text = Buffer.from(`tree ${tree}\nauthor ${who}\ncommitter ${who}\n\n${message}`);
  return Buffer.concat([Buffer.from(`commit ${text.length}\0`), text]);
}
