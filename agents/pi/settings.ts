// What can be set of Pi, and what of it is told to whom. Pure: core reads it.
import { z } from 'zod';
import { argumentsBut, env, sandbox, text } from '../../core/plan/sources/config/values.js';
import type { RunnerKind } from '../../core/plan/runner-kind.js';
import type { Given } from '../given.js';

/** Thinking levels as Pi calls them. */
const LEVELS = ['off', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'] as const;

/** Flags of Pi that the runtime itself decides. */
const FLAGS = [
  ...[
    '--mode',
    '--no-session',
    '--session-dir',
    '--session',
    '--provider',
    '--model',
    '--thinking',
    '--no-context-files',
    '--no-skills',
  ],
] as const;

const schema = z
  .strictObject({
    command: text.default('pi').describe('Program to start: a name on PATH, or a path.'),
    args: argumentsBut(FLAGS),
    provider: text.optional().describe('Provider of the models; without it Pi decides.'),
    thinking: z
      .enum(LEVELS)
      .optional()
      .describe('Thinking level of stages of this runner to which nothing else gives one.'),
    disable_context_files: z.boolean().default(true).describe('Whether Pi reads no context files of its own.'),
    disable_skills: z.boolean().default(true).describe('Whether Pi reads no skills of its own.'),
    event_log_policy: z
      .enum(['failure_full', 'full'])
      .default('failure_full')
      .describe("Whether Pi's events are kept whole always, or only when a stage failed."),
    sandbox,
    env,
  })
  .prefault({})
  .describe('Pi, runner `pi_rpc`.');

export const piKind = {
  name: 'pi_rpc',
  mode: 'default_pi',
  // Pi has no sandbox and asks nobody: without walls of ours a permission below `maximum` would only pretend.
  bare: true,
  online: true,
  logins: ['.pi/agent/auth.json'],
  settings: {
    table: 'pi',
    schema,
    secrets: ['env'],
    files: ['args', 'env'],
    byStage: [],
    effort: { setting: 'thinking', levels: LEVELS },
  },
} as const satisfies RunnerKind;

export type PiConfig = Given<z.infer<typeof schema>>;
