// Kept work that does not fit its branch any more lies on the desks of the run that takes it up, as a difference.
import path from 'node:path';
import type { Paper } from '../../agents/desk/earlier.js';
import { statePaths } from '../../core/contracts/paths.js';
import type { StageRunRequest } from '../../core/contracts/stage.js';
import type { Dirs } from '../../disk/dirs.js';
import { readText } from '../../disk/read.js';
import { readTreeRun } from '../../disk/store/tree-runs.js';

const TOLD =
  'What an earlier run left of this work. The branch has moved on and it does not fit any more: take over by hand what is still right.';

export function differencePapers({ state }: Dirs, { runId }: StageRunRequest): Paper[] {
  if (readTreeRun(state, runId)?.tookUp?.how !== 'difference') return [];
  const text = readText(path.join(state, statePaths.treeDifference(runId)));
  return text === null ? [] : [{ path: 'kept-work.patch', text: `${TOLD}\n\n${text}` }];
}
