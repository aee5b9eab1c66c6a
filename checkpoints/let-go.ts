// What is older than it is to be kept goes: checkpoints, and the lines that say which stage they were of. The one way in which anything goes.
import type { ChangedStage } from '../core/changes/stretches.js';
import type { Dirs } from '../disk/dirs.js';
import { runsOf } from '../disk/store/open-runs.js';
import { cutChanges, readChanges } from '../disk/store/stage-changes.js';
import { listCheckpoints, sizeOfCheckpoints } from './list.js';
import { stageCheckpoint } from './names.js';
import type { CheckpointPlace } from './place.js';
import { keptByPolicy, pruneCheckpoints, type Pruned } from './prune.js';

/** `now`: ms since 1970. `days`: the last stage of a run that is not at its end stays in any case. Throws with what git said. */
export async function letGoOfOld(dirs: Dirs, place: CheckpointPlace, now: number, days: number): Promise<Pruned> {
  const { all, keep } = await policyNow(dirs, place, now, days);
  const pruned = await pruneCheckpoints(place, all, keep);
  const kept = new Set(all.filter(keep).map(({ name }) => name));
  await cutChanges(dirs, (stages) => staying(stages, kept));
  return pruned;
}

/** What that would do; how much room it makes only doing it shows. */
export async function wouldLetGo(dirs: Dirs, place: CheckpointPlace, now: number, days: number): Promise<Pruned> {
  const { all, keep } = await policyNow(dirs, place, now, days);
  const kept = all.filter(keep).length;
  const size = await sizeOfCheckpoints(place);
  return { removed: all.length - kept, kept, before: size, after: size };
}

async function policyNow(dirs: Dirs, place: CheckpointPlace, now: number, days: number) {
  const all = await listCheckpoints(place);
  return { all, keep: keptByPolicy(all, { now, days, runs: runsOf(dirs, readChanges(dirs.state)) }) };
}

/** All of an item while one of them is kept, so that nobody takes a part of its work for all of it; and the last one, whoever's it is. */
function staying(stages: readonly ChangedStage[], kept: ReadonlySet<string>): ChangedStage[] {
  const itemOf = ({ family, id }: ChangedStage): string => `${family}/${id}`;
  const isKept = ({ run: runId, stage: stageNumber, attempt }: ChangedStage): boolean =>
    (['before', 'after'] as const).some((which) => kept.has(stageCheckpoint({ runId, stageNumber, attempt }, which)));
  const items = new Set(stages.filter(isKept).map(itemOf));
  return stages.filter((one, at) => items.has(itemOf(one)) || at === stages.length - 1);
}
