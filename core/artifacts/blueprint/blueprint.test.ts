// The documents of a blueprint against each other: nothing, of a wrong form, stale, foreign, contradictory, and right; and what the record
// says after each of them.
import { describe, expect, it } from 'vitest';
import type { WorkDocument } from '../../contracts/documents.js';
import type { FailedStage } from '../../contracts/story.js';
import { parseDocument } from '../../documents/parse.js';
import { draftsIn } from './drafts.js';
import { critiqueFaults, evaluationFaults, judgedCandidate } from './evaluation.js';
import type { BlueprintFault } from './faults.js';
import {
  type Critique,
  type Evaluation,
  type Manifest,
  type Packet,
  readBlueprint,
  type RepairDecision,
} from './forms.js';
import { inOrder, manifestFaults } from './manifest.js';
import { packetFaults } from './packet.js';
import {
  type BlueprintChange,
  type Blueprints,
  changed,
  currentCandidate,
  draftOf,
  isBlueprints,
  nextRevisions,
  noBlueprints,
  openCritiques,
} from './record.js';
import { repairFaults, resumeOf } from './repair.js';
import { shownAfter } from './shown.js';
import { promoted, taskFaults } from './task.js';

const sha = (letter: string): string => letter.repeat(64);
const details = (faults: readonly BlueprintFault[]): string => faults.map(({ detail }) => detail).join(' ');
const classes = (faults: readonly BlueprintFault[]): string[] => [...new Set(faults.map((one) => one.failureClass))];

function draft(id: string, changes: Record<string, string | string[]> = {}): WorkDocument {
  const fields = {
    ...{ 'Blueprint-Draft-ID': id, 'Manifest-ID': 'm1', 'Root-Spec-ID': 's1', 'Source-Spec-ID': 's1' },
    ...{ 'Created-At': '2026-01-01T00:00:00.000Z', 'Created-By': 'manager_blueprint' },
    ...{ 'Target-Paths': ['src/a.ts'], 'Acceptance-Intent': ['a'], ...changes },
  };
  return { family: 'blueprint_draft', id, title: id, fields, body: '' };
}

const manifest = (changes: Partial<Manifest> = {}): Manifest => ({
  ...{ manifest_id: 'm1', root_spec_id: 's1', source_work_item_kind: 'spec', source_work_item_id: 's1' },
  ...{ source_spec_id: 's1', draft_ids: ['d1', 'd2'], draft_count: 2, global_acceptance_intent: ['a'], ...changes },
});
const packet = (changes: Partial<Packet> = {}): Packet => ({
  ...{ blueprint_id: 'b1', draft_id: 'd1', manifest_id: 'm1', root_spec_id: 's1', revision: 1 },
  ...{ implementation_scope: ['x'], intended_files: ['src/b.ts'], design_decisions: ['x'], verification_plan: ['x'] },
  ...{ task_acceptance: ['file exists'], required_checks: ['cat a'], risk_notes: ['low'], ...changes },
});
const evaluation = (changes: Partial<Evaluation> = {}): Evaluation => ({
  ...{ evaluation_id: 'e1', blueprint_id: 'b1', draft_id: 'd1', manifest_id: 'm1', root_spec_id: 's1' },
  ...{ decision: 'rejected', rubric_findings: ['x'], critique_id: 'c1', ...changes },
});
const critique = (changes: Partial<Critique> = {}): Critique => ({
  ...{ critique_id: 'c1', evaluation_id: 'e1', blueprint_id: 'b1', draft_id: 'd1', root_spec_id: 's1', revision: 1 },
  ...{ blocking_reason: 'gap', required_changes: ['more'], ...changes },
});

