// The names in an archive, in one digest: git compares objects with theirs, and nothing with those of branches and tags.
import { createHash } from 'node:crypto';
import { git } from '../../checkpoints/git.js';
import type { CheckpointPlace } from '../../checkpoints/place.js';
import { FOLDER_CHECKPOINT, refs } from './parts.js';

const FORMAT = '--format=%(objectname) %(refname)';

/** Beginnings of names: nothing else that is in the repository of an export is in its archive. */
export const TRAVEL: readonly string[] = [refs.all, `refs/millrace/${FOLDER_CHECKPOINT}`];

/** sha256 of the refs that travel and what they name, but for the one that is to say it. `env`: with which its objects are found. */
export async function namesIn(place: CheckpointPlace, env: Readonly<Record<string, string>> = {}): Promise<string> {
  const said = (await git(place, ['for-each-ref', FORMAT, ...TRAVEL], { env })).toString('latin1');
  const lines = said.split('\n').filter((line) => !line.endsWith(` ${refs.manifest}`));
  return createHash('sha256').update(lines.join('\n'), 'latin1').digest('hex');
}
