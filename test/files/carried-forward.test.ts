// What went before reaches the next stage by files: reports of runs before, what was refused, and what an incident is about.
import { describe, expect, it } from 'vitest';
import { writeDecided } from '../../activities/stage/outcome.js';
import { papersOf } from '../../activities/stage/papers.js';
import { tellingOf } from '../../activities/stage/telling.js';
import { promptStory } from '../../activities/stage/story.js';
import { runtimePaths } from '../../core/contracts/paths.js';
import type { StageRunRequest } from '../../core/contracts/stage.js';
import { putText } from '../../disk/store/texts.js';
import { World } from '../pure/world.js';
import { compileShipped } from '../support/plan.js';
import { stageRequest } from '../support/stage-request.js';
import { collected, makeRoom, type Room } from './room.js';

/** A stage of a run that left these files on its desk and is over. */
async function ended(room: Room, request: StageRunRequest, files: Record<string, string | Uint8Array>): Promise<void> {
  for (const [file, content] of Object.entries(files))
    await room.drop(`${runtimePaths.desk(request.requestId)}/${file}`, content);
  await collected(room, request);
}

const stage = (runId: string, stageNumber: number, node: string, more: Partial<StageRunRequest> = {}) =>
  stageRequest({ runId, stageNumber, node, requestId: `request-${runId}-${stageNumber}`, ...more });

const paths = async (room: Room, request: StageRunRequest): Promise<string[]> =>
  (await papersOf(room, request)).map(({ path }) => path);

describe('the desk of a stage', () => {
  it('has the reports of the runs that its item had before, of each stage, oldest first', async () => {
    const room = await makeRoom();
    await ended(room, stage('run-1', 1, 'builder'), { 'builder_summary.md': 'done', 'outbox/t.md': '# T', raw: bytes });
    await ended(room, stage('run-1', 2, 'checker'), { 'report.md': 'sums are wrong', 'stage_result.json': '{}' });
    await ended(room, stage('run-2', 1, 'checker'), { 'report.md': 'still wrong' });
    await ended(room, stage('run-other', 1, 'builder'), { 'builder_summary.md': 'of somebody else' });
    const request = stage('run-3', 1, 'checker', { story: { runs: ['run-gone', 'run-1', 'run-2'] } });
    expect(await papersOf(room, request)).toEqual([
      { path: 'run-1/01-builder/builder_summary.md', text: 'done' },
      { path: 'run-1/02-checker/report.md', text: 'sums are wrong' },
      { path: 'run-1/02-checker/agent_stage_result.json', text: '{}' },
      { path: 'run-2/01-checker/report.md', text: 'still wrong' },
    ]);
    expect(await paths(room, stage('run-3', 1, 'checker'))).toEqual([]);
  });

  it('has the newest of more reports than there is room for', async () => {
    const room = await makeRoom();
    const many = (from: number) => Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`r-${from + n}.md`, 'x']));
    await ended(room, stage('run-1', 1, 'builder'), many(100));
    await ended(room, stage('run-2', 1, 'builder'), many(200));
    const named = await paths(room, stage('run-3', 1, 'builder', { story: { runs: ['run-1', 'run-2'] } }));
    expect(named).toHaveLength(40);
    expect(named.filter((path) => path.startsWith('run-2/'))).toHaveLength(30);
  });

  it.each([
    ['an incident', 'incident', ['run-1/04-consultant/consultant_report.md']],
    ['no other document that names a run', 'task', []],
  ])('of %s has what the run left that it is about', async (_what, family, expected) => {
    const room = await makeRoom();
    await ended(room, stage('run-1', 4, 'consultant'), { 'consultant_report.md': 'Plan it anew.' });
    const sha256 = await putText(room.state, incident);
    const item = { family, id: 'i-1', root: 'backlog', sha256 };
    const planner = stage('run-9', 2, 'planner', { plane: 'planning', item });
    expect(await paths(room, planner)).toEqual(expected);
  });
});

describe('what was refused', () => {
  const { named } = compileShipped();
  const world = new World(named.plan, named.digest);

  it('is named to the stage that repairs, with its reason; a failure without a record says nothing', async () => {
    const room = await makeRoom();
    const manager = stage('run-1', 2, 'manager');
    const refused = [{ family: 'task', path: 'runs/run-1/outbox/t-2.md', reason: 'Risk is missing.' }];
    const outcome = world.outcome(manager, { outcome: 'BLOCKED' });
    await writeDecided(room, manager.requestId, { outcome, emissions: { documents: [], taken: [], refused } });
    const told = (requestId: string) => {
      const at = { runId: 'run-1', node: 'manager', stageNumber: 2, requestId };
      const failed = { ...at, outcome: 'BLOCKED', failureClass: 'manager_without_work' as const, detail: 'No task.' };
      return promptStory(room, stage('run-1', 3, 'mechanic', { story: { failed, repairs: true } }));
    };
    expect(await told(manager.requestId)).toMatchObject({
      refused: [{ name: 't-2.md', reason: 'Risk is missing.' }],
      round: null,
    });
    expect(await told('request-gone')).toMatchObject({ refused: [] });
    expect(await promptStory(room, manager)).toBeNull();
  });
});

describe('an outcome that others take over', () => {
  it('names the reports of its run, its own first, and each name once', async () => {
    const room = await makeRoom();
    await ended(room, stage('run-1', 1, 'builder'), { 'builder_summary.md': 'one' });
    await ended(room, stage('run-1', 2, 'troubleshooter'), {
      'troubleshoot_report.md': 'x',
      'builder_summary.md': 'y',
    });
    const consultant = stage('run-1', 3, 'consultant');
    await ended(room, consultant, { 'consultant_report.md': 'Plan it anew.', 'odd\u202ename.md': 'x' });
    const at = (name: string): string => `millrace-agents/runs/run-1/${name}`;
    expect(tellingOf(room, consultant, 'escalate_planning').reports).toEqual([
      at('consultant_report.md'),
      at('troubleshoot_report.md'),
      at('builder_summary.md'),
    ]);
    expect(tellingOf(room, consultant, 'success')).toEqual({});
  });

  it('of a root that lacks something says what, in the words of the verdict', async () => {
    const room = await makeRoom();
    const verdict = JSON.stringify({ root_spec_id: 'r', gaps: ['C2: an empty basket must answer 422'] });
    const arbiter = stage('run-1', 1, 'arbiter', { closure: { round: 1 } });
    await ended(room, arbiter, { 'rubric.md': '# R', 'verdict.json': verdict, 'arbiter_report.md': '# A' });
    const told = tellingOf(room, arbiter, 'followup_needed');
    expect(told.gaps).toEqual(['C2: an empty basket must answer 422']);
    expect(told.reports).toHaveLength(3);
  });
});

const bytes = Uint8Array.from([0xff, 0xfe, 0x00, 0x80]);

const incident = `# Planning needed

Incident-ID: i-1
Summary: It cannot be done as it is.
Source-Stage: consultant
Source-Plane: execution
Failure-Class: builder_blocked
Severity: high
Needs-Planning: true
Trigger-Reason: consultant_needs_planning
Consultant-Decision: needs_planning
Opened-At: 2026-01-01T00:00:00Z
Opened-By: runtime

Related-Run-IDs:
- run-1
`;
