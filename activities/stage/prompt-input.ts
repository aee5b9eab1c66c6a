// The texts of a stage, found by their digests: instructions and skills from the plan, the document from intake.
import path from 'node:path';
import { deskFolders, runArtifacts, RUNTIME_DIR, runtimePaths } from '../../core/contracts/paths.js';
import type { StageRunRequest } from '../../core/contracts/stage.js';
import { deskOf } from '../../agents/context.js';
import { earlierPaths, type Paper } from '../../agents/desk/earlier.js';
import type { PromptChanged } from '../../agents/changed-part.js';
import type { PromptInput, PromptTree } from '../../agents/prompt.js';
import { type Dirs, editedIn } from '../../disk/dirs.js';
import { getDocumentText } from '../../disk/mirror/document-text.js';
import { blueprintPart } from './blueprint/told.js';
import { isOfferedPage } from './learning/offers.js';
import { lastRemarks } from './remarks.js';
import { requirementsPart } from './requirements-shown.js';
import { promptStory } from './story.js';
import { getPlanText } from '../../disk/store/texts.js';
import { readTreeRun } from '../../disk/store/tree-runs.js';

/** Throws when a text is nowhere: the activity is tried again, and `status` says what brings it back. */
export async function promptInput(
  dirs: Dirs,
  request: StageRunRequest,
  papers: readonly Paper[],
  changed: PromptChanged | null,
): Promise<PromptInput> {
  const { item } = request;
  const runtime = path.join(dirs.workspace, RUNTIME_DIR);
  const runDir = deskOf(editedIn(dirs), request.requestId);
  const named = papers.map((paper) => paper.path).filter((one) => !isOfferedPage(one));
  const earlier = [...named, ...earlierPaths(dirs.state, request)];
  const skills = await Promise.all(
    request.skills.map(async ({ id, sha256 }) => ({ id, text: await getPlanText(dirs.state, sha256) })),
  );
  return {
    request,
    instructions: await getPlanText(dirs.state, request.instructions),
    skills,
    document: {
      path: path.join(runtime, documentOf(request)),
      text: await getDocumentText(dirs, item),
    },
    runDir,
    outboxDir: path.join(runDir, deskFolders.outbox),
    earlier: earlier.slice(-NAMED).map((one) => path.join(deskFolders.earlier, one)),
    troubleshootReportPath: path.join(runDir, runArtifacts.troubleshootReport),
    closure: request.closure === undefined ? null : closureOf(runtime, runDir, item.root),
    requirements: await requirementsPart(dirs, request),
    blueprint: await blueprintPart(dirs, request),
    remarks: lastRemarks(dirs, request),
    story: await promptStory(dirs, request),
    tree: treeOf(dirs, request),
    changed,
  };
}

function treeOf({ state }: Dirs, { runId }: StageRunRequest): PromptTree | null {
  const run = readTreeRun(state, runId);
  return run === null ? null : { branch: run.branch, base: run.base, others: run.others ?? [] };
}

/** As many earlier reports are named in a prompt, the newest ones. */
const NAMED = 40;

const documentOf = ({ item, closure }: StageRunRequest): string =>
  closure === undefined ? runtimePaths.document(item.family, 'active', item.id) : runtimePaths.rootSpec(item.root);

const closureOf = (runtime: string, runDir: string, root: string): PromptInput['closure'] => ({
  rootSpecId: root,
  targetPath: path.join(runtime, runtimePaths.target(root)),
  rubricPath: path.join(runDir, runArtifacts.rubric),
  verdictPath: path.join(runDir, runArtifacts.verdict),
  reportPath: path.join(runDir, runArtifacts.arbiterReport),
});
