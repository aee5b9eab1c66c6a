// A blueprint from the Manager's cut to its task, by what lay on the desks and what the runtime kept: whatever an agent writes into the
// record for people, or into an earlier packet, changes nothing; and every step may be done again.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { settleBlueprints } from '../../activities/stage/blueprint/settle.js';
import { checkEffects } from '../../activities/stage/effects.js';
import { collectEmissions } from '../../activities/stage/emissions.js';
import type { Checked } from '../../activities/stage/effect.js';
import type { DocumentRef } from '../../core/contracts/documents.js';
import { runtimePaths } from '../../core/contracts/paths.js';
import type { StageRunRequest } from '../../core/contracts/stage.js';
import { readBlueprints } from '../../disk/store/blueprints.js';
import { getText } from '../../disk/store/texts.js';
import { compileShipped } from '../support/plan.js';
import { stageRequest } from '../support/stage-request.js';
import { collected, makeRoom, type Room } from './room.js';

const nodes = compileShipped('', 'blueprint_codex').named.plan.planes.planning?.nodes ?? {};

interface Action {
  marker: string;
  files: { path: string; content: unknown }[];
}
const recorded = JSON.parse(
  readFileSync(new URL('../conformance/runs/blueprint_mode.json', import.meta.url), 'utf8'),
) as { scripted_outcomes: { outcomes: Record<string, Action[]> } };

/** What the recorded agents left. */
const left = (node: string, at = 0): Record<string, string> => {
  const { files } = recorded.scripted_outcomes.outcomes[node]?.[at] ?? { files: [] };
  return Object.fromEntries(
    files.map(({ path, content }) => [
      path.replace('${RUN_DIR}/', ''),
      typeof content === 'string' ? content : JSON.stringify(content),
    ]),
  );
};

let requests = 0;

/** Plays one stage to its end, with the record settled twice, as after a crash. `item`: a draft, or the spec. */
async function play(
  room: Room,
  kind: string,
  outcome: string,
  files: Record<string, string>,
  { item, ...more }: Partial<StageRunRequest> & { item: StageRunRequest['item'] },
): Promise<Checked> {
  requests += 1;
  const { routes: _routes, ...node } = nodes[kind] ?? Object.values(nodes)[0]!;
  const requestId = `request-${String(requests).padStart(32, '0')}`;
  const request = stageRequest({
    ...{ ...node, node: kind, item, requestId, stageNumber: requests, plane: 'planning', form: { chance: 'ahead' } },
    ...more,
  });
  const report = `${kind === 'mechanic_blueprint' ? 'mechanic' : kind}_report.md`;
  for (const [file, text] of Object.entries({ [report]: '# R\n\nSeen.\n', ...files }))
    await room.drop(`${runtimePaths.desk(requestId)}/${file}`, text);
  const by = await collected(room, request);
  const emitter = { outbox: by.outbox, node: kind, families: request.emits, root: item.root, limit: 50 };
  const emissions = await collectEmissions(room, { ...emitter, before: new Set<string>() });
  const verdict = {
    ...{ outcome, resultClass: request.outcomes[outcome] ?? 'blocked', failureClass: null },
    origin: 'agent',
    ...{ detail: '', retryAt: null },
  } as const;
  const checked = await checkEffects({ dirs: room, request, verdict, emissions, left: by });
  const { blueprints } = checked;
  if (blueprints !== undefined) for (const _ of [1, 2]) await settleBlueprints(room, item.root, blueprints);
  return checked;
}

const SPEC = { family: 'spec', id: 'idea-x', root: 'idea-x', sha256: 'a'.repeat(64) };
const itemOf = ({ family, id, root, sha256 }: DocumentRef): StageRunRequest['item'] => ({ family, id, root, sha256 });

/** A room whose spec was cut into two drafts, the second of which needs the first. */
async function cut() {
  const room = await makeRoom();
  const told = await play(room, 'manager_blueprint', 'MANAGER_BLUEPRINT_COMPLETE', left('manager_blueprint'), {
    item: SPEC,
  });
  const [d1, d2] = told.emissions.documents.map(itemOf);
  return { room, told, d1: d1 ?? SPEC, d2: d2 ?? SPEC };
}

const contract = (room: Room, item: StageRunRequest['item'], at = 0, files = {}) =>
  play(
    room,
    'contractor_blueprint',
    'BLUEPRINT_CANDIDATE_READY',
    { ...left(`contractor_blueprint:${item.id}`, at), ...files },
    { item },
  );
const approve = (room: Room, item: StageRunRequest['item'], at = 0, files = {}) =>
  play(
    room,
    'evaluator_blueprint',
    'BLUEPRINT_APPROVED',
    { ...left(`evaluator_blueprint:${item.id}`, at), ...files },
    { item },
  );