const candidateOf = (id: string, revision: number, of = sha('a')): BlueprintChange => ({
  ...{ kind: 'candidate', draft: 'd1', manifest: 'm1' },
  candidate: { id, revision, packet: of, markdown: sha('b') },
});
const rejection: BlueprintChange = {
  ...{ kind: 'rejected', draft: 'd1', blueprint: 'b1' },
  ...{ evaluation: { id: 'e1', sha256: sha('e') }, critique: { id: 'c1', sha256: sha('c') } },
};
const approval: BlueprintChange = {
  ...{ kind: 'approved', draft: 'd1', blueprint: 'b2', evaluation: { id: 'e2', sha256: sha('f') } },
  promotion: { blueprint: 'b2', task: 't1', sha256: sha('1'), at: '2026-01-02T00:00:00.000Z' },
};
const after = (...changes: BlueprintChange[]): Blueprints => changes.reduce(changed, noBlueprints('s1'));

const REJECTED = after(candidateOf('b1', 1), rejection);
const APPROVED = after(candidateOf('b1', 1), rejection, candidateOf('b2', 2), approval);

describe('a manifest', () => {
  const source = { family: 'spec', id: 's1', root: 's1' };
  const faults = (given: Manifest, drafts: WorkDocument[], all: Blueprints[] = []) =>
    manifestFaults({ manifest: given, sha256: sha('d'), drafts, source }, all);
  const two = [draft('d1'), draft('d2', { 'Depends-On': ['d1'] })];
  const known = (sha256: string): Blueprints[] => [
    { ...noBlueprints('s0'), manifests: [{ id: 'm1', sha256, item: 'spec/s1', drafts: ['d1'] }] },
  ];

  it('fits its drafts, with and without an idea, and when it is left once more', () => {
    expect(faults(manifest(), two)).toEqual([]);
    expect(faults(manifest({ root_idea_id: null }), two)).toEqual([]);
    expect(faults(manifest({ root_idea_id: 'i1' }), [draft('d1', { 'Root-Idea-ID': 'i1' }), draft('d2')])).toEqual([]);
    expect(faults(manifest(), two, known(sha('d')))).toEqual([]);
  });

  it.each<[string, Manifest, WorkDocument[], string]>([
    ['nothing', manifest(), [], 'no draft'],
    ['a draft that is missing', manifest(), [draft('d1')], 'names d2, of which no valid draft was left'],
    ['a draft of which it says nothing', manifest({ draft_ids: ['d1'], draft_count: 1 }), two, 'does not name d2'],
    ['an id twice', manifest({ draft_ids: ['d1', 'd1', 'd2'], draft_count: 3 }), two, 'names d1 twice'],
    ['another count', manifest({ draft_count: 3 }), two, 'draft_count of the manifest is 3'],
    [
      'an incident as its source',
      manifest({ source_work_item_kind: 'incident' }),
      two,
      'source_work_item_kind incident',
    ],
    ['another root', manifest({ root_spec_id: 's9' }), two, 'root_spec_id s9'],
    ['another spec', manifest({ source_spec_id: 's9' }), two, 'source_spec_id s9'],
    ['another idea', manifest({ root_idea_id: 'i9' }), [draft('d1', { 'Root-Idea-ID': 'i1' }), draft('d2')], 'i9'],
    ['a draft of another manifest', manifest(), [draft('d1', { 'Manifest-ID': 'm9' }), draft('d2')], 'draft d1 m9'],
    ['a draft of another number', manifest(), [draft('d1', { 'Draft-Index': '2' }), draft('d2')], 'is number 1'],
    ['a draft that needs a later one', manifest(), [draft('d1', { 'Depends-On': ['d2'] }), draft('d2')], 'after it'],
    [
      'a draft that needs itself',
      manifest(),
      [draft('d1', { 'Depends-On': ['d1'] }), draft('d2')],
      'depends on itself',
    ],
  ])('does not fit with %s', (_, given, drafts, words) => {
    expect(details(faults(given, drafts))).toContain(words);
  });

  it('tells all of it at once, and the id of another one by its own class', () => {
    const found = faults(manifest({ draft_count: 5, root_spec_id: 's9' }), [draft('d1')], known(sha('0')));
    expect(classes(found)).toEqual(['blueprint_manifest_draft_mismatch', 'blueprint_manifest_duplicate']);
    expect(found.length).toBeGreaterThan(3);
  });

  it('gives its drafts the order in which they are claimed', () => {
    const order = (drafts: WorkDocument[], ids: string[]): string[] =>
      inOrder(manifest({ draft_ids: ids }), drafts, 'ref')
        .map(({ id, fields }) => `${String(fields['Created-At'])} ${id}`)
        .sort();
    expect(order(two, ['d1', 'd2'])).toEqual(['2026-01-01T00:00:00.000Z d1', '2026-01-01T00:00:00.000Z d2']);
    expect(order(two, ['d2', 'd1'])).toEqual(['2026-01-01T00:00:00.000Z d2', '2026-01-01T00:00:00.001Z d1']);
    const later = [draft('z', { 'Created-At': '2026-03-01T00:00:00.000Z' }), draft('a')];
    expect(order(later, ['z', 'a']).map((one) => one.slice(-1))).toEqual(['z', 'a']);
  });
});

