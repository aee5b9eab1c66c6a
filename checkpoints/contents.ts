// What many files hold, asked of one git.
import { type Call, git } from './git.js';
import type { CheckpointPlace } from './place.js';

/** By their digests, in that order; what is not there is empty. `env`: besides the variables of our git. Throws with what git said. */
export async function contentsOf(
  place: CheckpointPlace,
  digests: readonly string[],
  env: Required<Call>['env'] = {},
): Promise<Buffer[]> {
  if (digests.length === 0) return [];
  return parsed(await git(place, ['cat-file', '--batch'], { input: `${digests.join('\n')}\n`, env }));
}

/** For each: `DIGEST TYPE SIZE` and an end of line, the content, and another end of line; or `DIGEST missing` alone. */
function parsed(output: Buffer): Buffer[] {
  const contents: Buffer[] = [];
  for (let at = 0; at < output.length;) {
    const end = output.indexOf(0x0a, at);
    const [, kind, size] = output.toString('latin1', at, end).split(' ');
    const length = kind === 'missing' ? -1 : Number(size ?? 0);
    contents.push(output.subarray(end + 1, end + 1 + Math.max(0, length)));
    at = end + length + 2;
  }
  return contents;
}
