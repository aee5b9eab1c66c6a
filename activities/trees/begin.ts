// How a run begins in the tree of its root: on the branch as it is and with the work of others that it waits for, and with the work that was kept of
// its item where there is some. What else lies there is kept first, for whoever it belongs to.
import { shortDigest } from '../../core/report/short-digest.js';
import path from 'node:path';
import { otherWorkWords } from '../../core/contracts/other-work.js';
import { statePaths } from '../../core/contracts/paths.js';
import type { StageRunRequest } from '../../core/contracts/stage.js';
import { keepTreeRun, type Merging, readTreeRun, type TookUp, type TreeRun } from '../../disk/store/tree-runs.js';
import { type Anew, beginAnew } from '../../trees/anew.js';
import type { Refused } from '../../trees/answers.js';
import { workFolder } from '../../trees/desk.js';
import type { TreesPlace } from '../../trees/place.js';
import { type Base, readRecord } from '../../trees/record.js';
import { setBack } from '../../trees/set-back.js';
import { takeUp } from '../../trees/take-up.js';
import { lastKept } from './bound.js';
import { keepChoice, readChoice } from './choice.js';
import { mergingOf } from './merging.js';
import { type Others, takeInOthers } from './others.js';
import { takenCommit } from './taken.js';

export interface Begun {
  kind: 'begun';
  /** Sentences for people. */
  notes: string[];
}

export interface Beginning extends Others {
  /** ISO 8601 */
  at: string;
  /** What a new tree of the root would begin from. */
  base: () => Promise<Base | Refused>;
}

/** A repeat changes nothing. */
export async function beginRun(
  place: TreesPlace,
  request: StageRunRequest,
  { at, base, ...waits }: Beginning,
): Promise<Begun | Refused> {
  const { state } = place.dirs;
  const { runId: run, item } = request;
  const { family, id, root } = item;
  if (readTreeRun(state, run) !== null) return { kind: 'begun', notes: [] };
  const before = readChoice(state, root);
  const cleared = await setBack(place, root, { run: before?.run ?? 'unknown', at });
  if (cleared.kind === 'refused') return cleared;
  // From now on no run before this one holds the branch where it was.
  keepChoice(state, root, { ...(before ?? { mode: 'per_root', prefix: place.prefix }), run });
  const anew = await beginAnew(place, { root, taken: () => takenCommit(place, root), base });
  if (anew?.kind === 'refused') return anew;
  const had = await takeInOthers(place, { root, run, at }, waits);
  if (had.kind === 'refused') return had;
  const { others } = had;
  const taken = await takenUp(place, request);
  if (taken?.kind === 'refused') return taken;
  const merging = await mergingOf(place, request, taken?.lies ?? null);
  if (merging !== null && 'kind' in merging) return merging;
  const about = { run, root, family, id, begun: at, ...placeIn(place, root) };
  keepTreeRun(state, {
    ...about,
    ...(taken !== null && { tookUp: taken.tookUp }),
    ...(others.length > 0 && { others }),
    ...(merging !== null && { merging }),
  });
  const notes = [...others.map(otherWorkWords), ...(taken?.notes ?? []), ...mergingNotes(merging)];
  return { kind: 'begun', notes: [...anewNotes(anew), ...notes] };
}

function anewNotes(anew: Anew | null): string[] {
  if (anew === null) return [];
  const { branch, base } = anew.record;
  const [now, before] = [base.commit, anew.from].map(shortDigest);
  return [`${branch} was taken, up to ${before}: it begins anew with ${base.name} (${now}).`];
}

/** Where a run of this root works, as it is noted. Throws when there is no tree. */
export function placeIn(
  place: TreesPlace,
  root: string,
): Pick<TreeRun, 'branch' | 'base' | 'baseCommit' | 'folder' | 'tip'> {
  const record = readRecord(place, root);
  if (record === null) throw new Error(`Nothing is known of a tree of ${root}.`);
  const { name, commit } = record.base;
  const { branch, tip } = record;
  return { branch, base: name, baseCommit: commit, tip, folder: workFolder(place, record) };
}

function mergingNotes(merging: Merging | null): string[] {
  if (merging === null) return [];
  const count = merging.files.length;
  const what = count === 0 ? 'nothing is in conflict' : `${count} ${count === 1 ? 'file is' : 'files are'} in conflict`;
  return [`${merging.into} is merged into the tree, and ${what}.`];
}

interface Taken {
  kind: 'taken';
  /** The run whose work lies in the tree; null = it is given beside it. */
  lies: string | null;
  tookUp: TookUp;
  notes: string[];
}

/** Null: nothing is kept of the item, or it is to begin afresh. */
async function takenUp(
  place: TreesPlace,
  { item, runId, closure, story }: StageRunRequest,
): Promise<Taken | Refused | null> {
  const work = closure !== undefined || story?.fresh === true ? null : lastKept(place, item);
  if (work === null) return null;
  const { number } = work;
  const file = path.join(place.dirs.state, statePaths.treeDifference(runId));
  const taken = await takeUp(place, { root: item.root, number, file });
  if (taken.kind === 'refused') return taken;
  if (taken.kind === 'difference') {
    const names = taken.paths.slice(0, NAMED).join(', ');
    const note = `What ${work.run} left does not fit the branch any more (${names}): it is given as a difference.`;
    return { kind: 'taken', lies: null, tookUp: { number, how: 'difference' }, notes: [note] };
  }
  const aside = taken.aside.map(
    ({ path: one, to }) => `${one} of ${work.run} is too large to be laid again: it is at ${to}.`,
  );
  return {
    kind: 'taken',
    lies: work.run,
    tookUp: { number, how: taken.how },
    notes: [`The work that ${work.run} left is taken up.`, ...aside],
  };
}

const NAMED = 5;