describe("drafts in the reference's list", () => {
  const one = {
    ...{ draft_id: 'd1', manifest_id: 'm1', sequence_number: 1, title: 'One', scope_summary: 's', target_paths: ['a'] },
    ...{ acceptance: ['b'], dependency_draft_ids: [], context_excerpt: 'c\n\nd', created_at: '2026-01-01T00:00:00Z' },
  };

  it('become documents, aliases and text included', () => {
    expect(draftsIn(JSON.stringify([one]), 'n')).toMatchObject([
      {
        id: 'd1',
        title: 'One',
        body: 'c\n\nd',
        fields: { 'Acceptance-Intent': ['b'], Summary: 's', 'Draft-Index': '1' },
      },
    ]);
  });

  it.each([
    ['no list', '{}', 'not a JSON list'],
    ['no JSON', '{bad', 'not a JSON list'],
    ['a number in it', '[1]', 'not a JSON list'],
    ['a draft without paths', JSON.stringify([{ ...one, target_paths: [] }]), 'Target-Paths'],
    ['a draft without an id', JSON.stringify([{ ...one, draft_id: null }]), 'without draft_id'],
    ['an id that leads out', JSON.stringify([{ ...one, draft_id: '../x' }]), 'safe id'],
  ])('are refused as %s', (_, text, words) => {
    expect(draftsIn(text, 'n')).toMatchObject({ problem: expect.stringContaining(words) as string });
  });
});

describe('a candidate', () => {
  const digests = { packet: sha('9'), markdown: sha('8') };
  const faults = (given: Packet, record = noBlueprints('s1'), of: WorkDocument | null = draft('d1')) =>
    packetFaults({ packet: given, digests, draft: of, record }, [record]);

  it('fits the draft: the first one, the next revision that answers the critique, and the same again', () => {
    expect(faults(packet())).toEqual([]);
    expect(faults(packet(), noBlueprints('s1'), null)).toEqual([]);
    const next = packet({ blueprint_id: 'b2', revision: 2, references: ['critiques/open/c1.json'] });
    expect(faults(next, REJECTED)).toEqual([]);
    const again = { packet: packet(), digests: { packet: sha('a'), markdown: sha('b') }, draft: draft('d1') };
    expect(packetFaults({ ...again, record: REJECTED }, [REJECTED])).toEqual([]);
  });

  it.each<[string, Packet, Blueprints, string]>([
    ['another manifest', packet({ manifest_id: 'm9' }), noBlueprints('s1'), 'manifest_id m9'],
    ['another root', packet({ root_spec_id: 's9' }), noBlueprints('s1'), 'root_spec_id s9'],
    ['a revision too many', packet({ revision: 2 }), noBlueprints('s1'), '1 is due'],
    ['a stale revision', packet({ blueprint_id: 'b2', revision: 1, references: ['c1'] }), REJECTED, '2 is due'],
    ['an open critique unanswered', packet({ blueprint_id: 'b2', revision: 2 }), REJECTED, 'Critique c1 is open'],
    [
      'the id of a rejected one',
      packet({ revision: 2, references: ['c1'] }),
      REJECTED,
      'another blueprint of draft d1',
    ],
    ['the id of another draft', packet({ draft_id: 'd2' }), REJECTED, 'another blueprint of draft d1'],
  ])('does not fit with %s', (_, given, record, words) => {
    expect(details(faults(given, record))).toContain(words);
  });
});

