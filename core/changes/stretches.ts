// What some stages changed, as stretches of the tree's story: where one stage begins as the one before it ended, both are one
// stretch, and its first and last tree say it all. What others did in between belongs to none.
import type { StageChanges } from '../contracts/checkpoints.js';

/** A stage that had an agent, and what it changed. */
export interface ChangedStage {
  request: string;
  run: string;
  node: string;
  /** 1-based number within its run, and its attempt. */
  stage: number;
  attempt: number;
  family: string;
  id: string;
  root: string;
  /** Branch of the tree of its root that it ran in; absent = it ran in the workspace. */
  tree?: string;
  /** End, ISO 8601. */
  at: string;
  changes: StageChanges;
}

export interface Stretch {
  /** Digests of the recorded trees. */
  before: string;
  after: string;
  /** Oldest first, at least one. */
  stages: ChangedStage[];
}

/** `stages`: oldest first. Those of which a tree is not known are in none. */
export function stretchesOf(stages: readonly ChangedStage[]): Stretch[] {
  const found: Stretch[] = [];
  for (const stage of stages) {
    const { before, after } = stage.changes;
    if (before === null || after === null) continue;
    const last = found.at(-1);
    if (last?.after === before) {
      last.after = after;
      last.stages.push(stage);
    } else found.push({ before, after, stages: [stage] });
  }
  return found;
}

/** Of which nobody knows what they changed. */
export const unknownAmong = (stages: readonly ChangedStage[]): ChangedStage[] =>
  stages.filter(({ changes }) => changes.before === null || changes.after === null);