const reject = (room: Room, item: StageRunRequest['item']) =>
  play(room, 'evaluator_blueprint', 'BLUEPRINT_REJECTED', left(`evaluator_blueprint:${item.id}`), { item });

describe('the recorded blueprint', () => {
  it('goes its whole way: drafts, a rejection that is answered, two tasks that depend on each other', async () => {
    const { room, told, d1, d2 } = await cut();
    expect(told.verdict).toMatchObject({ failureClass: null });
    expect(told.emissions.documents).toMatchObject([{ id: 'd1' }, { id: 'd2', dependsOn: ['d1'] }]);
    for (const played of [await contract(room, d1), await reject(room, d1)])
      expect(played.verdict).toMatchObject({ failureClass: null, detail: '' });
    expect(JSON.parse(await room.read('blueprints/critiques/open/c1.json'))).toMatchObject({ critique_id: 'c1' });
    await contract(room, d1, 1);
    const first = await approve(room, d1, 1);
    expect(first.emissions.documents).toMatchObject([{ family: 'task', id: 'bt1', dependsOn: [] }]);
    await contract(room, d2);
    const second = await approve(room, d2);
    expect(second.emissions.documents).toMatchObject([{ family: 'task', id: 'bt2', dependsOn: ['bt1'] }]);
    expect(await getText(room.state, second.emissions.documents[0]?.sha256 ?? '')).toContain(
      'millrace-agents/blueprints/packets/approved/b2.md',
    );
    expect(JSON.parse(await room.read('blueprints/critiques/resolved/c1.json'))).toMatchObject({
      resolved_by_blueprint_id: 'b1r2',
      resolved_at: expect.any(String) as string,
    });
    await expect(room.read('blueprints/critiques/open/c1.json')).rejects.toThrow();
    expect(JSON.parse(await room.read('blueprints/promotions/b2.json'))).toMatchObject({ generated_task_id: 'bt2' });
    await expect(room.read('blueprints/packets/candidates/b2.json')).rejects.toThrow();
  });

  it('believes nothing of what an agent writes into the record for people', async () => {
    const { room, d1 } = await cut();
    await contract(room, d1);
    const packet = JSON.parse(await room.read('blueprints/packets/candidates/b1.json')) as object;
    const forged = JSON.stringify({ ...packet, task_acceptance: ['nothing'], required_checks: ['true'] });
    await room.drop('blueprints/packets/candidates/b1.json', forged);
    await room.drop('blueprints/critiques/resolved/c1.json', '{}');
    const files = {
      'blueprint_evaluation.json': JSON.stringify({
        ...(JSON.parse(left('evaluator_blueprint:d1', 1)['blueprint_evaluation.json'] ?? '{}') as object),
        blueprint_id: 'b1',
      }),
      'generated_task.md': (left('evaluator_blueprint:d1', 1)['generated_task.md'] ?? '').replace(
        '- file exists',
        '- nothing',
      ),
    };
    const { verdict } = await approve(room, d1, 1, files);
    expect(verdict).toMatchObject({ failureClass: 'generated_task_invalid' });
    expect(verdict.detail).toContain('"file exists"');
    await approve(room, d1, 1, { 'blueprint_evaluation.json': files['blueprint_evaluation.json'] });
    expect(JSON.parse(await room.read('blueprints/packets/approved/b1.json'))).toEqual(packet);
    await room.drop('blueprints/packets/approved/b1.json', forged);
    expect(readBlueprints(room.state, 'idea-x').drafts[0]?.promotion).toMatchObject({ task: 'bt1' });
  });

  it('is not judged twice otherwise, nor revised without an answer', async () => {
    const { room, d1 } = await cut();
    await contract(room, d1);
    await reject(room, d1);
    expect((await reject(room, d1)).verdict).toMatchObject({ failureClass: null });
    expect((await contract(room, d1)).verdict).toMatchObject({ failureClass: null });
    const silent = (left('contractor_blueprint:d1', 1)['blueprint_packet.json'] ?? '').replace('c1.json', 'other.json');
    expect((await contract(room, d1, 1, { 'blueprint_packet.json': silent })).verdict).toMatchObject({
      failureClass: 'blueprint_candidate_invalid',
      detail: expect.stringContaining('Critique c1 is open') as string,
    });
  });

  it('writes nothing while anything is wrong, and tells all of it', async () => {
    const room = await makeRoom();
    const manifest = JSON.parse(left('manager_blueprint')['blueprint_manifest.json'] ?? '{}') as object;
    const wrong = JSON.stringify({ ...manifest, draft_count: 7, draft_ids: ['d1', 'd2', 'd3'] });
    const files = { ...left('manager_blueprint'), 'blueprint_manifest.json': wrong };
    const told = await play(room, 'manager_blueprint', 'MANAGER_BLUEPRINT_COMPLETE', files, { item: SPEC });
    expect(told.verdict).toMatchObject({ failureClass: 'blueprint_manifest_draft_mismatch' });
    for (const words of ['names d3', 'is 7']) expect(told.verdict.detail).toContain(words);
    expect(told.blueprints).toBeUndefined();
    await expect(room.read('blueprints/manifests/m1.json')).rejects.toThrow();
  });
});

