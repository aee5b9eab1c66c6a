// What the stages of a blueprint leave for each other, as far as the ones after them read it: ids, decisions, and lists that must
// hold something. What else is in it is theirs.
import { z } from 'zod';
import { SAFE_ID } from '../contracts/ids.js';

const text = z.string().trim().min(1);
const id = z.string().regex(SAFE_ID);
const some = z.array(text).min(1);

const form = <K extends string>(kind: K, fields: z.ZodRawShape) => z.looseObject({ kind: z.literal(kind), ...fields });

export const BLUEPRINT_FORMS = {
  blueprint_manifest: form('blueprint_manifest', {
    ...{ manifest_id: id, source_work_item_id: id },
    ...{ draft_ids: z.array(id).min(1), draft_count: z.int().min(1) },
    global_acceptance_intent: some,
  }),
  blueprint_packet: form('blueprint_packet', {
    ...{ blueprint_id: id, draft_id: id, revision: z.int().min(1) },
    ...{ intended_files: some, task_acceptance: some, required_checks: some, risk_notes: some },
  }),
  blueprint_evaluation: form('blueprint_evaluation', {
    ...{ evaluation_id: id, blueprint_id: id, draft_id: id },
    ...{ decision: z.enum(['approved', 'rejected', 'blocked']), rubric_findings: some },
  }),
  blueprint_critique: form('blueprint_critique', {
    ...{ critique_id: id, blueprint_id: id, draft_id: id, revision: z.int().min(1), required_changes: some },
  }),
  blueprint_repair_decision: form('blueprint_repair_decision', {
    ...{ repair_id: id, action: text, work_item_id: id, reason: text, verified_invariants: some },
  }),
} as const;

/** Field that names the item that the stage works on. */
export const BLUEPRINT_ITEM: Readonly<Record<keyof typeof BLUEPRINT_FORMS, string>> = {
  blueprint_manifest: 'source_work_item_id',
  blueprint_packet: 'draft_id',
  blueprint_evaluation: 'draft_id',
  blueprint_critique: 'draft_id',
  blueprint_repair_decision: 'work_item_id',
};
