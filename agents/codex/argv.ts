// The command line of one Codex run. Defaults of ours come first, so that the user's own configuration wins; the walls come after it.
import type { StageRunRequest } from '../../core/contracts/stage.js';
import type { RunContext } from '../adapter.js';
import type { CodexConfig } from './settings.js';
import { marksOf } from '../environment.js';
import type { Walls } from './walls.js';

/** Facts about the machine that decide flags; found by the adapter. */
export interface CodexSurroundings {
  program: string;
  /** The user's own configuration already says what commands may see of the environment. */
  userShellPolicy: boolean;
  walls: Pick<Walls, 'argv' | 'commandEnv'>;
  /** Thread that it goes on with; null = a new one. */
  thread: string | null;
}

/** Pure. The prompt is not here: Codex reads it from stdin (`-`), so that it never shows in a process list. */
export function codexArgv(
  request: StageRunRequest,
  config: CodexConfig,
  paths: Pick<RunContext, 'treeDir' | 'lastMessageFile'>,
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
    // Without this Codex waits for ever for a network that is not there, and nobody learns why.
    ...['--disable', 'unbounded_connection_retries'],
    ...shellPolicy(
      { ...marksOf(request.requestId), ...around.walls.commandEnv },
      around.userShellPolicy || config.extraConfig.some(isShellPolicy),
    ),
    ...config.extraConfig.flatMap((item) => ['-c', item]),
    ...(config.projectInstructions ? [] : TREE_IS_SILENT),
    // Of two settings of one name the last counts.
    ...around.walls.argv,
    ...(effort === null ? [] : ['-c', `model_reasoning_effort=${JSON.stringify(effort)}`]),
    ...['-C', paths.treeDir, '-o', paths.lastMessageFile],
    // Its own options are those of `exec` before it: behind it Codex knows fewer.
    ...(around.thread === null ? [] : ['resume', around.thread]),
    '-',
  ];
}

/** Skills too: Codex names those of the work tree beside the user's, and cannot leave out these alone. */
const TREE_IS_SILENT = ['-c', 'project_doc_max_bytes=0', '-c', 'skills.include_instructions=false'];

const isShellPolicy = (text: string): boolean => text.includes('shell_environment_policy');

/** Commands run by the model see no keys or tokens, and always carry what is set: the mark by which they are found and ended. */
function shellPolicy(variables: Record<string, string>, userPolicy: boolean): string[] {
  const set = Object.entries(variables).flatMap(([name, value]) => [
    '-c',
    `shell_environment_policy.set.${name}=${JSON.stringify(value)}`,
  ]);
  return userPolicy ? set : ['-c', 'shell_environment_policy.ignore_default_excludes=false', ...set];
}
