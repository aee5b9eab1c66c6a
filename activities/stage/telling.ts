// What an outcome that leads to a repair, to a person or to an incident says for those who come after: which reports there are, and what
// a judged root lacks.
import path from 'node:path';
import { keptBefore } from '../../agents/desk/kept.js';
import { shownName } from '../../agents/desk/sources.js';
import { gapsIn } from '../../core/artifacts/gaps.js';
import { runArtifacts, RUNTIME_DIR, runtimePaths } from '../../core/contracts/paths.js';
import type { ResultClass } from '../../core/contracts/plan.js';
import type { StageOutcome, StageRunRequest } from '../../core/contracts/stage.js';
import { inert } from '../../core/inert.js';
import type { Dirs } from '../../disk/dirs.js';
import { leftBy } from './left.js';
import { isReport } from './papers.js';

const GOOD: readonly ResultClass[] = ['success', 'no_op'];
/** Names that agents chose go into documents: longer ones are found in their folder. */
const LONGEST_PATH = 300;

export function tellingOf(
  dirs: Dirs,
  request: StageRunRequest,
  resultClass: ResultClass,
): Pick<StageOutcome, 'reports' | 'gaps'> {
  if (GOOD.includes(resultClass)) return {};
  const left = leftBy(dirs, request);
  const kept = [...keptBefore(dirs.state, request), left.kept];
  const reports = namedIn(kept.flatMap(({ files }) => files.filter(isReport).map((file) => shownName(file.path))));
  const gaps = request.closure === undefined ? [] : gapsIn(left.text(runArtifacts.verdict));
  return {
    ...(reports.length === 0 ? {} : { reports: reports.map((name) => shownAt(request, name)).filter(isPlain) }),
    ...(gaps.length === 0 ? {} : { gaps }),
  };
}

/** Each name once, the newest first: where two stages used one, the newer file is shown under it. */
const namedIn = (names: readonly string[]): string[] => [...new Set(names.toReversed())];

const shownAt = ({ runId }: StageRunRequest, name: string): string =>
  path.join(RUNTIME_DIR, runtimePaths.runs, runId, name);

const isPlain = (file: string): boolean => inert(file) === file && file.length <= LONGEST_PATH;
