// Which of the skills that it was offered a Librarian chose: by source, id and digest, so that the runtime takes exactly what was judged.
import { z } from 'zod';
import { isSkillId } from '../assets/skill.js';
import { smallObject } from '../json-lines.js';

const MOST = 3;

const schema = z.strictObject({
  schema_version: z.literal('1.0'),
  kind: z.literal('skill_choice'),
  created_at: z.string().optional(),
  created_by: z.string().optional(),
  skills: z
    .array(
      z.strictObject({
        id: z.string().refine(isSkillId, 'must be the id of a skill'),
        source: z.string().min(1),
        sha256: z.string().regex(/^[0-9a-f]{64}$/, 'must be the digest of the skill, 64 hex digits'),
        reason: z.string().optional(),
      }),
    )
    .max(MOST)
    .refine((all) => new Set(all.map(({ id }) => id)).size === all.length, 'an id is there twice'),
});

export type SkillChoice = z.infer<typeof schema>['skills'][number];

/** Or what is wrong with its form. */
export function readChoice(text: string): { skills: SkillChoice[] } | { problem: string } {
  const read = schema.safeParse(smallObject(text));
  if (read.success) return { skills: read.data.skills };
  const issues = read.error.issues.slice(0, 10);
  return { problem: issues.map(({ path, message }) => `${path.join('.') || 'the file'}: ${message}`).join('; ') };
}

export function choiceProblem(text: string): string | null {
  const read = readChoice(text);
  return 'problem' in read ? read.problem : null;
}