describe('an evaluation', () => {
  const record = after(candidateOf('b1', 1));
  const candidate = currentCandidate(draftOf(record, 'd1'));
  const faults = (given: Evaluation, all = [record]) =>
    evaluationFaults({ evaluation: given, sha256: sha('e'), draft: draft('d1'), candidate }, all);

  it('is about the candidate on record, also when it is left once more', () => {
    expect(faults(evaluation())).toEqual([]);
    expect(judgedCandidate(draftOf(REJECTED, 'd1'), { id: 'e1', sha256: sha('e') })?.id).toBe('b1');
    expect(faults(evaluation(), [REJECTED])).toEqual([]);
  });

  it('is not about another one, nor about none, nor of an id that is taken', () => {
    expect(details(faults(evaluation({ blueprint_id: 'b9' })))).toContain('blueprint_id b9');
    expect(details(faults(evaluation({ root_spec_id: 's9' })))).toContain('root_spec_id s9');
    const none = { evaluation: evaluation(), sha256: sha('e'), draft: null, candidate: null };
    expect(details(evaluationFaults(none, []))).toContain('No candidate');
    const other = evaluationFaults({ ...none, candidate, sha256: sha('0') }, [REJECTED]);
    expect(details(other)).toContain('evaluation_id e1 is taken');
  });

  it.each<[string, Critique, Evaluation, string]>([
    ['another id', critique({ critique_id: 'c9' }), evaluation(), 'critique_id c9'],
    ['none in the evaluation', critique(), evaluation({ critique_id: null }), 'names no critique_id'],
    ['another evaluation', critique({ evaluation_id: 'e9' }), evaluation(), 'evaluation_id e9'],
    ['another blueprint', critique({ blueprint_id: 'b9' }), evaluation(), 'blueprint_id b9'],
    ['another revision', critique({ revision: 2 }), evaluation(), 'revision 2, and the candidate 1'],
  ])('that rejects has no critique with %s', (_, given, by, words) => {
    const facts = { critique: given, sha256: sha('c'), evaluation: by, draft: draft('d1'), candidate };
    expect(details(critiqueFaults(facts, []))).toContain(words);
    expect(critiqueFaults({ ...facts, critique: critique(), evaluation: evaluation() }, [])).toEqual([]);
  });

  it.each([
    ['a list under another name', { required_changes: [], missing_evidence: ['x'] }, true],
    ['objects in its list', { required_changes: [{ what: 'x' }] }, true],
    ['empty lists', { required_changes: [], issues: [''] }, false],
    ['references alone', { required_changes: [], references: ['x'] }, false],
  ])('with %s in its critique is read as that', (_, changes, isGood) => {
    const read = readBlueprint('blueprint_critique', JSON.stringify({ ...critique(), ...changes }));
    expect('problem' in read).toBe(!isGood);
  });
});

