// An attempt whose only fault is the form of what it left, while its second chance is ahead: nothing of it counts and nothing is set
// aside, because the second attempt finds it on its desk and leaves it again.
import path from 'node:path';
import { addToKept } from '../../agents/desk/add-to-kept.js';
import { removeTree } from '../../agents/desk/remove.js';
import { isContractFailure } from '../../core/contracts/failure-lists.js';
import { deskFolders, journalFiles, runArtifacts, runtimePaths, statePaths } from '../../core/contracts/paths.js';
import type { StageOutcome, StageRunRequest } from '../../core/contracts/stage.js';
import type { NormalOutcome } from '../../core/outcome/normalise.js';
import type { Dirs } from '../../disk/dirs.js';
import { removeFile } from '../../disk/files.js';
import { shownFile } from '../../disk/folder.js';
import { spotOf } from '../../disk/intake/folders.js';
import { readBytes } from '../../disk/read.js';
import type { Emissions } from './emissions.js';

/** The lineage will ask the stage once more. */
export const isAskedAgain = (
  { form }: StageRunRequest,
  { failureClass }: Pick<NormalOutcome, 'failureClass'>,
): boolean => form?.chance === 'ahead' && failureClass !== null && isContractFailure(failureClass);

/** What is left of the emissions: the files in queue folders, which go back to the stage. */
export function handedBack({ taken, refused, rest }: Emissions): Emissions {
  const paths = [...taken, ...refused].map((one) => one.path).filter((file) => spotOf(file) !== null);
  return { documents: [], taken: [], refused: [], returned: [...paths, ...(rest?.found ?? [])] };
}

/** What cannot be taken and is not told of yet: the agent is told all that is wrong at once. */
export function withRefusals(verdict: NormalOutcome, { refused }: Emissions): NormalOutcome {
  const { detail } = verdict;
  const untold = refused.filter((one) => !detail.includes(path.basename(one.path)));
  if (untold.length === 0) return verdict;
  const others = untold.map((one) => `${path.basename(one.path)}: ${one.reason}`).join('\n');
  return { ...verdict, detail: `${detail}\nOf the documents it left these cannot be taken:\n${others}` };
}

/**
 * Puts what a stage left in queue folders with what it left in its outbox, as we kept it: there nobody takes it for a drop of an
 * operator. Idempotent.
 */
export async function returnToStage(dirs: Dirs, request: StageRunRequest, files: readonly string[]): Promise<void> {
  for (const file of files) {
    const shown = shownFile(dirs, file);
    const bytes = readBytes(shown);
    if (bytes === null) continue;
    addToKept(dirs.state, request, path.join(deskFolders.outbox, path.basename(file)), bytes);
    removeFile(shown);
  }
}

/** Where people read what the attempt was told that is asked about once more. Absolute. */
export const firstPromptOf = (dirs: Dirs, { form, requestId, runId }: StageRunRequest): string =>
  shownFile(
    dirs,
    path.join(runtimePaths.runs, runId, runArtifacts.prompt(form?.chance === 'taken' ? form.of : requestId)),
  );

/** A session is kept for as long as somebody may go on in it: it holds all that the tools of its agent put out. */
export async function forgetSessions(dirs: Dirs, request: StageRunRequest, outcome: StageOutcome): Promise<void> {
  const { requestId, form } = request;
  if (isAskedAgain(request, outcome)) return;
  // One whose environment failed is followed by another attempt at the same second chance.
  const before = form?.chance === 'taken' && outcome.origin !== 'environment' ? [form.of] : [];
  for (const one of [requestId, ...before])
    await removeTree(path.join(dirs.state, statePaths.journal(one), journalFiles.session));
}
