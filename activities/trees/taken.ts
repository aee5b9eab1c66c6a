// Whether people took the branches that wait for them, seen by what they did in git: a merge, a squash, a rebase. Only what moved since the last
// look is looked at.
import path from 'node:path';
import { statePaths } from '../../core/contracts/paths.js';
import { jsonObject } from '../../core/json-lines.js';
import { PRIVATE_FILE } from '../../disk/folder.js';
import { readText } from '../../disk/read.js';
import { lastCommits } from '../../disk/store/tree-runs.js';
import { noteTaken, readTaken } from '../../disk/store/trees-taken.js';
import { writeAtomicSync } from '../../disk/write.js';
import { endsOf, looksTaken } from '../../trees/deliver.js';
import type { TreesPlace } from '../../trees/place.js';
import { own } from '../../core/own.js';

/** Digest of the last commit of a task of this root; null = there is none. */
export const lastCommit = (state: string, root: string): string | null =>
  lastCommits(state, new Set([root])).get(root) ?? null;

/** Its branch needs nobody any more. `isSaid`: as a person says, and not as git tells. */
export function noteDelivered(state: string, root: string, isSaid = false): void {
  const commit = lastCommit(state, root);
  if (commit !== null) noteTaken(state, root, { commit, isSaid });
}

/** Digest of the last commit of a task of this root, where people have it, in whatever form, or said so; else null. Looks into git for it. */
export async function takenCommit(place: TreesPlace, root: string): Promise<string | null> {
  const commit = lastCommit(place.dirs.state, root);
  if (commit === null) return null;
  await lookForTaken(place, [root]);
  return readTaken(place.dirs.state).get(root)?.commit === commit ? commit : null;
}

/** Gives those of the roots that were taken and are noted now. Never throws: what git does not tell is looked at another time. */
export async function lookForTaken(place: TreesPlace, roots: readonly string[]): Promise<string[]> {
  const { state } = place.dirs;
  const looked = lookedIn(state);
  const taken = readTaken(state);
  const commits = lastCommits(state, new Set(roots));
  const found: string[] = [];
  const still = new Map<string, string>();
  for (const root of roots) {
    const stood = await standOf(place, root).catch(() => null);
    const commit = commits.get(root);
    if (stood === null || commit === undefined || taken.get(root)?.commit === commit) continue;
    if (own(looked, root) !== stood && (await looksTaken(place, root).catch(() => false))) {
      noteTaken(state, root, { commit, isSaid: false });
      found.push(root);
    } else still.set(root, stood);
  }
  const others = Object.entries(looked).filter(([root]) => !roots.includes(root));
  const now = Object.fromEntries([...others, ...still]);
  if (JSON.stringify(now) !== JSON.stringify(looked)) keepLooked(state, now);
  return found;
}

/** Where the branch and the one that it goes to are; null: one of them is nowhere. */
async function standOf(place: TreesPlace, root: string): Promise<string | null> {
  const ends = await endsOf(place, root);
  return 'tip' in ends ? `${ends.tip} ${ends.base}` : null;
}

const fileIn = (state: string): string => path.join(state, statePaths.treesLooked);
const lookedIn = (state: string): Record<string, unknown> => jsonObject(readText(fileIn(state)) ?? undefined) ?? {};
const keepLooked = (state: string, now: Record<string, unknown>): void =>
  writeAtomicSync(fileIn(state), `${JSON.stringify(now)}\n`, { mode: PRIVATE_FILE });
