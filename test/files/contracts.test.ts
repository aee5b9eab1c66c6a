// The contract of every stage kind that ships: only what its outcome asks for, on its own desk and of its form, passes.
import { readdirSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkEffects } from '../../activities/stage/effects.js';
import { settleBlueprints } from '../../activities/stage/blueprint/settle.js';
import { collectEmissions } from '../../activities/stage/emissions.js';
import { PLAYED } from '../../agents/scripted/part.js';
import { isAskedAgain } from '../../activities/stage/second-chance.js';
import { leaveEvidence } from '../../agents/scripted/evidence.js';
import { makePart } from '../../agents/scripted/part.js';
import { plainEntry } from '../../agents/scripted/script.js';
import { failuresOf } from '../../core/contracts/failure-lists.js';
import { PLANES } from '../../core/contracts/families.js';
import type { PlanNode } from '../../core/contracts/plan.js';
import { runtimePaths } from '../../core/contracts/paths.js';
import type { FormChance, RunnerRawResult, StageRunRequest } from '../../core/contracts/stage.js';
import { normalise } from '../../core/outcome/normalise.js';
import { putText } from '../../disk/store/texts.js';
import { compileShipped } from '../support/plan.js';
import { stageRequest } from '../support/stage-request.js';
import { taskText } from '../support/task-text.js';
import { collected, makeRoom, type Room, specText } from './room.js';

const nodes = new Map<string, PlanNode & { plane: StageRunRequest['plane'] }>();
for (const mode of ['default_codex_integrated', 'learning_codex', 'blueprint_codex']) {
  const { planes } = compileShipped('', mode).named.plan;
  for (const plane of PLANES)
    for (const node of Object.values(planes[plane]?.nodes ?? {})) nodes.set(node.kind, { ...node, plane });
}

/** Outcomes after which something is asked for. */
const asking = ({ outcomes, leaves = {}, effects = {} }: PlanNode): string[] =>
  Object.keys(outcomes).filter(
    (outcome) =>
      outcomes[outcome] !== 'blocked' &&
      (effects[outcome] !== undefined ||
        Object.values(leaves).some((leaf) => [leaf.required, leaf.expected].some((all) => all?.includes(outcome)))),
  );

function requestOf(
  { routes: _routes, ...node }: PlanNode & { plane: StageRunRequest['plane'] },
  more = {},
): StageRunRequest {
  const family = node.families?.[0] ?? 'spec';
  const item = { family, id: 'i-1', root: 'r-1', sha256: 'a'.repeat(64) };
  const closure = node.kind === 'arbiter' ? { closure: { round: 1 } } : {};
  return stageRequest({ ...node, ...closure, node: node.kind, item, form: { chance: 'ahead' }, ...more });
}

const deskOf = (room: Room, request: StageRunRequest): string => room.at(runtimePaths.desk(request.requestId));

/** What an agent that keeps to the contract leaves. `outcome`: the one it ends with. */
async function leave(room: Room, request: StageRunRequest, outcome: string): Promise<void> {
  const deskDir = deskOf(room, request);
  const prompt = path.join(room.state, 'prompt.md');
  await mkdir(deskDir, { recursive: true });
  await mkdir(room.state, { recursive: true });
  const preferred = ['Rubric Path: rubric.md', 'Verdict Path: verdict.json', 'Report Path: arbiter_report.md'];
  writeFileSync(
    prompt,
    preferred.map((line) => line.replace(/^(.*): (.*)$/, `Preferred $1: ${deskDir}/$2\n`)).join(''),
  );
  const dirs = { treeDir: room.workspace, deskDir, promptFile: prompt, lastMessageFile: '' };
  const part = makePart(request, dirs as Parameters<typeof makePart>[1], { ...plainEntry(), marker: outcome }, null);
  leaveEvidence(part);
  if (request.kind === 'evaluator_blueprint') await recordCandidate(room);
  if (request.kind === 'manager')
    await room.drop(`${runtimePaths.desk(request.requestId)}/outbox/t-1.md`, taskText('t-1'));
  if (request.kind === 'recon' && outcome !== 'RECON_NOOP') await handOver(room, request, outcome);
}

