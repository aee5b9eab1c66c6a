// A sentence of an idea is followed to its verdict by what stages leave on their desks: what is left out is asked about once, and stands as a
// hole after that.
import { describe, expect, it } from 'vitest';
import { checkEffects } from '../../activities/stage/effects.js';
import { collectEmissions } from '../../activities/stage/emissions.js';
import { settleJudgement } from '../../activities/stage/judgement.js';
import { requirementsPaper, requirementsPart, settleRequirements } from '../../activities/stage/requirements-shown.js';
import { runtimePaths, statePaths } from '../../core/contracts/paths.js';
import type { FormChance, StageRunRequest } from '../../core/contracts/stage.js';
import { specOfIdea } from '../../core/documents/idea.js';
import { renderDocument } from '../../core/documents/render.js';
import { putText } from '../../disk/store/texts.js';
import { writeAtomic } from '../../disk/write.js';
import { stageRequest } from '../support/stage-request.js';
import { taskText } from '../support/task-text.js';
import { collected, makeRoom, type Room } from './room.js';

const ROOT = 'idea-links';
const IDEA = '# Links\n\nSlugs drop dots. Give no address twice.\nReaders find both in the change log.\n';
const AHEAD: FormChance = { chance: 'ahead' };
const TAKEN: FormChance = { chance: 'taken', of: 'request-x', failureClass: 'requirements_hole', detail: 'x' };

const KINDS = {
  planner: { outcome: 'PLANNER_COMPLETE', effect: 'planner_disposition', emits: ['spec'] },
  manager: { outcome: 'MANAGER_COMPLETE', effect: 'manager_tasks', emits: ['task'] },
  arbiter: { outcome: 'ARBITER_COMPLETE', effect: 'closure_evidence', emits: [] },
} as const;
type Kind = keyof typeof KINDS;

/** A stage of the root, with a desk of its own. */
async function requestOf(room: Room, kind: Kind, number: number, form?: FormChance): Promise<StageRunRequest> {
  const { outcome, effect, emits } = KINDS[kind];
  const origin = { id: ROOT, createdAt: '2026-01-01T00:00:00.000Z', createdBy: 't', references: ['x'], revises: null };
  const sha256 = await putText(room.state, renderDocument(specOfIdea(IDEA, 'links', origin)));
  return stageRequest({
    ...{ node: kind, kind, emits: [...emits], effects: { [outcome]: effect } },
    requestId: `request-${String(number).padStart(32, '0')}`,
    item: { family: 'spec', id: ROOT, root: ROOT, sha256 },
    ...(kind === 'arbiter' ? { closure: { round: 0 } } : {}),
    ...(form === undefined ? {} : { form }),
  });
}

let stages = 0;

/** Plays a stage that leaves these files, and settles what counts of it. */
async function play(room: Room, kind: Kind, files: Record<string, string>, form?: FormChance) {
  stages += 1;
  const request = await requestOf(room, kind, stages, form);
  for (const [file, text] of Object.entries(files))
    await room.drop(`${runtimePaths.desk(request.requestId)}/${file}`, text);
  const left = await collected(room, request);
  const found = await collectEmissions(room, {
    ...{ outbox: left.outbox, node: kind, families: request.emits, root: ROOT, limit: 50, before: new Set<string>() },
  });
  const plain = { failureClass: null, origin: 'agent', detail: '', retryAt: null } as const;
  const verdict = { outcome: KINDS[kind].outcome, resultClass: 'success', ...plain } as const;
  const checked = await checkEffects({ dirs: room, request, verdict, emissions: found, left });
  const { judgement, requirements } = checked;
  if (judgement !== undefined) await settleJudgement(room, judgement);
  if (judgement !== undefined || requirements !== undefined) await settleRequirements(room, ROOT, requirements ?? null);
  return checked;
}

const DISPOSITION = JSON.stringify({
  ...{
    schema_version: '1.0',
    kind: 'planner_disposition',
    source_work_item_family_id: 'spec',
    source_work_item_id: ROOT,
  },
  ...{ disposition: 'active_source_ready_for_manager', emitted_spec_ids: [], recommended_next_action: 'Cut it.' },
  ...{ created_at: '2026-01-01T00:00:00Z', created_by: 'planner' },
});
const plan = (...lines: string[]) => ({
  'planner_disposition.json': DISPOSITION,
  'planner_report.md': ['# Plan', '', ...(lines.length === 0 ? [] : ['## Requirements', '', ...lines])].join('\n'),
});
const RIGHT_PLAN = plan('- R1 (S1): no dots', '- R2 (S2): no address twice', '- R3 (S3): the change log says it');
const task = (id: string, serves: string) => ({
  [`outbox/${id}.md`]: taskText(id, `Root-Spec-ID: ${ROOT}\nServes: ${serves}`),
});
const judge = (rubric: string, ids: string[]) => ({
  'rubric.md': rubric,
  'verdict.json': JSON.stringify({
    ...{ root_spec_id: ROOT, result: 'ARBITER_COMPLETE', criteria: ids.map((id) => ({ id, status: 'met' })), gaps: [] },
  }),
  'arbiter_report.md': '# Report\n\nIt may close.\n',
});

