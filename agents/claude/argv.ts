// The command line of one Claude Code. The user's settings, and those of the work tree, have no part in it.
import type { StageRunRequest } from '../../core/contracts/stage.js';
import type { ClaudeSession } from './session.js';
import type { ClaudeConfig } from './settings.js';

/** Tools by which an agent would leave its tree, outlive its stage, or talk with agents of other stages. */
const NEVER = [
  ...['EnterWorktree', 'ExitWorktree', 'ScheduleWakeup', 'CronCreate', 'CronDelete', 'CronList'],
  ...['ListAgents', 'SendMessage'],
];

export interface ClaudeSurroundings {
  /** Absolute. */
  program: string;
  session: ClaudeSession;
  /** What its permission means. */
  mode: string;
  /** File with the rules of the permission; null = there are none. */
  settings: string | null;
}

/** Pure. The prompt is not here: it is read from stdin, so that it never shows in a process list. */
export function claudeArgv(
  { model, effort: asked }: StageRunRequest,
  config: ClaudeConfig,
  { program, session, mode, settings }: ClaudeSurroundings,
): string[] {
  const effort = asked ?? config.effort;
  return [
    ...[program, ...config.args, '-p', '--output-format', 'stream-json', '--verbose'],
    // What a work tree configures would run: hooks, servers, plugins.
    ...['--setting-sources', 'user', '--strict-mcp-config'],
    ...(session.kept ? [] : ['--no-session-persistence']),
    ...(session.id === null ? [] : ['--resume', session.id]),
    ...(model === null ? [] : ['--model', model]),
    ...(effort === null ? [] : ['--effort', effort]),
    ...['--disallowedTools', NEVER.join(','), '--permission-mode', mode],
    ...(settings === null ? [] : ['--settings', settings]),
  ];
}
