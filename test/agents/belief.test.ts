// What decides about a stage is what lay on its own desk at its end. Each test plants what would have decided before, shows that
// it is good enough to be believed, and sees that it is not.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { textAt } from '../../disk/mirror/difference.js';
import { runStage } from '../../activities/stage/run.js';
import { putText } from '../../disk/store/texts.js';
import { DEFAULT_RUNNER_CONFIG } from '../../agents/runner-config.js';
import { SCRIPT_VARIABLE } from '../../agents/scripted/adapter.js';
import { checkDisposition } from '../../core/artifacts/disposition.js';
import { checkPacket } from '../../core/artifacts/recon-packet.js';
import { evidenceProblem } from '../../core/artifacts/verdict.js';
import type { StageOutcome, StageRunRequest } from '../../core/contracts/stage.js';
import { makeRoom, type Room, specText } from '../files/room.js';
import { stageRequest } from '../support/stage-request.js';
import { taskText } from '../support/task-text.js';

const RUN = `runs/${stageRequest().runId}`;

interface Entry {
  marker?: string;
  files?: { path: string; content: string }[];
  no_side_effects?: boolean;
  no_disposition?: boolean;
}

let number = 0;

/** A real stage of this kind whose agent does what `entry` says. */
async function play(room: Room, change: Partial<StageRunRequest>, entry: Entry = {}): Promise<StageOutcome> {
  number += 1;
  const requestId = `request-${process.pid}-b${number}`;
  const instructions = await putText(room.state, 'Do it.\n');
  const plain = { requestId, stageNumber: number, attempt: 1, runner: 'scripted', skills: [], instructions };
  const request = stageRequest({ ...plain, timeoutSeconds: 60, ...change });
  const sha256 = await putText(room.state, specText(request.item.id, 'manual'));
  const script = path.join(room.state, `script-${number}.json`);
  writeFileSync(script, JSON.stringify({ outcomes: { [request.node]: [{ ...entry, repeat: true }] } }));
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], [SCRIPT_VARIABLE]: script };
  const deps = { dirs: room, config: DEFAULT_RUNNER_CONFIG, env, signal: new AbortController().signal };
  const input = { request: { ...request, item: { ...request.item, sha256 } }, mirror: null };
  return runStage(input, { ...deps, beat: () => undefined });
}

const spec = { family: 'spec', id: 'S-1', root: 'S-1', sha256: '' };
const planner = {
  ...{ node: 'planner', kind: 'planner', item: spec, emits: ['spec'] },
  outcomes: { PLANNER_COMPLETE: 'success', BLOCKED: 'blocked' },
  effects: { PLANNER_COMPLETE: 'planner_disposition' },
} as const satisfies Partial<StageRunRequest>;
const manager = {
  ...{ node: 'manager', kind: 'manager', item: spec, emits: ['task'] },
  outcomes: { MANAGER_COMPLETE: 'success', BLOCKED: 'blocked' },
  effects: { MANAGER_COMPLETE: 'manager_tasks' },
} as const satisfies Partial<StageRunRequest>;
const recon = {
  ...{ node: 'recon', kind: 'recon', item: { ...spec, family: 'probe', id: 'p1', root: 'backlog' }, emits: ['task'] },
  outcomes: { RECON_TO_EXECUTION: 'success', BLOCKED: 'blocked' },
  effects: { RECON_TO_EXECUTION: 'recon_handoff' },
} as const satisfies Partial<StageRunRequest>;
const arbiter = {
  ...{ node: 'arbiter', kind: 'arbiter', item: spec, emits: [], closure: { round: 1 } },
  outcomes: { ARBITER_COMPLETE: 'success', REMEDIATION_NEEDED: 'followup_needed', BLOCKED: 'blocked' },
  effects: { ARBITER_COMPLETE: 'closure_evidence', REMEDIATION_NEEDED: 'closure_evidence' },
} as const satisfies Partial<StageRunRequest>;
const nothing: Entry = { no_side_effects: true };

test('a disposition that an earlier stage planted is not the Planner’s', async () => {
  const room = await makeRoom();
  const value = {
    ...{ schema_version: '1.0', kind: 'planner_disposition', source_work_item_family_id: 'spec' },
    ...{ source_work_item_id: 'S-1', disposition: 'active_source_ready_for_manager', emitted_spec_ids: [] },
    ...{ refined_active_source: true, recommended_next_action: 'x', created_at: 'x', created_by: 'planner' },
  };
  const planted = `${RUN}/planner_disposition.json`;
  await room.drop(planted, JSON.stringify(value));
  expect(checkDisposition(textAt(room, planted), 'PLANNER_COMPLETE', spec, []).ok).toBe(true);
  const outcome = await play(room, planner, nothing);
  expect(outcome).toMatchObject({ outcome: 'BLOCKED', failureClass: 'planner_disposition_missing' });
  expect(await play(room, planner)).toMatchObject({ outcome: 'PLANNER_COMPLETE', failureClass: null });
});

test.each([
  ['the reason why there is no work', { 'no_work.md': 'It is done already.' }],
  ['a task in the outbox that people know', { 'outbox/t.md': taskText('t') }],
])('%s that an earlier stage planted is not the Manager’s', async (_what, files) => {
  const room = await makeRoom();
  for (const [file, text] of Object.entries(files)) await room.drop(`${RUN}/${file}`, text);
  expect(await play(room, manager, nothing)).toMatchObject({ failureClass: 'manager_without_work', emitted: [] });
  const files2 = [{ path: '${RUN_DIR}/outbox/own.md', content: taskText('own') }];
  expect((await play(room, manager, { files: files2 })).emitted).toMatchObject([{ id: 'own' }]);
});

