// What does not go together is given as a difference, in a file: to be worked in by hand.
import { showPatch } from '../checkpoints/patch.js';
import { PRIVATE_FILE } from '../disk/folder.js';
import { writeAtomic } from '../disk/write.js';
import { bring, treeOf } from './exchange.js';
import { ourPlace, type TreesPlace } from './place.js';
import { repositoryOf } from './repository.js';

/** In bytes: nobody works more in by hand. */
const MOST = 8 * 1024 * 1024;

/** `before`, `after`: digests of trees in our repository. `file`: absolute. Where it is too long its end says so. */
export async function writeDifference(
  place: TreesPlace,
  [before, after]: readonly [before: string, after: string],
  file: string,
): Promise<void> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  await showPatch(ourPlace(place), before, after, {}, (part) => {
    if (bytes < MOST) parts.push(Uint8Array.from(part).subarray(0, MOST - bytes));
    bytes += part.length;
  });
  if (bytes > MOST) parts.push(Buffer.from(`\n[Cut: the whole difference has ${bytes} bytes.]\n`));
  await writeAtomic(file, Buffer.concat(parts), { mode: PRIVATE_FILE });
}

/** The same of two commits of the user's repository. `root`: whose refs keep them here. */
export async function differenceBetween(
  place: TreesPlace,
  { root, from, to }: { root: string; from: string; to: string },
  file: string,
): Promise<void> {
  const repository = repositoryOf(place);
  if (repository === null) return;
  const [before, after] = [await treeOf(place, repository, from), await treeOf(place, repository, to)];
  await bring(place, repository, { root, tree: before, what: 'merge/base' });
  await bring(place, repository, { root, tree: after, what: 'merge/other', known: before });
  await writeDifference(place, [before, after], file);
}
