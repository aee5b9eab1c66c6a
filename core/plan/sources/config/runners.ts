// [runners]: which agent a stage gets when nothing else is said, and how each agent is started.
import { z } from 'zod';
import { codexEffort, env, piThinking, text } from './values.js';

const permission = z.enum(['read_only', 'basic', 'elevated', 'maximum']);

const codex = z
  .strictObject({
    command: text.default('codex').describe('Program to start: a name on PATH, or a path.'),
    args: z.array(z.string()).default(['exec']).describe('Arguments that come before all others.'),
    profile: text.optional().describe("Profile of Codex's own configuration."),
    permission_default: permission
      .default('basic')
      .describe(
        'What agents may do: read_only, basic (write in the workspace), elevated (anywhere but millrace-agents/), maximum (no walls).',
      ),
    permission_by_stage: z
      .record(z.string(), permission)
      .default({})
      .describe('Permission by stage kind; beats the one by model.'),
    permission_by_model: z
      .record(z.string(), permission)
      .default({})
      .describe('Permission by model; beats the default.'),
    model_reasoning_effort: codexEffort
      .optional()
      .describe('Effort of stages of this runner to which nothing else gives one.'),
    skip_git_repo_check: z.boolean().default(true).describe('Whether Codex also works outside of a git repository.'),
    extra_config: z.array(z.string()).default([]).describe('Settings of Codex, each given to it as `-c <item>`.'),
    env,
  })
  .prefault({})
  .describe('The Codex CLI, runner `codex_cli`.');

/** Flags of Pi that the runtime itself decides. */
const PI_FLAGS = [
  ...['--mode', '--no-session', '--provider', '--model', '--thinking', '--no-context-files', '--no-skills'],
] as const;

const piArgument = z.string().refine((one) => !PI_FLAGS.some((flag) => one === flag || one.startsWith(`${flag}=`)), {
  error: ({ input }) => `${JSON.stringify(input)} is decided by the runtime. Reserved: ${PI_FLAGS.join(' ')}`,
});

const pi = z
  .strictObject({
    command: text.default('pi').describe('Program to start: a name on PATH, or a path.'),
    args: z.array(piArgument).default([]).describe('Further arguments; flags that the runtime decides are refused.'),
    provider: text.optional().describe('Provider of the models; without it Pi decides.'),
    thinking: piThinking
      .optional()
      .describe('Thinking level of stages of this runner to which nothing else gives one.'),
    disable_context_files: z.boolean().default(true).describe('Whether Pi reads no context files of its own.'),
    disable_skills: z.boolean().default(true).describe('Whether Pi reads no skills of its own.'),
    event_log_policy: z
      .enum(['failure_full', 'full'])
      .default('failure_full')
      .describe("Whether Pi's events are kept whole always, or only when a stage failed."),
    env,
  })
  .prefault({})
  .describe('Pi, runner `pi_rpc`.');

export const runners = z
  .strictObject({
    default_runner: text.default('codex_cli').describe('Runner of stages to which neither mode nor setting gives one.'),
    codex,
    pi,
  })
  .prefault({})
  .describe('The agents, and how they are started.');
