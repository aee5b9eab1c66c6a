// Where the files of one request are.
import { join, relative } from 'node:path';
import { isSafeId } from '../core/contracts/ids.js';
import { journalFiles, RUNTIME_DIR, runArtifacts, runtimePaths } from '../core/contracts/paths.js';
import type { StageRunRequest } from '../core/contracts/stage.js';
import { ensureFolder } from '../disk/folder.js';
import type { RunContext } from './adapter.js';
import { redact } from './redact.js';

type Surroundings = Pick<RunContext, 'workspaceDir' | 'stateDir' | 'config' | 'env'>;

/** Makes the run's folder; what stands in its place is moved aside. Throws on a run id that could lead out of it. */
export function runContext(request: StageRunRequest, around: Surroundings, journalDir: string): RunContext {
  if (!isSafeId(request.runId)) throw new Error(`not a run id: ${JSON.stringify(request.runId)}`);
  const runDir = join(around.workspaceDir, RUNTIME_DIR, runtimePaths.runs, request.runId);
  makeRunDir({ workspaceDir: around.workspaceDir, runDir });
  const { workspaceDir, stateDir, config, env } = around;
  return {
    ...{ workspaceDir, stateDir, config, env, runDir, journalDir },
    promptFile: join(runDir, runArtifacts.prompt(request.requestId)),
    stdoutFile: join(journalDir, journalFiles.stdout),
    stderrFile: join(journalDir, journalFiles.stderr),
    lastMessageFile: join(journalDir, journalFiles.lastMessage),
  };
}

/** The run's folder as a real folder: an agent may have put a link in its place, which is moved aside and not followed. */
export const makeRunDir = ({ workspaceDir, runDir }: Pick<RunContext, 'workspaceDir' | 'runDir'>): string =>
  ensureFolder(workspaceDir, relative(workspaceDir, runDir));

/** Takes out what may be secret in the worker's environment or in the one the user configured for a runner. */
export const withoutSecrets = (text: string, { env, config }: Pick<RunContext, 'env' | 'config'>): string =>
  redact(text, { ...env, ...config.codex.env, ...config.pi.env });
