// A checkpoint as it is stored: a commit without parents, whose message is how many files there are, and a line of JSON for each that is not in it.
import type { Checkpoint, Omitted } from '../core/contracts/checkpoints.js';
import { hasRef } from '../disk/git-refs.js';
import { git } from './git.js';
import { refOf } from './names.js';
import type { CheckpointPlace } from './place.js';

/** Null: none has this name. */
export async function findCheckpoint(place: CheckpointPlace, name: string): Promise<Checkpoint | null> {
  const ref = `refs/millrace/${refOf(name)}`;
  return hasRef(place.repository, ref) === true ? readCheckpoint(place, ref) : null;
}

/** `which`: a ref, or the digest of a commit. Null: it is no checkpoint. */
async function readCheckpoint(place: CheckpointPlace, which: string): Promise<Checkpoint | null> {
  return parseCheckpoint((await git(place, ['cat-file', 'commit', which])).toString('utf8'));
}

export function parseCheckpoint(commit: string): Checkpoint | null {
  const end = commit.indexOf('\n\n');
  const tree = /^tree ([0-9a-f]+)$/m.exec(commit.slice(0, end))?.[1];
  const [files = '', about = '', ...omitted] = commit
    .slice(end + 2)
    .trimEnd()
    .split('\n');
  if (tree === undefined || about === '') return null;
  const { at } = JSON.parse(about) as { at: string };
  return { tree, at, files: Number(files), omitted: omitted.map((line) => JSON.parse(line) as Omitted) };
}

/** Without `files` the first line is left to whoever counts. */
export const messageOf = (at: string, omitted: readonly Omitted[], files?: number): string =>
  (files === undefined ? '' : `${files}\n`) + [{ at }, ...omitted].map((one) => `${JSON.stringify(one)}\n`).join('');