describe('the task of a blueprint', () => {
  const task = (changes: Record<string, string | string[]> = {}): WorkDocument => ({
    ...{ family: 'task', id: 't2', title: 'T', body: '' },
    fields: {
      ...{ 'Task-ID': 't2', 'Created-At': '2026-01-01T00:00:00.000Z', 'Created-By': 'evaluator_blueprint' },
      ...{ 'Target-Paths': ['src/a.ts', './src/b.ts'], Acceptance: ['file  exists', 'more'] },
      ...{ 'Required-Checks': ['cat a'], References: ['r'], Risk: ['low'], ...changes },
    },
  });
  const faults = (given: WorkDocument): string => details(taskFaults(given, packet(), draft('d1')));

  it('may say more than the packet, and nothing less', () => {
    expect(faults(task())).toBe('');
    expect(faults(task({ Acceptance: ['more'] }))).toContain('Acceptance of task t2 lacks "file exists"');
    expect(faults(task({ 'Required-Checks': ['cat b'] }))).toContain('lacks "cat a"');
    expect(faults(task({ 'Target-Paths': ['src/c.ts'] }))).toContain('"src/c.ts"');
    expect(faults(task({ 'Target-Paths': ['src/a.tsx'] }))).toContain('"src/a.tsx"');
    expect(faults(task({ 'Root-Spec-ID': 's9' }))).toContain('Root-Spec-ID s9');
    expect(faults(task({ 'Spec-ID': 's9' }))).toContain('Spec-ID s9');
  });

  it('needs the tasks that its draft needs, by the names that they have, and says where it comes from', () => {
    const of = draft('d2', { 'Depends-On': ['d1'], Serves: ['R2'] });
    const given = task({ 'Depends-On': ['d1-task', 'other'], Serves: ['R1'] });
    const { fields } = promoted(given, { draft: of, record: APPROVED, references: ['p', 'q'] });
    expect(fields).toMatchObject({
      ...{ 'Depends-On': ['other', 't1'], Serves: ['R1', 'R2'], References: ['r', 'p', 'q'] },
      ...{ 'Root-Spec-ID': 's1', 'Spec-ID': 's1' },
    });
    const waiting = promoted(given, { draft: of, record: noBlueprints('s1'), references: [] });
    expect(waiting.fields['Depends-On']).toEqual(['d1-task', 'other']);
  });
});

describe('a repair', () => {
  const failed: FailedStage = {
    ...{ runId: 'run-1', node: 'evaluator_blueprint', stageNumber: 2, requestId: 'q-1' },
    ...{ outcome: 'BLUEPRINT_APPROVED', failureClass: 'generated_task_missing', detail: '' },
  };
  const candidate = currentCandidate(draftOf(after(candidateOf('b1', 1)), 'd1'));
  const decision = (changes: Partial<RepairDecision> = {}): RepairDecision => ({
    ...{ repair_id: 'r1', action: 'rerun_evaluator_existing_candidate', work_item_id: 'd1', reason: 'x' },
    ...{ verified_invariants: ['x'], failed_run_id: 'run-1', failed_node_id: 'evaluator_blueprint' },
    ...{ failed_terminal_result: 'BLUEPRINT_APPROVED', failure_class: 'generated_task_missing' },
    ...{ target_blueprint_id: 'b1', target_revision: 1, ...changes },
  });
  const targets = ['planner', 'manager_blueprint', 'contractor_blueprint', 'evaluator_blueprint'];
  const facts = (given: RepairDecision, family = 'blueprint_draft') => ({
    ...{ decision: given, item: { family, id: 'd1' }, failed: [failed] },
    ...{ candidate, targets, named: null },
  });

  it.each([
    ['rerun_evaluator_existing_candidate', 'blueprint_draft', 'evaluator_blueprint'],
    ['supersede_candidate_for_revision', 'blueprint_draft', 'contractor_blueprint'],
    ['apply_repaired_generated_task', 'blueprint_draft', undefined],
  ])('%s has a way', (action, family, to) => {
    const given = facts(decision({ action }), family);
    expect(repairFaults(given)).toEqual([]);
    expect(resumeOf(given)).toBe(to);
  });

  it('of a source goes on at the Manager that failed, and else as the plan says', () => {
    const of = (node: string) => ({
      ...facts(
        decision({ action: 'request_manager_rerun', failed_node_id: node, failed_terminal_result: null }),
        'spec',
      ),
      failed: [{ ...failed, node }],
    });
    expect(repairFaults({ ...of('manager_blueprint'), candidate: null })).toEqual([]);
    expect(resumeOf(of('manager_blueprint'))).toBe('manager_blueprint');
    expect(resumeOf(of('planner'))).toBeUndefined();
  });

  it.each<[string, Partial<RepairDecision>, string, string]>([
    ['no action', { action: 'hope' }, 'blueprint_draft', 'no action "hope"'],
    ['an action for a person', { action: 'block_for_operator' }, 'blueprint_draft', '### BLOCKED'],
    ['an action of another family', { action: 'request_manager_rerun' }, 'blueprint_draft', 'is a blueprint_draft'],
    ['another failure', { failure_class: 'outbox_refused' }, 'blueprint_draft', 'failure_class outbox_refused'],
    ['another run', { failed_run_id: 'run-9' }, 'blueprint_draft', 'failed_run_id run-9'],
    ['another stage', { failed_node_id: 'planner' }, 'blueprint_draft', 'failed_node_id planner'],
    ['another blueprint', { target_blueprint_id: 'b9' }, 'blueprint_draft', 'target_blueprint_id b9'],
    ['another revision', { target_revision: 4 }, 'blueprint_draft', 'target_revision 4'],
    ['another draft', { draft_id: 'd9' }, 'blueprint_draft', 'draft_id d9'],
  ])('with %s is refused', (_, changes, family, words) => {
    expect(details(repairFaults(facts(decision(changes), family)))).toContain(words);
  });

  it('without a candidate, or against its own last message, or without a way in the plan, is refused', () => {
    expect(details(repairFaults({ ...facts(decision()), candidate: null }))).toContain('needs a candidate');
    expect(details(repairFaults({ ...facts(decision()), named: 'planner' }))).toContain('names planner');
    expect(details(repairFaults({ ...facts(decision()), targets: ['planner'] }))).toContain('does not lead to');
    expect(repairFaults({ ...facts(decision()), targets: ['judge'], named: 'judge' })).toEqual([]);
  });
});

