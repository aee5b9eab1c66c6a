// The Planner's disposition: whether its source goes on to the Manager, became child specs, or cannot be planned.
import { z } from 'zod';
import type { ContractFailureClass } from '../contracts/failures.js';
import { SAFE_ID } from '../contracts/ids.js';
import { smallObject } from '../json-lines.js';

const schema = z.strictObject({
  schema_version: z.literal('1.0'),
  kind: z.literal('planner_disposition'),
  source_work_item_family_id: z.enum(['spec', 'incident']),
  source_work_item_id: z.string().regex(SAFE_ID),
  disposition: z.enum(['active_source_ready_for_manager', 'emitted_child_specs', 'blocked']),
  emitted_spec_ids: z.array(z.string().regex(SAFE_ID)),
  /** Older instructions asked for it; nobody reads it. */
  refined_active_source: z.boolean().optional(),
  recommended_next_action: z.string().trim().min(1),
  created_at: z.string().min(1),
  created_by: z.literal('planner'),
});

export interface DispositionSource {
  family: string;
  id: string;
}

/** `finishes`: the source is done, because child specs take its place. */
export type Disposed =
  { ok: true; finishes: boolean } | { ok: false; failureClass: DispositionFailure; detail: string };

type DispositionFailure = Extract<ContractFailureClass, `planner_disposition_${string}`>;

/** `text`: the file, null = none. `outcome`: the stage's. `emitted`: ids of the specs that the stage left. */
export function checkDisposition(
  text: string | null,
  outcome: string,
  source: DispositionSource,
  emitted: readonly string[],
): Disposed {
  if (text === null) return bad('missing', 'planner_disposition.json is not there.');
  const parsed = schema.safeParse(smallObject(text));
  if (!parsed.success) return bad('invalid', sentences(parsed.error.issues));
  const { disposition, emitted_spec_ids: ids } = parsed.data;
  const { source_work_item_family_id: family, source_work_item_id: id } = parsed.data;
  if (family !== source.family || id !== source.id)
    return bad('source_mismatch', `It is about ${family} ${id}, the active item is ${source.family} ${source.id}.`);
  if (new Set(ids).size !== ids.length) return bad('invalid', 'emitted_spec_ids: an id is there twice.');
  if ((disposition === 'emitted_child_specs') !== ids.length > 0)
    return bad('invalid', `emitted_spec_ids has ${ids.length} ids, which does not fit ${disposition}.`);
  if ((outcome === 'BLOCKED') !== (disposition === 'blocked'))
    return bad('terminal_mismatch', `The stage ended with ${outcome}, the disposition is ${disposition}.`);
  const lost = ids.filter((one) => !emitted.includes(one));
  if (lost.length > 0) return bad('child_spec_missing', `No valid document was left for ${lost.join(', ')}.`);
  return { ok: true, finishes: disposition === 'emitted_child_specs' };
}

/** What is wrong with its form alone; null = nothing. */
export function dispositionProblem(text: string): string | null {
  const parsed = schema.safeParse(smallObject(text));
  return parsed.success ? null : sentences(parsed.error.issues);
}

type Fault = DispositionFailure extends `planner_disposition_${infer W}` ? W : never;

const bad = (what: Fault, detail: string): Disposed => ({
  ok: false,
  failureClass: `planner_disposition_${what}`,
  detail,
});

const sentences = (issues: z.core.$ZodIssue[]): string => issues.slice(0, 10).map(sentence).join(' ');

const sentence = ({ path, message }: { path: PropertyKey[]; message: string }): string =>
  `${path.map(String).join('.') || 'the file'}: ${message}.`;
