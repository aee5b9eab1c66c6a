// The texts of a stage, found by their digests: instructions and skills from the plan, the document from intake.
import path from 'node:path';
import { runArtifacts, RUNTIME_DIR, runtimePaths } from '../../core/contracts/paths.js';
import type { StageRunRequest } from '../../core/contracts/stage.js';
import type { PromptInput } from '../../agents/prompt.js';
import type { Dirs } from '../dirs.js';
import { getText } from '../store/texts.js';

/** Throws when a text is missing: the activity is tried again, because a mirror batch may still bring it. */
export async function promptInput(dirs: Dirs, request: StageRunRequest): Promise<PromptInput> {
  const { item } = request;
  const runtime = path.join(dirs.workspace, RUNTIME_DIR);
  const runDir = path.join(runtime, runtimePaths.runs, request.runId);
  const skills = await Promise.all(
    request.skills.map(async ({ id, sha256 }) => ({ id, text: await getText(dirs.state, sha256) })),
  );
  return {
    request,
    planId: `plan-${request.mode}-${request.planDigest.slice(0, 12)}`,
    instructions: await getText(dirs.state, request.instructions),
    skills,
    document: {
      path: path.join(runtime, documentOf(request)),
      text: await getText(dirs.state, item.sha256),
    },
    runDir,
    outboxDir: path.join(runtime, runtimePaths.outbox(request.runId)),
    troubleshootReportPath: path.join(runDir, runArtifacts.troubleshootReport),
    closure: request.closure === undefined ? null : closureOf(runtime, runDir, item.root),
  };
}

const documentOf = ({ item, closure }: StageRunRequest): string =>
  closure === undefined ? runtimePaths.document(item.family, 'active', item.id) : runtimePaths.rootSpec(item.root);

const closureOf = (runtime: string, runDir: string, root: string): PromptInput['closure'] => ({
  rootSpecId: root,
  targetPath: path.join(runtime, runtimePaths.target(root)),
  rubricPath: path.join(runtime, runtimePaths.rubric(root)),
  verdictPath: path.join(runtime, runtimePaths.verdict(root)),
  reportPath: path.join(runDir, runArtifacts.arbiterReport),
});
