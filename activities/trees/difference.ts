// What does not go together with the tree of a run lies on its desks as a difference: kept work that its branch has moved on from, and work of other
// roots that it waits for.
import path from 'node:path';
import type { Paper } from '../../agents/desk/earlier.js';
import { statePaths } from '../../core/contracts/paths.js';
import type { StageRunRequest } from '../../core/contracts/stage.js';
import type { Dirs } from '../../disk/dirs.js';
import { readText } from '../../disk/read.js';
import { readTreeRun } from '../../disk/store/tree-runs.js';
import { nameOfRoot } from '../../trees/names.js';

const KEPT =
  'What an earlier run left of this work. The branch has moved on and it does not fit any more: take over by hand what is still right.';
const OTHER =
  'Work that this one waits for, of another root. It does not go together with this tree: take over by hand what this work needs of it.';

export function differencePapers({ state }: Dirs, { runId }: StageRunRequest): Paper[] {
  const { tookUp, others = [] } = readTreeRun(state, runId) ?? {};
  const apart = others.filter(({ how }) => how === 'apart').map(({ root }) => nameOfRoot(root));
  return [
    ...(tookUp?.how === 'difference' ? paper(state, statePaths.treeDifference(runId), 'kept-work.patch', KEPT) : []),
    ...apart.flatMap((name) => paper(state, statePaths.otherDifference(runId, name), `work-of-${name}.patch`, OTHER)),
  ];
}

function paper(state: string, file: string, name: string, told: string): Paper[] {
  const text = readText(path.join(state, file));
  return text === null ? [] : [{ path: name, text: `${told}\n\n${text}` }];
}
