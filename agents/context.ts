// Where the files of one request are.
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { isSafeId } from '../core/contracts/ids.js';
import { type Edited, oursIn } from '../disk/dirs.js';
import { journalFiles, RUNTIME_DIR, runtimePaths, statePaths } from '../core/contracts/paths.js';
import type { StageRunRequest } from '../core/contracts/stage.js';
import type { RunContext } from './adapter.js';
import { redact } from './redact.js';
import { secretSettings } from './runner-config.js';
import { scanned } from './secrets/scan.js';
import type { Environment } from './secrets/values.js';

type Surroundings = Pick<RunContext, 'workspaceDir' | 'stateDir' | 'config' | 'env'> & { treeDir?: string };

/** Where things are; makes nothing. Throws on a run id that could lead out. */
export function runContext(request: StageRunRequest, around: Surroundings, journalDir: string): RunContext {
  if (!isSafeId(request.runId)) throw new Error(`not a run id: ${JSON.stringify(request.runId)}`);
  const { workspaceDir, stateDir, config, env, treeDir = workspaceDir } = around;
  return {
    ...{ workspaceDir, treeDir, stateDir, config, env, journalDir },
    runDir: join(workspaceDir, RUNTIME_DIR, runtimePaths.runs, request.runId),
    tmpDir: join(stateDir, statePaths.tmp(shortName(request.requestId))),
    deskDir: deskOf({ workspaceDir, treeDir }, request.requestId),
    promptFile: join(journalDir, journalFiles.prompt),
    stdoutFile: join(journalDir, journalFiles.stdout),
    stderrFile: join(journalDir, journalFiles.stderr),
    lastMessageFile: join(journalDir, journalFiles.lastMessage),
  };
}

/** Short, because the path of a socket may have no more than a hundred characters. */
const shortName = (requestId: string): string => createHash('sha256').update(requestId).digest('hex').slice(0, 10);

/** Absolute path of the stage's own folder in its tree. */
export function deskOf(edited: Edited, requestId: string): string {
  if (!isSafeId(requestId)) throw new Error(`not a request id: ${JSON.stringify(requestId)}`);
  return join(edited.treeDir, oursIn(edited), runtimePaths.desk(requestId));
}

/** Takes out what may be secret in the worker's environment or in the one the user configured for a runner. */
export const withoutSecrets = (text: string, context: Pick<RunContext, 'env' | 'config'>): string =>
  redact(text, ...secretsOfStage(context));

/** Every environment whose secrets a stage may repeat. */
export const secretsOfStage = ({ env, config }: Pick<RunContext, 'env' | 'config'>): readonly Environment[] => [
  env,
  ...secretSettings(config),
];

/** As `withoutSecrets`, and with the rules of others beside ours: for a whole text that is kept when a stage has ended. */
export const wholeWithoutSecrets = (text: string, context: Pick<RunContext, 'env' | 'config'>): Promise<string> =>
  scanned(withoutSecrets(text, context));
