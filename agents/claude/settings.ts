// What can be set of Claude Code, and what of it is told to whom. Pure: core reads it.
import { z } from 'zod';
import { argumentsBut, env, text } from '../../core/plan/sources/config/values.js';
import type { RunnerKind } from '../../core/plan/runner-kind.js';
import type { Given } from '../given.js';

/** Efforts as Claude Code calls them. */
const LEVELS = ['low', 'medium', 'high', 'xhigh', 'max'] as const;

/** Flags that the runtime itself decides, or that would take its decisions back. */
const FLAGS = [
  ...['-p', '--print', '--output-format', '--input-format', '--verbose', '--model', '--effort', '--settings'],
  ...['--setting-sources', '--permission-mode', '--dangerously-skip-permissions', '--allowedTools', '--allowed-tools'],
  ...['--disallowedTools', '--disallowed-tools', '--add-dir', '-r', '--resume', '-c', '--continue', '--session-id'],
  ...['--no-session-persistence', '--fork-session', '-w', '--worktree', '--bg', '--background', '--cloud'],
] as const;

const schema = z
  .strictObject({
    command: text.default('claude').describe('Program to start: a name on PATH, or a path.'),
    args: argumentsBut(FLAGS),
    effort: z.enum(LEVELS).optional().describe('Effort of stages of this runner to which nothing else gives one.'),
    sandbox: z
      .enum(['none', 'bubblewrap'])
      .default('none')
      .describe(
        "Walls of ours around all of it: bubblewrap; or none, and then its own sandbox is around an agent's commands.",
      ),
    env,
  })
  .prefault({})
  .describe('Claude Code, runner `claude_code`.');

export const claudeKind = {
  name: 'claude_code',
  mode: 'default_claude',
  // Within walls of ours it still has to ask its model.
  online: true,
  logins: ['.claude/.credentials.json', '.claude.json'],
  settings: {
    table: 'claude_code',
    schema,
    secrets: ['env'],
    files: ['args', 'env'],
    byStage: [],
    effort: { setting: 'effort', levels: LEVELS },
  },
} as const satisfies RunnerKind;

export type ClaudeConfig = Given<z.infer<typeof schema>>;
