// Where the files of one request are.
import { createHash } from 'node:crypto';
import { mkdirSync, realpathSync } from 'node:fs';
import { join, relative } from 'node:path';
import { isSafeId } from '../core/contracts/ids.js';
import { journalFiles, RUNTIME_DIR, runtimePaths, statePaths } from '../core/contracts/paths.js';
import type { StageRunRequest } from '../core/contracts/stage.js';
import type { RunContext } from './adapter.js';
import { redact } from './redact.js';

type Surroundings = Pick<RunContext, 'workspaceDir' | 'stateDir' | 'config' | 'env'>;

/** Makes the run's folder. Throws on a run id that could lead out of it. */
export function runContext(request: StageRunRequest, around: Surroundings, journalDir: string): RunContext {
  if (!isSafeId(request.runId)) throw new Error(`not a run id: ${JSON.stringify(request.runId)}`);
  const runDir = join(around.workspaceDir, RUNTIME_DIR, runtimePaths.runs, request.runId);
  mkdirSync(runDir, { recursive: true });
  checkRunDir({ workspaceDir: around.workspaceDir, runDir });
  const { workspaceDir, stateDir, config, env } = around;
  return {
    ...{ workspaceDir, stateDir, config, env, runDir, journalDir },
    tmpDir: join(stateDir, statePaths.tmp(shortName(request.requestId))),

    deskDir: deskOf(workspaceDir, request.requestId),
    promptFile: join(journalDir, journalFiles.prompt),
    stdoutFile: join(journalDir, journalFiles.stdout),
    stderrFile: join(journalDir, journalFiles.stderr),
    lastMessageFile: join(journalDir, journalFiles.lastMessage),
  };
}

/** Short, because the path of a socket may have no more than a hundred characters. */
const shortName = (requestId: string): string => createHash('sha256').update(requestId).digest('hex').slice(0, 10);

/** Absolute path of the stage's own folder in its tree. */
export function deskOf(workspaceDir: string, requestId: string): string {
  if (!isSafeId(requestId)) throw new Error(`not a request id: ${JSON.stringify(requestId)}`);
  return join(workspaceDir, RUNTIME_DIR, runtimePaths.desk(requestId));
}

/** An agent may have put a link in the place of the run's folder. Throws when we would write somewhere else through it. */
export function checkRunDir({ workspaceDir, runDir }: Pick<RunContext, 'workspaceDir' | 'runDir'>): void {
  const expected = join(realpathSync(workspaceDir), relative(workspaceDir, runDir));
  if (realpathSync(runDir) === expected) return;
  throw new Error(`${runDir} is reached through a link. Remove the link; nothing was written.`);
}

/** Takes out what may be secret in the worker's environment or in the one the user configured for a runner. */
export const withoutSecrets = (text: string, { env, config }: Pick<RunContext, 'env' | 'config'>): string =>
  redact(text, { ...env, ...config.codex.env, ...config.pi.env });
