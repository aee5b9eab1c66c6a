// A branch may hold commits of other roots, of which the judgement of its own root says nothing. They go along only where they are at their end
// already, or were judged themselves.
import { judgedTips } from '../../../disk/store/deliveries.js';
import { readTaken } from '../../../disk/store/trees-taken.js';
import { refused, type Refused } from '../../../trees/answers.js';
import { isAncestor } from '../../../trees/branch.js';
import type { Ends } from '../../../trees/deliver.js';
import { branchOf, nameOfRoot } from '../../../trees/names.js';
import type { TreesPlace } from '../../../trees/place.js';
import { type Held, readRecord, type TreeRecord } from '../../../trees/record.js';

interface Unjudged extends Refused {
  /** Whose work it is. */
  of: string;
}

/** Null: nothing but judged work would land. Throws with what git said. */
export async function bringsUnjudged(place: TreesPlace, ends: Ends): Promise<Unjudged | null> {
  const { repository, record, tip, base, into } = ends;
  const leads = (one: string, other: string): Promise<boolean> => isAncestor(place, repository, one, other);
  for (const { root, commit } of heldIn(place, record)) {
    if (!(await leads(commit, tip)) || (await leads(commit, base))) continue;
    const taken = readTaken(place.dirs.state).get(root);
    // Who says that it is at its end may have meant that nobody wants it.
    const known = [
      ...judgedTips(place.dirs.state, nameOfRoot(root), root),
      ...(taken === undefined || taken.isSaid ? [] : [taken.commit]),
    ];
    const judged = await Promise.all(known.map((one) => leads(commit, one)));
    if (judged.includes(true)) continue;
    const branch = readRecord(place, root)?.branch ?? branchOf(place.prefix, root);
    const why = `${record.branch} holds work of ${root} (${branch}), which was not judged and is not in ${into}.`;
    const take = `\`millrace deliver ${root} --merge\``;
    const todo = `It goes on by itself when ${root} was judged; when you take that (${take}), at the next start of a worker, or at once with \`millrace closures judge ${record.root}\`.`;
    return { ...refused(why, todo), of: root };
  }
  return null;
}

/** Also what those hold. */
function heldIn(place: TreesPlace, record: TreeRecord): Held[] {
  const found: Held[] = [];
  const seen = new Set([record.root]);
  for (const waiting = [record]; waiting.length > 0;)
    for (const held of waiting.pop()?.holds ?? []) {
      found.push(held);
      if (seen.has(held.root)) continue;
      seen.add(held.root);
      const other = readRecord(place, held.root);
      if (other !== null) waiting.push(other);
    }
  return found;
}
