// Roots that work in the workspace share it, also while others have trees and work beside them: none begins there while another one is in the middle
// of an item, since it would find half of that. Whoever begins says so first, in one file.
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { ItemState } from '../../core/contracts/families.js';
import { RUNTIME_DIR, runtimePaths, statePaths } from '../../core/contracts/paths.js';
import type { StageRunRequest } from '../../core/contracts/stage.js';
import { hasForm, isText } from '../../core/form.js';
import { jsonObject } from '../../core/json-lines.js';
import type { Dirs } from '../../disk/dirs.js';
import { PRIVATE_FILE } from '../../disk/folder.js';
import { readApprovals } from '../../disk/mirror/approval.js';
import { withMirror } from '../../disk/mirror/lock.js';
import { readText } from '../../disk/read.js';
import { recentChanges } from '../../disk/store/stage-changes.js';
import { writeAtomicSync } from '../../disk/write.js';
import { passing, type Refused } from '../../trees/answers.js';

/** The run that began in the workspace last. */
interface Holder {
  run: string;
  root: string;
  family: string;
  id: string;
  /** ISO 8601 */
  at: string;
}

/** The mirror shows an item as active no later than that after its first stage was asked for. In ms. */
const SHOWN_MS = 60_000;

const isHolder = hasForm({ run: isText, root: isText, family: isText, id: isText, at: isText });

/**
 * Null: it may begin, or has begun. Whoever is in the middle goes on, and nobody waits for a run that ever asked a person: it gave its lane away, and might
 * get none while others hold theirs for it.
 */
export function waitsInPlace(dirs: Dirs, { runId: run, item }: StageRunRequest): Promise<Refused | null> {
  const { family, id, root } = item;
  const file = path.join(dirs.state, statePaths.inPlaceRun);
  return withMirror(dirs, async () => {
    const stages = recentChanges(dirs.state).filter(({ tree }) => tree === undefined);
    if (stages.some((stage) => stage.run === run)) return null;
    const holder = holderIn(file);
    for (const one of [
      ...(holder === null ? [] : [holder]),
      ...stages.filter((stage) => stage.root !== root).slice(-1),
    ])
      if (await isInTheWay(dirs, one, { run, root })) return waiting(one, root);
    const mine: Holder = { run, root, family, id, at: new Date().toISOString() };
    if (holder?.run !== run) writeAtomicSync(file, JSON.stringify(mine), { mode: PRIVATE_FILE });
    return null;
  });
}

function holderIn(file: string): Holder | null {
  const found = jsonObject(readText(file) ?? undefined);
  return isHolder(found) ? (found as unknown as Holder) : null;
}

async function isInTheWay(dirs: Dirs, holder: Holder, mine: { run: string; root: string }): Promise<boolean> {
  if (holder.run === mine.run || holder.root === mine.root) return false;
  const isIn = (state: ItemState): boolean =>
    existsSync(path.join(dirs.workspace, RUNTIME_DIR, runtimePaths.document(holder.family, state, holder.id)));
  const isYoung = Date.now() - Date.parse(holder.at) < SHOWN_MS;
  if (!isIn('active') && !(isYoung && isIn('queued'))) return false;
  return !(await readApprovals(dirs)).some(({ runId }) => runId === holder.run);
}

const waiting = ({ family, id, root }: Holder, other: string): Refused =>
  passing(
    `${family}/${id} of ${root} is not finished in the workspace, in which ${other} works too.`,
    'This one begins when that is over.',
  );