describe('a repair of a blueprint', () => {
  const decision = (action: string, more = {}): Record<string, string> => ({
    'blueprint_repair_decision.json': JSON.stringify({
      ...{ repair_id: 'r', action, work_item_id: 'd1', reason: 'x', verified_invariants: ['x'], ...more },
    }),
  });

  /** The draft of which an approved blueprint has no task. */
  async function withoutTask() {
    const { room, d1 } = await cut();
    await contract(room, d1);
    const evaluation = (left('evaluator_blueprint:d1', 1)['blueprint_evaluation.json'] ?? '').replace('b1r2', 'b1');
    const outcome = 'BLUEPRINT_APPROVED';
    const files = { 'blueprint_evaluation.json': evaluation };
    const { verdict } = await play(room, 'evaluator_blueprint', outcome, files, { item: d1 });
    expect(verdict).toMatchObject({ failureClass: 'generated_task_missing' });
    const failed = {
      ...{ runId: stageRequest().runId, node: 'evaluator_blueprint', stageNumber: requests, outcome },
      ...{ requestId: `request-${String(requests).padStart(32, '0')}`, detail: '' },
      failureClass: 'generated_task_missing',
    } as const;
    return { room, d1, story: { failed } };
  }
  const task = left('evaluator_blueprint:d1', 1)['generated_task.md'] ?? '';

  it.each([
    ['the outbox', 'outbox/bt1.md'],
    ["the reference's name", 'repaired_generated_task.md'],
  ])('brings the task of what was approved, from %s, and the draft is done', async (_, file) => {
    const { room, d1, story } = await withoutTask();
    const files = {
      ...decision('apply_repaired_generated_task', { failure_class: 'generated_task_missing' }),
      [file]: task,
    };
    const told = await play(room, 'mechanic_blueprint', 'MECHANIC_BLUEPRINT_COMPLETE', files, { item: d1, story });
    expect(told).toMatchObject({ finishes: true, verdict: { failureClass: null } });
    expect(told.emissions.documents).toMatchObject([{ id: 'bt1' }]);
    expect(readBlueprints(room.state, 'idea-x').drafts[0]?.promotion).toMatchObject({ blueprint: 'b1', task: 'bt1' });
  });

  it.each([
    ['another failure', { failure_class: 'outbox_refused' }, 'blueprint_repair_context_mismatch'],
    ['another task', { generated_task_id: 'bt9' }, 'blueprint_repair_context_mismatch'],
    ['another item', { work_item_id: 'd2' }, 'blueprint_repair_context_mismatch'],
  ])('does not with a decision about %s', async (_, more, failureClass) => {
    const { room, d1, story } = await withoutTask();
    const files = { ...decision('apply_repaired_generated_task', more), 'outbox/bt1.md': task };
    const told = await play(room, 'mechanic_blueprint', 'MECHANIC_BLUEPRINT_COMPLETE', files, { item: d1, story });
    expect(told.verdict).toMatchObject({ failureClass });
    expect(told.finishes).toBe(false);
  });

  it.each([
    ['rerun_evaluator_existing_candidate', 'evaluator_blueprint', 'candidate'],
    ['supersede_candidate_for_revision', 'contractor_blueprint', 'superseded'],
  ])('%s goes on at %s', async (action, resume, state) => {
    const { room, d1, story } = await withoutTask();
    const told = await play(room, 'mechanic_blueprint', 'MECHANIC_BLUEPRINT_COMPLETE', decision(action), {
      item: d1,
      story,
    });
    expect(told.verdict).toMatchObject({ failureClass: null, resume });
    expect(readBlueprints(room.state, 'idea-x').drafts[0]?.candidates).toMatchObject([{ id: 'b1', state }]);
  });

  it('without a decision goes the way of the plan', async () => {
    const { room, d1, story } = await withoutTask();
    const told = await play(room, 'mechanic_blueprint', 'MECHANIC_BLUEPRINT_COMPLETE', {}, { item: d1, story });
    expect(told).toMatchObject({ finishes: false, verdict: { failureClass: null } });
    expect(told.verdict.resume).toBeUndefined();
  });
});
