// What the stages of a blueprint leave for each other, as far as the ones after them read it: ids, decisions, and lists that must
// hold something. What else is in it is theirs.
import { z } from 'zod';
import { SAFE_ID } from '../../contracts/ids.js';
import { smallObject } from '../../json-lines.js';

const text = z.string().trim().min(1);
const id = z.string().regex(SAFE_ID);
const some = z.array(text).min(1);
const list = z.array(z.string()).nullish();
const idOrNull = id.nullish();
const revision = z.int().min(1);

/** Roots of work that nobody had an idea for have none. */
const lineage = { root_spec_id: id, root_idea_id: idOrNull };

/** What says who wrote what may be left out: the runtime knows. */
const form = <K extends string, F extends z.ZodRawShape>(kind: K, fields: F) =>
  z.looseObject({ kind: z.literal(kind).optional(), ...fields });

const manifest = form('blueprint_manifest', {
  ...{ manifest_id: id, ...lineage, source_spec_id: idOrNull },
  ...{ source_work_item_kind: z.enum(['spec', 'incident']), source_work_item_id: id },
  ...{ draft_ids: z.array(id).min(1), draft_count: z.int().min(1).nullish() },
  global_acceptance_intent: some,
});
const packet = form('blueprint_packet', {
  ...{ blueprint_id: id, draft_id: id, manifest_id: idOrNull, ...lineage, revision },
  ...{ implementation_scope: some, intended_files: some, design_decisions: some, verification_plan: some },
  ...{ task_acceptance: some, required_checks: some, risk_notes: some, references: list },
});
const evaluation = form('blueprint_evaluation', {
  ...{ evaluation_id: id, blueprint_id: id, draft_id: id, manifest_id: idOrNull, ...lineage },
  ...{ decision: z.enum(['approved', 'rejected', 'blocked']), rubric_findings: some, critique_id: idOrNull },
});
const critique = form('blueprint_critique', {
  ...{ critique_id: id, evaluation_id: idOrNull, blueprint_id: id, draft_id: id, manifest_id: idOrNull, ...lineage },
  ...{ revision, blocking_reason: text },
});
const repair = form('blueprint_repair_decision', {
  ...{ repair_id: id, action: text, work_item_id: id, reason: text, verified_invariants: some },
  ...{ failed_run_id: idOrNull, failed_node_id: z.string().nullish(), failed_stage_kind_id: z.string().nullish() },
  ...{ failed_terminal_result: z.string().nullish(), failure_class: z.string().nullish() },
  ...{ draft_id: idOrNull, manifest_id: idOrNull, root_spec_id: idOrNull, root_idea_id: idOrNull },
  ...{ target_blueprint_id: idOrNull, target_revision: revision.nullish(), target_evaluation_id: idOrNull },
  generated_task_id: idOrNull,
});

export const BLUEPRINT_FORMS = {
  blueprint_manifest: manifest,
  blueprint_packet: packet,
  blueprint_evaluation: evaluation,
  blueprint_critique: critique,
  blueprint_repair_decision: repair,
} as const;
export type BlueprintKind = keyof typeof BLUEPRINT_FORMS;

export type Manifest = z.infer<typeof manifest>;
export type Packet = z.infer<typeof packet>;
export type Evaluation = z.infer<typeof evaluation>;
export type Critique = z.infer<typeof critique>;
export type RepairDecision = z.infer<typeof repair>;
interface ByKind {
  blueprint_manifest: Manifest;
  blueprint_packet: Packet;
  blueprint_evaluation: Evaluation;
  blueprint_critique: Critique;
  blueprint_repair_decision: RepairDecision;
}

/** Field that names the item that the stage works on. */
export const BLUEPRINT_ITEM: Readonly<Record<BlueprintKind, string>> = {
  blueprint_manifest: 'source_work_item_id',
  blueprint_packet: 'draft_id',
  blueprint_evaluation: 'draft_id',
  blueprint_critique: 'draft_id',
  blueprint_repair_decision: 'work_item_id',
};

/** `problem`: everything that is wrong with its form, without a subject. A list of issues may have any name in a critique. */
export function readBlueprint<K extends BlueprintKind>(kind: K, text: string): ByKind[K] | { problem: string } {
  const parsed = BLUEPRINT_FORMS[kind].safeParse(smallObject(text));
  if (!parsed.success)
    return {
      problem: parsed.error.issues
        .slice(0, 10)
        .map(({ path, message }) => `${path.map(String).join('.') || 'the file'}: ${message}`)
        .join('; '),
    };
  const data = parsed.data as ByKind[K];
  return kind === 'blueprint_critique' && !namesIssue(data)
    ? { problem: 'required_changes: nothing in it says what is wrong' }
    : data;
}

/** What a critique asks for, in its words, each once: its `required_changes`, or what else its lists say. */
export function issuesIn(critique: Record<string, unknown>): string[] {
  const { required_changes: required } = critique;
  const wanted = issuesOf({ required });
  const issues = wanted.length > 0 ? wanted : issuesOf(critique);
  return [...new Set(issues.map((one) => (typeof one === 'string' ? one.trim() : JSON.stringify(one))))];
}

const namesIssue = (critique: Record<string, unknown>): boolean => issuesOf(critique).length > 0;

const issuesOf = (critique: Record<string, unknown>): unknown[] =>
  Object.entries(critique).flatMap(([name, value]) =>
    !NO_ISSUES.includes(name) && Array.isArray(value) ? (value as unknown[]).filter(saysSomething) : [],
  );

const NO_ISSUES = ['references', 'strengths'];

const saysSomething = (one: unknown): boolean =>
  (typeof one === 'string' && one.trim() !== '') || (typeof one === 'object' && one !== null);
