// What can be set of Codex, and what of it is told to whom. Pure: core reads it.
import { z } from 'zod';
import { permissionSettings, PERMISSION_SETTINGS } from '../../core/plan/sources/config/permissions.js';
import { EFFORTS, effort, env, text } from '../../core/plan/sources/config/values.js';
import type { RunnerKind } from '../../core/plan/runner-kind.js';
import type { Given } from '../given.js';

const schema = z
  .strictObject({
    command: text.default('codex').describe('Program to start: a name on PATH, or a path.'),
    args: z.array(z.string()).default(['exec']).describe('Arguments that come before all others.'),
    profile: text.optional().describe("Profile of Codex's own configuration."),
    // They stand in this table, and hold for the stages of every runner.
    ...permissionSettings,
    model_reasoning_effort: effort
      .optional()
      .describe('Effort of stages of this runner to which nothing else gives one.'),
    skip_git_repo_check: z.boolean().default(true).describe('Whether Codex also works outside of a git repository.'),
    project_instructions: z
      .boolean()
      .default(true)
      .describe(
        'Whether Codex hears the `AGENTS.md` and the skills of the work tree, which agents that write there can change; without them it names no skill at all.',
      ),
    extra_config: z.array(z.string()).default([]).describe('Settings of Codex, each given to it as `-c <item>`.'),
    env,
  })
  .prefault({})
  .describe('The Codex CLI, runner `codex_cli`.');

export const codexKind = {
  name: 'codex_cli',
  mode: 'default_codex',
  logins: ['.codex/auth.json'],
  settings: {
    table: 'codex',
    schema,
    secrets: ['env'],
    files: ['args', 'extra_config', 'env'],
    byStage: [...PERMISSION_SETTINGS, 'model_reasoning_effort'],
    effort: { setting: 'model_reasoning_effort', levels: EFFORTS },
  },
} as const satisfies RunnerKind;

export type CodexConfig = Given<z.infer<typeof schema>>;
