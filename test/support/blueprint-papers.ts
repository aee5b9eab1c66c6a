// What the stages of a blueprint leave by their instructions, for scripts: manifest and drafts, packet, critique, and the task.
import type { ScriptEntry } from './bench.js';
import { emitted, onDesk } from './stories.js';

const NOW = '2026-01-02T00:00:00Z';
const FILE = 'src/a.txt';
const CHECK = 'cat src/a.txt';
const ACCEPTED = 'the file exists';

export interface Draft {
  /** `<root>-<two digits>`. */
  id: string;
  root: string;
  index: number;
  needs?: string;
}

/** The draft, its manifest and its root, as every paper names them. */
const bound = ({ id, root }: Draft) => ({
  ...{ schema_version: '1.0', draft_id: id, manifest_id: `${root}-manifest`, root_spec_id: root, root_idea_id: null },
  created_at: NOW,
});
const listOf = (label: string, ...items: string[]): string =>
  `${label}:\n${items.map((one) => `- ${one}\n`).join('')}\n`;

const draftText = ({ id, root, index, needs }: Draft): string =>
  [
    `# Part ${index}\n\nBlueprint-Draft-ID: ${id}\nSummary: Part ${index} of ${root}.\nManifest-ID: ${root}-manifest\n`,
    `Root-Spec-ID: ${root}\nSource-Spec-ID: ${root}\nDraft-Index: ${index}\nCurrent-Revision: 0\n`,
    `Created-At: ${NOW}\nCreated-By: manager_blueprint\n\n`,
    ...(needs === undefined ? [] : [listOf('Depends-On', needs)]),
    listOf('Target-Paths', FILE),
    listOf('Acceptance-Intent', ACCEPTED),
    listOf('References', 'millrace-agents/runs/${RUN_ID}/blueprint_manifest.json'),
  ].join('');

/** Cuts a spec into these drafts. */
export function cuts(...drafts: readonly [Draft, ...Draft[]]): ScriptEntry {
  const { draft_id: _draft, ...ids } = bound(drafts[0]);
  const { root } = drafts[0];
  const manifest = {
    ...{ ...ids, kind: 'blueprint_manifest', created_by: 'manager_blueprint' },
    ...{ source_work_item_kind: 'spec', source_work_item_id: root, source_spec_id: root },
    ...{ draft_ids: drafts.map(({ id }) => id), draft_count: drafts.length, strict_sequence: true },
    ...{ spec_summary: 'A file in parts.', decomposition_strategy: 'In order.', global_acceptance_intent: [ACCEPTED] },
    ...{ integration_boundary_notes: [], risk_notes: [], references: [] },
  };
  const files = [
    ...drafts.map((draft) => emitted(draft.id, draftText(draft))),
    onDesk('blueprint_manifest.json', manifest),
  ];
  return { marker: 'MANAGER_BLUEPRINT_COMPLETE', files };
}

const blueprintOf = ({ id }: Draft, revision: number): string => `${id}-r${revision}`;

/** Works the draft out; a revision above 1 answers the critique of the one before. */
export function worksOut(draft: Draft, revision: number): ScriptEntry {
  const packet = {
    ...{ ...bound(draft), kind: 'blueprint_packet', created_by: 'contractor_blueprint' },
    ...{ blueprint_id: blueprintOf(draft, revision), revision, title: `Part ${draft.index}` },
    ...{ implementation_scope: ['the file'], intended_files: [FILE], design_decisions: ['Plain text.'] },
    ...{ verification_plan: ['Read it.'], task_acceptance: [ACCEPTED], required_checks: [CHECK] },
    ...{ risk_notes: ['low'], non_goals: [], dependency_assumptions: [], open_questions: [] },
    references: revision > 1 ? [`${blueprintOf(draft, revision - 1)}-critique`] : [],
  };
  const files = [onDesk('blueprint_packet.json', packet), onDesk('blueprint.md', `# Part ${draft.index}\n\nA file.\n`)];
  return { marker: 'BLUEPRINT_CANDIDATE_READY', files };
}

const evaluation = (draft: Draft, revision: number, isApproved: boolean) => ({
  ...{ ...bound(draft), kind: 'blueprint_evaluation', created_by: 'evaluator_blueprint' },
  ...{ evaluation_id: `${blueprintOf(draft, revision)}-evaluation`, blueprint_id: blueprintOf(draft, revision) },
  ...{ decision: isApproved ? 'approved' : 'rejected', rubric_findings: ['complete: seen'] },
  required_task_fields: isApproved ? ['acceptance', 'required_checks', 'target_paths'] : [],
  critique_id: isApproved ? null : `${blueprintOf(draft, revision)}-critique`,
});

export function rejects(draft: Draft, revision: number): ScriptEntry {
  const blueprint = blueprintOf(draft, revision);
  const critique = {
    ...{ ...bound(draft), kind: 'blueprint_critique', created_by: 'evaluator_blueprint', revision },
    ...{ critique_id: `${blueprint}-critique`, evaluation_id: `${blueprint}-evaluation`, blueprint_id: blueprint },
    ...{ required_changes: ['Say what an old file becomes.'], blocking_reason: 'A case is not designed.' },
  };
  const files = [
    onDesk('blueprint_evaluation.json', evaluation(draft, revision, false)),
    onDesk('blueprint_critique.json', critique),
  ];
  return { marker: 'BLUEPRINT_REJECTED', files };
}

/** Id of the task that comes of a draft. */
export const taskOf = ({ id }: Draft): string => `${id}-task`;

/** The task of a draft, as who approves or repairs it leaves it. */
function taskFile(draft: Draft): ReturnType<typeof emitted> {
  const { root, index, needs } = draft;
  const id = taskOf(draft);
  const task = [
    `# Part ${index}\n\nTask-ID: ${id}\nRoot-Spec-ID: ${root}\nSpec-ID: ${root}\n`,
    `Created-At: ${NOW}\nCreated-By: evaluator_blueprint\n\n`,
    ...(needs === undefined ? [] : [listOf('Depends-On', `${needs}-task`)]),
    ...[listOf('Target-Paths', FILE), listOf('Acceptance', ACCEPTED), listOf('Required-Checks', CHECK)],
    ...[listOf('References', 'millrace-agents/runs/${RUN_ID}/blueprint.md'), listOf('Risk', 'low')],
  ].join('');
  return emitted(id, task);
}

export function approves(draft: Draft, revision: number): ScriptEntry {
  const files = [onDesk('blueprint_evaluation.json', evaluation(draft, revision, true)), taskFile(draft)];
  return { marker: 'BLUEPRINT_APPROVED', files };
}

/** The task is forgotten, also when it is asked for. */
export function approvesWithoutTask(draft: Draft, revision: number): ScriptEntry {
  const files = [onDesk('blueprint_evaluation.json', evaluation(draft, revision, true))];
  return { marker: 'BLUEPRINT_APPROVED', files, no_side_effects: true };
}

/** What a Mechanic leaves that brings the task of an approved blueprint. */
export function bringsTask(draft: Draft): ScriptEntry {
  const decision = {
    ...{ schema_version: '1.0', kind: 'blueprint_repair_decision', repair_id: `${draft.id}-repair`, created_at: NOW },
    ...{ action: 'apply_repaired_generated_task', work_item_id: draft.id, failure_class: 'generated_task_missing' },
    ...{
      generated_task_id: taskOf(draft),
      reason: 'It was forgotten.',
      verified_invariants: ['It is that of the packet.'],
    },
  };
  return { files: [onDesk('blueprint_repair_decision.json', decision), taskFile(draft)] };
}
