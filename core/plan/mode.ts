// A mode names a graph per plane and binds its stages to runners and models.
import { z } from 'zod';
import type { Diagnostic } from './diagnostics.js';
import type { SourceFile } from './read.js';
import { readToml } from './read.js';
import { canonicalId } from './stage-kind.js';

/** What can be said of one stage, in a mode and in `[stages.<kind>]` of the configuration. */
export const stageBinding = z.strictObject({
  runner: canonicalId.optional(),
  model: z.string().min(1).optional(),
  thinking_level: z.string().min(1).optional(),
  model_reasoning_effort: z.enum(['low', 'medium', 'high', 'xhigh']).optional(),
  timeout_seconds: z.int().min(1).optional(),
});

const schema = z.strictObject({
  id: canonicalId,
  aliases: z.array(canonicalId).default([]),
  planes: z.strictObject({ execution: canonicalId, planning: canonicalId, learning: canonicalId.optional() }),
  defaults: z.strictObject({ runner: canonicalId.optional() }).default({}),
  stages: z.record(canonicalId, stageBinding).default({}),
});

export interface Mode extends z.infer<typeof schema> {
  path: string;
}

export function readMode(file: SourceFile, diagnostics: Diagnostic[]): Mode | null {
  const data = readToml(schema, file.path, file.text, diagnostics);
  return data === null ? null : { ...data, path: file.path };
}