/** Of the blueprint that a played Evaluator judges. */
async function recordCandidate(room: Room): Promise<void> {
  const some = { implementation_scope: ['s'], design_decisions: ['d'], verification_plan: ['v'], risk_notes: ['r'] };
  const packet = {
    ...{ blueprint_id: 'i-1-r1', draft_id: 'i-1', root_spec_id: 'r-1', revision: 1, ...some },
    ...{ intended_files: [PLAYED], task_acceptance: [PLAYED], required_checks: [PLAYED] },
  };
  const digest = await putText(room.state, JSON.stringify(packet));
  const candidate = { id: 'i-1-r1', revision: 1, packet: digest, markdown: digest };
  await settleBlueprints(room, 'r-1', { kind: 'candidate', draft: 'i-1', manifest: null, candidate });
}

async function handOver(room: Room, request: StageRunRequest, outcome: string): Promise<void> {
  const isTask = outcome === 'RECON_TO_EXECUTION';
  leaveEvidence(
    makePart(
      request,
      {
        treeDir: room.workspace,
        deskDir: deskOf(room, request),
        promptFile: '',
        lastMessageFile: '',
      } as Parameters<typeof makePart>[1],
      { ...plainEntry(), marker: 'RECON_NOOP' },
      null,
    ),
  );
  const desk = runtimePaths.desk(request.requestId);
  const packet = (await room.read(`${desk}/recon_packet.md`))
    .replace(/Decision: .*/, `Decision: ${isTask ? 'to_execution' : 'to_planning'}`)
    .replace(/Handoff-Target: .*/, isTask ? 'Emitted-Task-ID: d-1' : 'Emitted-Spec-ID: d-1');
  await room.drop(`${desk}/recon_packet.md`, packet);
  await room.drop(`${desk}/outbox/d-1.md`, isTask ? taskText('d-1') : SPEC);
}

const SPEC = specText('d-1', 'probe');

const ended = (finalMessage: string): RunnerRawResult => ({
  ...{ requestId: 'r', exitKind: 'completed', exitCode: 0, signal: null, finalMessage, usage: null, failure: null },
  ...{ startedAt: '2026-01-01T00:00:00Z', endedAt: '2026-01-01T00:00:01Z', notes: [] },
});

/** What comes of it: failed by its contract, remarked upon, or neither. */
async function judge(room: Room, request: StageRunRequest, message: string) {
  const left = await collected(room, request);
  const verdict = normalise(ended(message), request.outcomes);
  const emitter = { outbox: left.outbox, node: request.node, families: request.emits, root: 'r-1', limit: 50 };
  const found = await collectEmissions(room, { ...emitter, before: new Set<string>() });
  const emissions = request.emits.length > 0 ? found : { documents: [], refused: [], taken: [] };
  const checked = await checkEffects({ dirs: room, request, verdict, emissions, left });
  const { failureClass, detail } = checked.verdict;
  if (failureClass !== null) {
    expect(failuresOf('contract')).toContain(failureClass);
    const taken = { chance: 'taken', of: 'request-x', failureClass: 'artifact_missing', detail: 'x' } as const;
    const asks = (form: FormChance) => isAskedAgain({ ...request, form }, checked.verdict);
    expect([asks({ chance: 'ahead' }), asks(taken)], 'one second chance').toEqual([true, false]);
  }
  return {
    failureClass,
    detail,
    remarks: checked.remarks,
    passes: failureClass === null && checked.remarks.length === 0,
  };
}

const kinds = [...nodes.values()].flatMap((node) => asking(node).map((outcome) => [node.kind, outcome, node] as const));

it('is there for every stage kind that ships', () => {
  expect(nodes.size).toBe(23);
  expect(new Set(kinds.map(([kind]) => kind)).size).toBe(23);
});

