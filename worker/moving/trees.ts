// What an archive says of the trees of roots: looked at before a git or a disk is asked by it, and made to be of this host.
import path from 'node:path';
import { z } from 'zod';
import { readChoice } from '../../activities/trees/choice.js';
import { statePaths } from '../../core/contracts/paths.js';
import { namesIn } from '../../disk/read.js';
import { rootOfName } from '../../trees/names.js';
import { claimPrefix } from '../../trees/owner.js';
import type { TreesPlace } from '../../trees/place.js';
import { keepRecord, recordsOf } from '../../trees/record.js';
import { repositoryOf } from '../../trees/repository.js';
import { BadArchive } from './listed.js';
import { isBelow, isBranch, isDigest } from './names.js';

const digest = z.string().refine(isDigest);
const branch = z.string().refine(isBranch);
const below = z.array(z.string().refine(isBelow));
const move = z.looseObject({ from: digest, to: digest }).optional();

const recordSchema = z.looseObject({
  branch,
  base: z.looseObject({ branch: branch.nullable(), commit: digest }),
  tip: digest,
  laying: move,
  advancing: move,
  holds: z.array(z.looseObject({ commit: digest })).optional(),
  kept: z.array(z.looseObject({ number: z.number().int(), tree: digest, tip: digest })),
  copied: z.array(z.looseObject({ file: z.string().refine(isBelow) })),
  setup: z
    .looseObject({ made: below, out: below, begun: z.looseObject({ before: digest, others: below }).optional() })
    .optional(),
});

/** `place`: of the state as it was laid. `common`: absolute, the common git folder. Throws `BadArchive`. */
export function treesOfHere(place: TreesPlace, here: { common: string; inside: string }): void {
  for (const record of recordsOf(place)) {
    if (!recordSchema.safeParse(record).success)
      throw new BadArchive(`what it says of the tree of ${JSON.stringify(record.root)} has another form`);
    keepRecord(place, { ...record, ...here });
  }
}

/** The branches of its roots are its own in the new repository too, before another workspace there takes them. */
export function ownBranches(place: Omit<TreesPlace, 'prefix'>): void {
  const repository = repositoryOf(place);
  if (repository === null) return;
  const { state } = place.dirs;
  const ending = '.choice';
  const roots = namesIn(path.join(state, statePaths.trees)).flatMap((name) =>
    name.endsWith(ending) ? [rootOfName(name.slice(0, -ending.length))] : [],
  );
  const prefixes = roots.flatMap((root) => readChoice(state, root)?.prefix ?? []).filter(isBranch);
  for (const prefix of new Set(prefixes)) claimPrefix({ ...place, prefix }, repository);
}
