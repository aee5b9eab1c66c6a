// The command line of one Codex run. Defaults of ours come first, so that the user's own configuration wins.
import type { Permission } from '../../core/contracts/plan.js';
import type { StageRunRequest } from '../../core/contracts/stage.js';
import type { CodexConfig, RunContext } from '../adapter.js';
import { REQUEST_MARK } from '../environment.js';

/** What each permission means to Codex. `exec` never asks anybody: there is nobody to ask. */
export const PERMISSION_FLAGS: Readonly<Record<Permission, readonly string[]>> = {
  read_only: ['--sandbox', 'read-only'],
  basic: ['--sandbox', 'workspace-write'],
  elevated: ['--sandbox', 'danger-full-access', '-c', 'approval_policy="never"'],
  maximum: ['--dangerously-bypass-approvals-and-sandbox'],
};

/** Facts about the machine that decide flags; found by the adapter. */
export interface CodexSurroundings {
  program: string;
  /** The user's own configuration already says what commands may see of the environment. */
  userShellPolicy: boolean;
}

/** Pure. The prompt is not here: Codex reads it from stdin (`-`), so that it never shows in a process list. */
export function codexArgv(
  request: StageRunRequest,
  config: CodexConfig,
  paths: Pick<RunContext, 'workspaceDir' | 'lastMessageFile'>,
  around: CodexSurroundings,
): string[] {
  const effort = request.effort ?? config.modelReasoningEffort;
  return [
    around.program,
    ...config.args,
    '--json',
    ...(config.profile === null ? [] : ['--profile', config.profile]),
    ...(config.skipGitRepoCheck ? ['--skip-git-repo-check'] : []),
    ...(request.model === null ? [] : ['-m', request.model]),
    ...PERMISSION_FLAGS[request.permission],
    ...network(request),
    // Without this Codex waits for ever for a network that is not there, and nobody learns why.
    ...['--disable', 'unbounded_connection_retries'],
    ...shellPolicy(request.requestId, around.userShellPolicy || config.extraConfig.some(isShellPolicy)),
    ...config.extraConfig.flatMap((item) => ['-c', item]),
    ...(effort === null ? [] : ['-c', `model_reasoning_effort=${JSON.stringify(effort)}`]),
    ...['-C', paths.workspaceDir, '-o', paths.lastMessageFile, '-'],
  ];
}

/** A stage that asks for the network runs only when it may have it; its sandbox knows none otherwise. */
const network = ({ permission, capabilities }: StageRunRequest): string[] =>
  permission === 'basic' && capabilities?.['network.access'] !== undefined
    ? ['-c', 'sandbox_workspace_write.network_access=true']
    : [];

const isShellPolicy = (text: string): boolean => text.includes('shell_environment_policy');

/** Commands run by the model see no keys or tokens, and always carry the mark by which they are found and ended. */
function shellPolicy(requestId: string, userPolicy: boolean): string[] {
  const mark = ['-c', `shell_environment_policy.set.${REQUEST_MARK}=${JSON.stringify(requestId)}`];
  return userPolicy ? mark : ['-c', 'shell_environment_policy.ignore_default_excludes=false', ...mark];
}