async function roomAfter(...before: [Kind, Record<string, string>][]): Promise<Room> {
  const room = await makeRoom();
  for (const [kind, files] of before) await play(room, kind, files);
  return room;
}

const PLANNED: [Kind, Record<string, string>][] = [['planner', RIGHT_PLAN]];
const WORKED: [Kind, Record<string, string>][] = [...PLANNED, ['manager', task('a', 'R1, R2, R3')]];
const HALF: [Kind, Record<string, string>][] = [
  ['planner', plan('- R1 (S1): no dots', '- R2 (S2): no address twice')],
  ['manager', task('a', 'R1')],
];
const GOOD_RUBRIC = '- C1 (R1): a\n- C2 (R2): b\n- C3 (R3): c\n';
const JUDGED: [Kind, Record<string, string>][] = [...WORKED, ['arbiter', judge(GOOD_RUBRIC, ['C1', 'C2', 'C3'])]];

type Case = [string, [Kind, Record<string, string>][], Kind, Record<string, string>, RegExp | null];

const CASES: Case[] = [
  ['a planner with every sentence mapped', [], 'planner', RIGHT_PLAN, null],
  ['a planner with one that needs nothing', [], 'planner', plan('- R1 (S1, S2): x', '- none (S3): later'), null],
  ['a planner without the section', [], 'planner', plan(), /no line is about S1 .*S2 .*S3/],
  [
    'a planner that lost a sentence',
    [],
    'planner',
    plan('- R1 (S1, S2): x'),
    /about S3 \(“Readers find both in the change log\.”\)/,
  ],
  ['a planner with a sentence that is none', [], 'planner', plan('- R1 (S1-S3, S8): x'), /S8 is none of the numbered/],
  ['a manager whose tasks serve all', PLANNED, 'manager', { ...task('a', 'R1, R3'), ...task('b', 'R2') }, null],
  [
    'a manager that saw one there',
    PLANNED,
    'manager',
    { ...task('a', 'R1, R2'), 'manager_report.md': '- none (R3): CHANGELOG.md' },
    null,
  ],
  ['a manager without work', PLANNED, 'manager', { 'no_work.md': 'All of it is in src/slug.js.' }, null],
  [
    'a manager that lost a requirement',
    PLANNED,
    'manager',
    task('a', 'R1, R2'),
    /no task serves R3 \(“the change log says it”\)/,
  ],
  ['a manager whose tasks name nothing', PLANNED, 'manager', { 'outbox/a.md': taskText('a') }, /serves R1 .*R2 .*R3/],
  [
    'a manager with a requirement that is none',
    PLANNED,
    'manager',
    task('a', 'R1-R3, R9'),
    /a names R9, which is no requirement/,
  ],
  ['an Arbiter with a criterion for each', WORKED, 'arbiter', judge(GOOD_RUBRIC, ['C1', 'C2', 'C3']), null],
  ['an Arbiter that lost one', WORKED, 'arbiter', judge('- C1 (R1, R2): a', ['C1']), /no criterion is about R3/],
  [
    'an Arbiter with one of nothing',
    WORKED,
    'arbiter',
    judge(`${GOOD_RUBRIC}- C4 (R7): d`, ['C1', 'C2', 'C3', 'C4']),
    /C4 names R7/,
  ],
  [
    'an Arbiter that passes over a hole',
    HALF,
    'arbiter',
    judge('- C1 (R1): a\n- C2 (R2): b', ['C1', 'C2']),
    /about S3/,
  ],
  [
    'an Arbiter that lost a criterion of the round before',
    JUDGED,
    'arbiter',
    judge('- C1 (R1, R2): a\n- C3 (R3): c', ['C1', 'C3']),
    /C2 \(“b”\) of the rubric before is left out/,
  ],
  [
    'an Arbiter that softened one',
    JUDGED,
    'arbiter',
    judge(GOOD_RUBRIC.replace(': b', ': b, or nearly'), ['C1', 'C2', 'C3']),
    /C2 \(“b”\) says something else than before/,
  ],
  [
    'an Arbiter that numbered them anew',
    JUDGED,
    'arbiter',
    judge('- C1 (R2): b\n- C2 (R1): a\n- C3 (R3): c', ['C1', 'C2', 'C3']),
    /C1 .*C2 .*says something else than before/,
  ],
  [
    'an Arbiter that added one, and dressed the others in a table',
    JUDGED,
    'arbiter',
    judge('| C1 (R1): a |\n| **C2** (R2): b |\n- C3 (R3):   c\n- C4 (R1): d\n', ['C1', 'C2', 'C3', 'C4']),
    null,
  ],
  [
    'an Arbiter that judges it',
    HALF,
    'arbiter',
    judge('- C1 (R1): a\n- C2 (R2): b\n- C3 (S3): c', ['C1', 'C2', 'C3']),
    null,
  ],
];

