// What a root was judged by. The Arbiter leaves it on its desk; when it counts, the runtime itself shows it where people look, and
// keeps it for the next Arbiter of the same root.
import { PRIVATE_FILE } from '../../disk/folder.js';
import path from 'node:path';
import type { Paper } from '../../agents/desk/earlier.js';
import type { Evidence } from '../../core/artifacts/verdict.js';
import { runArtifacts, runtimePaths } from '../../core/contracts/paths.js';
import { writeShown } from '../../agents/desk/shown.js';
import type { Dirs } from '../../disk/dirs.js';
import { writeAtomic } from '../../disk/write.js';
import { textAt } from '../../disk/mirror/difference.js';
import { judgementFile, readJudgement } from '../../disk/store/judgement.js';
import { getText, putText } from '../../disk/store/texts.js';
import type { LeftByStage } from './left.js';

/** Digests of stored texts. */
export interface Judgement {
  root: string;
  rubric: string;
  verdict: string;
  report: string;
}

/** An Arbiter that an older build began was told to write into the mirror. */
export function evidenceOf(dirs: Dirs, root: string, left: LeftByStage): Evidence {
  const report = left.text(runArtifacts.arbiterReport);
  return left.kept.from === 'run'
    ? { rubric: textAt(dirs, runtimePaths.rubric(root)), verdict: textAt(dirs, runtimePaths.verdict(root)), report }
    : { rubric: left.text(runArtifacts.rubric), verdict: left.text(runArtifacts.verdict), report };
}

/** `evidence`: without a problem. */
export async function storeJudgement(dirs: Dirs, root: string, evidence: Evidence): Promise<Judgement> {
  const put = (text: string | null): Promise<string> => putText(dirs.state, text ?? '');
  const [rubric, verdict, report] = [
    await put(evidence.rubric),
    await put(evidence.verdict),
    await put(evidence.report),
  ];
  return { root, rubric, verdict, report };
}

/** Idempotent. The report is shown with all that the stage left. */
export async function settleJudgement(dirs: Dirs, judgement: Judgement): Promise<void> {
  const { root, rubric, verdict } = judgement;
  await writeAtomic(judgementFile(dirs.state, root), JSON.stringify(judgement), { fsync: true, mode: PRIVATE_FILE });
  writeShown(dirs.workspace, runtimePaths.rubric(root), await getText(dirs.state, rubric));
  writeShown(dirs.workspace, runtimePaths.verdict(root), await getText(dirs.state, verdict));
}

/** The last judgement of the root, for the desk of the next one; empty when there was none. */
export async function lastJudgement(dirs: Dirs, root: string): Promise<Paper[]> {
  const texts = await readJudgement(dirs.state, root);
  if (texts === null) return [];
  const { rubric, verdict, report } = texts;
  const named = {
    [runArtifacts.rubric]: rubric,
    [runArtifacts.verdict]: verdict,
    [runArtifacts.arbiterReport]: report,
  };
  return Object.entries(named).flatMap(([name, text]) =>
    text === null ? [] : [{ path: path.join('last-judgement', name), text }],
  );
}
