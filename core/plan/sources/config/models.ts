// [model_aliases], [model_assignment] and [stages.<kind>]: which model a stage asks, and with how much effort.
import { z } from 'zod';
import { own } from '../../../own.js';
import { canonicalId, idLike } from '../stage-kind.js';
import { decisions } from './capabilities.js';
import { effort, text, wholeSeconds } from './values.js';

const alias = z.strictObject({
  model: text.optional().describe('Model, as the runner knows it.'),
  thinking_level: text.optional().describe('Reasoning effort, as the runner knows it.'),
});

type Aliases = Record<string, z.infer<typeof alias>>;

/** They are there without being written down; a table of the same name changes them field by field. */
export const DEFAULT_ALIASES: Aliases = {
  fast: { model: 'gpt-5.4-mini', thinking_level: 'high' },
  standard: { model: 'gpt-5.5', thinking_level: 'medium' },
  deep: { model: 'gpt-5.5', thinking_level: 'xhigh' },
};

const merged = (given: Aliases): Aliases => {
  const changed = Object.entries(given).map(([id, one]) => [id, { ...own(DEFAULT_ALIASES, id), ...one }] as const);
  return { ...DEFAULT_ALIASES, ...Object.fromEntries(changed) };
};

export const modelAliases = z
  .record(idLike(/^[A-Za-z0-9._-]+$/, 'must be letters, digits and . _ -'), alias)
  .prefault(DEFAULT_ALIASES)
  .transform(merged)
  .describe('Names for a model with an effort.');

export const modelAssignment = z
  .strictObject({
    enabled: z.boolean().default(true).describe('Whether stages without a model of their own get one by an alias.'),
    default_alias: text.default('standard').describe('Alias of stages to which nothing else assigns one.'),
    invalid_assignment_policy: z
      .literal('warn_fallback')
      .default('warn_fallback')
      .describe('What happens to an assignment that cannot be used: a warning, and the next one counts.'),
    by_loop: z.record(z.string(), text).default({}).describe('Alias by graph.'),
    by_stage: z.record(z.string(), text).default({}).describe('Alias by stage kind; beats the one by graph.'),
  })
  .prefault({})
  .describe('Which alias a stage gets.');

const stage = z
  .strictObject({
    runner: canonicalId.optional().describe('Runner of the stage.'),
    model: text.optional().describe('Model of the stage.'),
    thinking_level: text.optional().describe('Reasoning effort of the stage.'),
    model_reasoning_effort: effort.optional().describe('The same, for Codex; both have to say the same.'),
    capabilities: decisions
      .optional()
      .describe('Decision by capability that the stage asks for; beats the mode and `[execution_capabilities]`.'),
    timeout_seconds: wholeSeconds(1).optional().describe('Seconds after which the stage is ended.'),
  })
  .superRefine(({ thinking_level: level, model_reasoning_effort: effort }, context) => {
    if (level === undefined || effort === undefined || level === effort) return;
    const message = `says ${effort} where thinking_level says ${level}; keep one of them`;
    context.addIssue({ code: 'custom', path: ['model_reasoning_effort'], message });
  });

export const stages = z
  .record(z.string(), stage)
  .default({})
  .describe('Settings by stage kind; they beat what the mode and the aliases say.');