describe.each(CASES)('%s', (_name, before, kind, files, hole) => {
  it(hole === null ? 'is right the first time' : 'is asked once', async () => {
    const { verdict, requirements, judgement } = await play(await roomAfter(...before), kind, files, AHEAD);
    if (hole === null) return expect(verdict.failureClass).toBeNull();
    expect(verdict).toMatchObject({
      outcome: 'BLOCKED',
      failureClass: 'requirements_hole',
      detail: expect.stringMatching(hole),
    });
    expect([requirements, judgement]).toEqual([undefined, undefined]);
  });

  it.each([
    ['with the chance taken', TAKEN],
    ['under older rules', undefined],
  ])('counts %s, and a hole stands as a remark', async (_when, form) => {
    const { verdict, remarks } = await play(await roomAfter(...before), kind, files, form);
    expect(verdict).toMatchObject({ outcome: KINDS[kind].outcome, failureClass: null });
    expect(remarks).toEqual(hole === null ? [] : [expect.stringMatching(hole)]);
  });
});

it('a requirement that everybody forgot reaches the Arbiter as a hole, and the table when it closes', async () => {
  const room = await roomAfter(...HALF);
  const [paper] = requirementsPaper(room, ROOT);
  expect(paper?.path).toBe('requirements.md');
  expect(paper?.text).toContain('| S3: Readers find both in the change log. |  |  | HOLE: no requirement |');
  expect(paper?.text).toMatch(/\| R2: no address twice \| S2 \|  \| HOLE: no task \|/);
  await play(room, 'arbiter', judge('- C1 (R1): a\n- C2 (R2): b', ['C1', 'C2']));
  const shown = await room.read(runtimePaths.requirements(ROOT));
  expect(shown).toContain('| R1: no dots | S1 | a | C1 met | met |  |');
  expect(shown).toMatch(/\| S3: .* \| unknown \| HOLE: no requirement, no criterion \|/);
});

it('a rubric that is no longer what it was is asked about though nothing else is known of requirements', async () => {
  const room = await roomAfter(['arbiter', judge('- C1: a\n- C2: b', ['C1', 'C2'])]);
  const { verdict } = await play(room, 'arbiter', judge('- C1: a', ['C1']), AHEAD);
  expect(verdict.detail).toMatch(/C2 .* is left out.*last-judgement\/rubric\.md/);
});

describe('a task that a person gave in', () => {
  const given = (id: string, serves: string, root = ROOT) =>
    taskText(id, `Root-Spec-ID: ${root}\n${serves === '' ? '' : `Serves: ${serves}\n`}`);

  it.each(['queue', 'active', 'blocked', 'done'])(
    'and that is in %s stands in the copy of the Arbiter',
    async (folder) => {
      const room = await roomAfter(...PLANNED, ['manager', task('a', 'R1, R2')]);
      await room.drop(`tasks/${folder}/by-hand.md`, given('by-hand', 'R3'));
      expect(requirementsPaper(room, ROOT)[0]?.text).toMatch(/\| R3: .* \| S3 \| by-hand \|/);
    },
  );

  it('fills the hole that a manager left, and none of another root, or that says nothing', async () => {
    const fill = async (id: string, text: string) => {
      const room = await roomAfter(...PLANNED);
      await room.drop(`tasks/active/${id}.md`, text);
      return (await play(room, 'manager', task('a', 'R1, R2'), AHEAD)).verdict.failureClass;
    };
    expect(await fill('x', given('x', 'R3'))).toBeNull();
    expect(await fill('y', given('y', 'R3', 'other-root'))).toBe('requirements_hole');
    expect(await fill('z', given('z', ''))).toBe('requirements_hole');
    expect(await fill('w', `${ROOT}\nServes: R3\n`)).toBe('requirements_hole');
  });
});

it('each stage is told what it has to map, and those that map nothing are told nothing', async () => {
  const room = await roomAfter(...PLANNED);
  const part = async (kind: Kind, more: Partial<StageRunRequest> = {}) =>
    requirementsPart(room, { ...(await requestOf(room, kind, 900)), ...more });
  expect(await part('planner')).toContain('- S2: Give no address twice.\n- S3: Readers find both in the change log.');
  expect(await part('manager')).toContain('- R2 (S2): no address twice');
  expect(await part('arbiter')).toBeNull();
  const item = { family: 'task', id: 'T-1', root: 'backlog', sha256: 'a'.repeat(64) };
  expect(await part('manager', { item })).toBeNull();
});

it('a plan that is made again keeps the numbers of its sentences', async () => {
  const room = await roomAfter(...PLANNED);
  await play(room, 'planner', plan('- R1 (S1-S3): all of it'));
  expect(requirementsPaper(room, ROOT)[0]?.text).toContain('| R1: all of it | S1-S3 |');
  const again = await requirementsPart(room, await requestOf(room, 'planner', 901));
  expect(again).toContain('- S1: Slugs drop dots.');
  expect(again).not.toContain('so far');
});

it('a record that is damaged is none: nothing is asked of the stages that follow', async () => {
  const room = await roomAfter(...PLANNED);
  await writeAtomic(`${room.state}/${statePaths.requirements(ROOT)}`, '{"schema":1,"root":"other"');
  const { verdict, remarks } = await play(room, 'manager', task('a', 'R1'), AHEAD);
  expect([verdict.failureClass, remarks]).toEqual([null, []]);
});
