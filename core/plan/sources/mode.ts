// A mode names a graph per plane, binds its stages to runners and models, and says what the planes set off in each other.
import { z } from 'zod';
import { SAFE_ID } from '../../contracts/ids.js';
import { CAPABILITY_DECISIONS, LEARNING_ACTIONS } from '../../contracts/registered.js';
import { aboutOf } from './about.js';
import { effort, wholeSeconds } from './config/values.js';
import type { Diagnostic } from '../diagnostics.js';
import type { SourceFile } from './read.js';
import { readToml } from './read.js';
import { canonicalId, idLike } from './stage-kind.js';

/** What can be said of one stage: in a node of a graph, in a mode, and in `[stages.<kind>]` of the configuration. */
export const stageBinding = z.strictObject({
  runner: canonicalId.optional(),
  model: z.string().min(1).optional(),
  thinking_level: z.string().min(1).optional(),
  model_reasoning_effort: effort.optional(),
  timeout_seconds: wholeSeconds(1).optional(),
});

const modeStage = stageBinding.extend({
  /** Stage kind whose instructions take the place of the kind's own. */
  entrypoint: canonicalId.optional(),
  /** Skills besides those of the kind. */
  skills: z.array(canonicalId).default([]),
});

const ALIAS_VALUE = /^[A-Za-z0-9._:/+-]+$/;
const aliasValue = z.string().regex(ALIAS_VALUE, 'must be letters, digits, and . _ : / + - between them');
const aliasId = idLike(/^[A-Za-z0-9._-]+$/, 'must be letters, digits and . _ -');

const trigger = z.strictObject({
  id: idLike(SAFE_ID, 'must be letters, digits, and . _ - between them'),
  /** Node of planning or execution. */
  source: canonicalId,
  outcomes: z.array(z.string()).min(1),
  /** Node of the learning graph. */
  target: canonicalId,
  action: z.enum(LEARNING_ACTIONS).default('improve'),
  target_skill: z.string().regex(SAFE_ID).optional(),
  output_paths: z.array(z.string().min(1)).default([]),
});

const schema = z.strictObject({
  id: canonicalId,
  aliases: z.array(canonicalId).default([]),
  /** Pairs of planes that may be at work at the same time. */
  concurrent: z.array(z.array(z.string())).default([]),
  planes: z.strictObject({ execution: canonicalId, planning: canonicalId, learning: canonicalId.optional() }),
  defaults: z.strictObject({ runner: canonicalId.optional() }).default({}),
  stages: z.record(canonicalId, modeStage).default({}),
  model_aliases: z.record(aliasId, z.strictObject({ model: aliasValue, thinking_level: aliasValue })).default({}),
  model_assignment: z
    .strictObject({
      default: aliasId.optional(),
      by_loop: z.record(canonicalId, aliasId).default({}),
      by_stage: z.record(canonicalId, aliasId).default({}),
    })
    .prefault({}),
  /** Decision on a capability, for every stage that asks for it. */
  capabilities: z.record(idLike(/./, 'must be the name of a capability'), z.enum(CAPABILITY_DECISIONS)).default({}),
  triggers: z.array(trigger).default([]),
});

export type StageBinding = z.infer<typeof stageBinding>;

export interface Mode extends z.infer<typeof schema> {
  path: string;
  /** What its file says of it; empty = nothing. */
  about: string;
}

export function readMode(file: SourceFile, diagnostics: Diagnostic[]): Mode | null {
  const data = readToml(schema, file.path, file.text, diagnostics);
  return data === null ? null : { ...data, path: file.path, about: aboutOf(file.text) };
}
