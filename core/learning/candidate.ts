// A skill candidate: what learning made, as it lies before an operator. Its record says which files it has, what they would take the place
// of, and what they come from; whoever promotes it compares.
import { z } from 'zod';
import { isSkillId } from '../assets/skill.js';
import { sha256Hex } from '../contracts/digest.js';
import { SAFE_ID } from '../contracts/ids.js';
import { smallObject } from '../json-lines.js';

const digest = z.string().regex(/^[0-9a-f]{64}$/);
const id = z.string().regex(SAFE_ID);
const path = z
  .string()
  .min(1)
  .max(1000)
  .refine((one) => one.split('/').every((part) => part !== '' && part !== '.' && part !== '..'));
const file = z.strictObject({ path, sha256: digest, bytes: z.int().min(0), executable: z.literal(true).optional() });

const schema = z.strictObject({
  schema_version: z.literal('1.0'),
  kind: z.literal('skill_candidate'),
  candidate_id: id,
  skill_id: z.string().refine(isSkillId),
  description: z.string(),
  /** ISO 8601. */
  created_at: z.string(),
  /** Node of the stage that chose or wrote it. */
  created_by: z.string(),
  run_id: id,
  request_id: id,
  learning_request: z.strictObject({ id, sha256: digest }),
  /** The skill that the request is about; null where it names none. */
  target_skill_id: z.string().nullable(),
  /** Runs that the request came from. */
  originating_run_ids: z.array(id).max(100),
  files: z.array(file).min(1).max(100),
  /** Name of all files together. */
  sha256: digest,
  /** The skill of that id at the time; null = there was none. */
  replaces: z
    .strictObject({ origin: z.enum(['shipped', 'workspace']), sha256: digest, page_sha256: z.string() })
    .nullable(),
  /** Where the configuration allows it to come from; null = an agent wrote it. */
  source: z.string().nullable(),
  /** What the stages of the run left, `path` relative to the workspace. */
  evidence: z.array(z.strictObject({ path: z.string(), sha256: digest })),
});

export type SkillCandidate = z.infer<typeof schema>;

/** Null for what is no record of a candidate. */
export function readCandidate(text: string): SkillCandidate | null {
  const read = schema.safeParse(smallObject(text));
  return read.success ? read.data : null;
}

export const candidateText = (candidate: SkillCandidate): string => `${JSON.stringify(candidate, null, 2)}\n`;

/** The same for a repeat of the same stage. */
export const candidateId = (skill: string, request: string): string =>
  `${skill}-${sha256Hex(`${request}/${skill}`).slice(0, 8)}`;