describe('the record', () => {
  it.each([
    ['a candidate', candidateOf('b1', 1)],
    ['a rejection', rejection],
    ['an approval', approval],
  ])('takes %s twice as once', (_, change) => {
    const once = changed(APPROVED, change);
    expect(changed(once, change)).toEqual(once);
    expect(isBlueprints(JSON.parse(JSON.stringify(once)), 's1')).toBe(true);
    expect(isBlueprints(once, 's2')).toBe(false);
  });

  it('opens a critique with a rejection and closes it with the approval', () => {
    expect(openCritiques(draftOf(REJECTED, 'd1')).map(({ id }) => id)).toEqual(['c1']);
    expect(nextRevisions(draftOf(REJECTED, 'd1'))).toEqual({ least: 2, next: 2 });
    expect(openCritiques(draftOf(APPROVED, 'd1'))).toEqual([]);
    expect(draftOf(APPROVED, 'd1')?.candidates[0]?.critique).toMatchObject({ resolvedBy: 'b2' });
  });

  it('lets a candidate of which nothing was decided give way', () => {
    const record = after(candidateOf('b1', 1), candidateOf('b1x', 2));
    expect(draftOf(record, 'd1')?.candidates.map(({ state }) => state)).toEqual(['superseded', 'candidate']);
  });

  it('is shown in the folders of what it says, each file in one of them', () => {
    const { files, gone } = shownAfter(APPROVED, approval);
    const paths = files.map(({ path }) => path.replace('blueprints/', ''));
    expect(paths).toEqual([
      ...['packets/rejected/b1.json', 'packets/rejected/b1.md', 'evaluations/e1.json', 'critiques/resolved/c1.json'],
      ...['packets/approved/b2.json', 'packets/approved/b2.md', 'evaluations/e2.json', 'promotions/b2.json'],
    ]);
    expect(gone.filter((path) => files.some((file) => file.path === path))).toEqual([]);
    const closed = files.find(({ path }) => path.includes('resolved'))?.make('{"critique_id":"c1"}') ?? '';
    expect(JSON.parse(closed)).toMatchObject({ critique_id: 'c1', resolved_by_blueprint_id: 'b2' });
  });
});

it('the example of a draft is a draft of the family', () => {
  const text =
    '# D\n\nBlueprint-Draft-ID: d1\nCreated-At: 2026-01-01\nCreated-By: m\nTarget-Paths: a\nAcceptance-Intent: b\n';
  expect(parseDocument('blueprint_draft', text)).toMatchObject({ ok: true });
  expect(parseDocument('blueprint_draft', text.replace('Target-Paths: a\n', ''))).toMatchObject({ ok: false });
});