describe.each(kinds)('%s with %s', (_kind, outcome, node) => {
  const request = requestOf(node);
  const message = `Done.\n\n### ${outcome}\n`;

  it('passes when it left what is asked for', async () => {
    const room = await makeRoom();
    await leave(room, request, outcome);
    expect(await judge(room, request, message)).toMatchObject({ failureClass: null, remarks: [] });
  });

  it('does not when it left nothing', async () => {
    const { passes } = await judge(await makeRoom(), request, message);
    expect(passes).toBe(false);
  });

  it('does not when nothing is of its form', async () => {
    const room = await makeRoom();
    await leave(room, request, outcome);
    for (const file of readdirSync(deskOf(room, request), { recursive: true, withFileTypes: true })) {
      if (file.isFile())
        writeFileSync(path.join(file.parentPath, file.name), file.name === 'SKILL.md' ? '' : '# Nothing\n');
    }
    expect((await judge(room, request, message)).passes).toBe(false);
  });

  it('does not by what an earlier stage left, or lies in the folder of the run', async () => {
    const room = await makeRoom();
    const earlier = requestOf(node, { requestId: 'request-earlier', stageNumber: 1 });
    await leave(room, earlier, outcome);
    await collected(room, earlier);
    for (const file of readdirSync(deskOf(room, earlier), { withFileTypes: true })) {
      if (!file.isFile()) continue;
      const text = await room.read(`${runtimePaths.desk('request-earlier')}/${file.name}`);
      await room.drop(`runs/${request.runId}/${file.name}`, text);
      await room.drop(`${runtimePaths.desk(request.requestId)}/earlier/01-x/${file.name}`, text);
    }
    expect((await judge(room, requestOf(node, { stageNumber: 2 }), message)).passes).toBe(false);
  });

  it('does not with a document in its outbox that it may not leave', async () => {
    const room = await makeRoom();
    await leave(room, request, outcome);
    await room.drop(`${runtimePaths.desk(request.requestId)}/outbox/q-1.md`, '# Q\n\nProbe-ID: q-1\nSummary: s\n');
    const { failureClass, detail } = await judge(room, request, message);
    expect(failureClass).not.toBeNull();
    expect(detail).toContain('outbox/q-1.md is refused');
  });

  it('does not when it contradicts itself', async () => {
    const room = await makeRoom();
    await leave(room, request, outcome);
    const other = Object.keys(request.outcomes).find((one) => one !== outcome) ?? '';
    const { failureClass } = await judge(room, request, `### ${other}\n\nOn second thoughts.\n\n### ${outcome}\n`);
    expect(failureClass).toBe('illegal_terminal_result');
  });
});

/** What a file says of the stage that left it. */
describe.each([
  ['planner', 'PLANNER_COMPLETE', 'planner_disposition.json', /active_source_ready_for_manager/g, 'blocked'],
  ['recon', 'RECON_NOOP', 'recon_packet.md', /noop/g, 'blocked'],
  ['arbiter', 'ARBITER_COMPLETE', 'verdict.json', /"met"/g, '"not_met"'],
  ['evaluator_blueprint', 'BLUEPRINT_APPROVED', 'blueprint_evaluation.json', /approved/g, 'rejected'],
  ['evaluator_blueprint', 'BLUEPRINT_REJECTED', 'blueprint_critique.json', /"i-1"/g, '"i-2"'],
  ['contractor_blueprint', 'BLUEPRINT_CANDIDATE_READY', 'blueprint_packet.json', /"i-1"/g, '"i-2"'],
  ['manager_blueprint', 'MANAGER_BLUEPRINT_COMPLETE', 'blueprint_manifest.json', /"i-1"/g, '"i-2"'],
])('%s with %s', (kind, outcome, file, from, to) => {
  it(`does not pass with a ${file} that says something else`, async () => {
    const node = nodes.get(kind);
    if (node === undefined) throw new Error(kind);
    const [room, request] = [await makeRoom(), requestOf(node)];
    await leave(room, request, outcome);
    const name = `${runtimePaths.desk(request.requestId)}/${file}`;
    const text = await room.read(name);
    expect(text).toMatch(from);
    await room.drop(name, text.replace(from, to));
    expect((await judge(room, request, `### ${outcome}\n`)).failureClass).not.toBeNull();
  });
});