test('a packet and a document that an earlier stage planted are not handed on', async () => {
  const room = await makeRoom();
  const packet = `# P

Recon-Packet-ID: rp-1
Probe-ID: p1
Decision: to_execution
Handoff-Target: execution
Confidence: high
Risk-Level: low
Request-Summary: x
Interpreted-Goal: y
Emitted-Task-ID: t1
Created-At: 2026-01-01T00:00:00Z
Created-By: recon
Relevant-Paths:
- a | b
Semantic-Invariants:
- none
`;
  await room.drop(`${RUN}/recon_packet.md`, packet);
  await room.drop(`${RUN}/generated_task.md`, taskText('t1'));
  expect(checkPacket(textAt(room, `${RUN}/recon_packet.md`), 'RECON_TO_EXECUTION', 'p1').ok).toBe(true);
  const said = { marker: 'RECON_TO_EXECUTION', no_side_effects: true };
  expect(await play(room, recon, said)).toMatchObject({ failureClass: 'recon_handoff_invalid', emitted: [] });
  expect(await room.names('recon/packets')).toEqual([]);
});

test('evidence that an earlier stage planted closes nothing; that of the Arbiter is shown where people look', async () => {
  const room = await makeRoom();
  const [rubric, verdict, report] = ['arbiter/rubrics/S-1.md', 'arbiter/verdicts/S-1.json', `${RUN}/arbiter_report.md`];
  await room.drop(rubric, '# planted');
  await room.drop(verdict, JSON.stringify({ root_spec_id: 'S-1', result: 'ARBITER_COMPLETE' }));
  await room.drop(report, '# planted');
  const texts = { rubric: textAt(room, rubric), verdict: textAt(room, verdict), report: textAt(room, report) };
  expect(evidenceProblem(texts, 'S-1', 'ARBITER_COMPLETE')).toBeNull();
  const outcome = await play(room, arbiter, nothing);
  expect(outcome).toMatchObject({ failureClass: 'closure_evidence_invalid', detail: 'There is no rubric.' });
  expect(await play(room, arbiter, { marker: 'REMEDIATION_NEEDED' })).toMatchObject({ failureClass: null });
  expect(JSON.parse(await room.read(verdict))).toEqual({ root_spec_id: 'S-1', result: 'REMEDIATION_NEEDED' });
  expect([await room.read(rubric), await room.read(report)]).toEqual([
    '# Rubric\n\nPlayed from a script.\n',
    '# Report\n\nPlayed from a script.\n',
  ]);
});

test('the rubric of an earlier round is given to the next one as it was judged by, whatever became of its copy', async () => {
  const room = await makeRoom();
  await play(room, arbiter, { marker: 'REMEDIATION_NEEDED' });
  await room.drop('arbiter/rubrics/S-1.md', '# softened');
  const next = stageRequest().runId.replace('run-0', 'run-1');
  await play(room, { ...arbiter, runId: next, closure: { round: 2 } });
  const prompts = readdirSync(room.at(`runs/${next}`)).filter((name) => name.startsWith('runner_prompt'));
  const prompt = await room.read(`runs/${next}/${prompts[0] ?? ''}`);
  expect(prompt).toContain('\nEarlier Reports: earlier/last-judgement/rubric.md, earlier/last-judgement/verdict.json');
  expect(await room.read('arbiter/rubrics/S-1.md')).toBe('# Rubric\n\nPlayed from a script.\n');
});

test('what a stage left is shown by its name, an older one of that name beside it, and none in the place of ours', async () => {
  const room = await makeRoom();
  const left = (text: string): Entry => ({
    files: [
      { path: '${RUN_DIR}/report.md', content: text },
      { path: '${RUN_DIR}/skill/SKILL.md', content: text },
      { path: '${RUN_DIR}/runner_stdout.forged.txt', content: text },
      { path: '${RUN_DIR}/stage_results/forged.json', content: '{}' },
    ],
  });
  const builder = { node: 'builder', kind: 'builder' };
  await play(room, builder, left('first'));
  const first = String(number).padStart(2, '0');
  await play(room, builder, left('second'));
  expect(await room.read(`${RUN}/report.md`)).toBe('second');
  expect(await room.read(`${RUN}/skill/SKILL.md`)).toBe('second');
  expect(await room.read(`${RUN}/earlier/${first}-builder/report.md`)).toBe('first');
  expect(await room.read(`${RUN}/agent_runner_stdout.forged.txt`)).toBe('second');
  expect(await room.read(`${RUN}/agent_stage_results/forged.json`)).toBe('{}');
  expect(await room.names(`${RUN}/stage_results`)).not.toContain('forged.json');
  expect(existsSync(room.at('desk'))).toBe(false);
});

test.each<[string, (at: string, victim: string) => void]>([
  ['a link', (at, victim) => symlinkSync(victim, at)],
  ['a file', (at) => writeFileSync(at, 'x')],
  ['a pipe', (at) => void execFileSync('mkfifo', [at])],
])('%s in the place of stage_results: the stage settles and nothing is written outside', async (_what, plant) => {
  const room = await makeRoom();
  const victim = path.join(room.state, '../victim');
  for (const folder of [victim, room.at(RUN)]) mkdirSync(folder);
  plant(room.at(`${RUN}/stage_results`), victim);
  const outcome = await play(room, { node: 'builder', kind: 'builder' });
  expect(outcome.failureClass).toBeNull();
  expect(readdirSync(victim)).toEqual([]);
  expect(await room.names(`${RUN}/stage_results`)).toEqual([`${outcome.requestId}.json`]);
  expect(await room.names(RUN)).toContain('stage_results.foreign');
  expect(readFileSync(room.at(`${RUN}/stage_results/${outcome.requestId}.json`), 'utf8')).toContain(outcome.requestId);
});
