// Every document of an outbox is admitted, or the outcome does not stand; and what was refused lies where it can be mended.
import { describe, expect, it } from 'vitest';
import { checkEffects } from '../../activities/stage/effects.js';
import { collectEmissions } from '../../activities/stage/emissions.js';
import { runtimePaths } from '../../core/contracts/paths.js';
import type { StageRunRequest } from '../../core/contracts/stage.js';
import { guessFamily } from '../../disk/intake/family.js';
import { stageRequest } from '../support/stage-request.js';
import { taskText } from '../support/task-text.js';
import { collected, makeRoom, place, type Room, specText } from './room.js';

const OUTCOME = 'MANAGER_COMPLETE';
const manager = (more: Partial<StageRunRequest> = {}): StageRunRequest =>
  stageRequest({
    ...{ node: 'manager', kind: 'manager', emits: ['task'], effects: { [OUTCOME]: 'manager_tasks' } },
    ...{ form: { chance: 'ahead' }, outcomes: { [OUTCOME]: 'success', BLOCKED: 'blocked' } },
    ...more,
  });

async function end(room: Room, files: Record<string, string>, request = manager()) {
  for (const [file, text] of Object.entries(files))
    await room.drop(`${runtimePaths.desk(request.requestId)}/${file}`, text);
  const left = await collected(room, request);
  const { node, emits: families } = request;
  const emitter = { outbox: left.outbox, node, families, root: 'backlog', limit: 50, before: new Set<string>() };
  const emissions = families.length > 0 ? await collectEmissions(room, emitter) : NOTHING;
  const plain = { failureClass: null, origin: 'agent', detail: '', retryAt: null } as const;
  const outcome = Object.keys(request.outcomes)[0] ?? '';
  const verdict = { outcome, resultClass: 'success', ...plain } as const;
  return checkEffects({ dirs: room, request, verdict, emissions, left });
}

const NOTHING = { documents: [], refused: [], taken: [] };
const needs = (...ids: string[]): string => `Depends-On:\n${ids.map((id) => `- ${id}\n`).join('')}`;
const WITHOUT_RISK = taskText('b').replace(/^Risk:\n(?:- .*\n)+/m, '');

describe('an outbox', () => {
  it.each<[string, Record<string, string>, RegExp]>([
    ['with one of two that is no task', { 'b.md': WITHOUT_RISK }, /^outbox\/b\.md is refused: .*Risk/],
    ['with a name that is not its id', { 'c.md': taskText('b') }, /^outbox\/c\.md is refused: /],
    ['with a document of another family', { 's.md': specText('s', 'manual') }, /^outbox\/s\.md is refused: /],
    ['with what is no document', { 'b.txt': taskText('b') }, /^outbox\/b\.txt is refused: a document is a file/],
    ['with a document in a folder', { 'tasks/b.md': taskText('b') }, /^outbox\/b\.md is refused: .*no further folder/],
    [
      'with a task that waits for nobody',
      { 'b.md': taskText('b', needs('gone', 'a', 'lost')) },
      /^b has .* gone, lost, which/,
    ],
    ['with a task that waits for itself', { 'b.md': taskText('b', needs('b')) }, /Depends-On b wait for each other/],
    [
      'with two that wait for each other',
      { 'b.md': taskText('b', needs('c')), 'c.md': taskText('c', needs('b')) },
      /Depends-On b, c wait for each other/,
    ],
  ])('%s lets no outcome stand', async (_, files, words) => {
    const inOutbox = Object.fromEntries(Object.entries(files).map(([name, text]) => [`outbox/${name}`, text]));
    const { verdict } = await end(await makeRoom(), { 'outbox/a.md': taskText('a'), ...inOutbox });
    expect(verdict).toMatchObject({ outcome: 'BLOCKED', said: OUTCOME, failureClass: 'outbox_refused' });
    expect(verdict.detail).toMatch(words);
  });

  it('may name what is known: in the same outbox, queued, active, blocked, done or replaced', async () => {
    const room = await makeRoom();
    const states = ['queued', 'active', 'blocked', 'done', 'superseded'] as const;
    for (const [at, state] of states.entries()) await room.apply(await place(room, `t-${state}`, state, [at + 1, 0]));
    const files = {
      'outbox/a.md': taskText('a', needs('b', ...states.map((state) => `t-${state}`))),
      'outbox/b.md': taskText('b'),
      'outbox/.note': 'of an editor',
    };
    expect((await end(room, files)).verdict).toMatchObject({ outcome: OUTCOME, failureClass: null });
  });

  it('may not use an id again, but for the same text', async () => {
    const room = await makeRoom();
    await room.apply(await place(room, 'a', 'done', [1, 0]), await place(room, 'c', 'queued', [2, 0]));
    const files = { 'outbox/a.md': taskText('a', 'Tags:\n- other\n'), 'outbox/c.md': taskText('c') };
    const { verdict } = await end(room, files);
    expect(verdict.detail).toBe('The id a is taken by another task, which is done. Choose a new id.');
  });

  it('is told with all that is wrong, each in its own words', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 30 }, (_, at) => [`outbox/t-${at + 10}.md`, `# T ${'x'.repeat(900)}\n`]),
    );
    const { verdict } = await end(await makeRoom(), files);
    expect(verdict.failureClass).toBe('manager_without_work');
    expect(verdict.detail).toMatch(
      /^1\. The Manager left no task\. .* 2\. outbox\/t-10\.md is refused: .* And 11 more\.$/s,
    );
    expect(verdict.detail.length).toBeLessThanOrEqual(2000);
  });

  it('of a stage that may leave no documents has to be empty', async () => {
    const builder = stageRequest({ form: { chance: 'ahead' } });
    const { verdict } = await end(await makeRoom(), { 'outbox/a.md': taskText('a') }, builder);
    expect(verdict).toMatchObject({ failureClass: 'outbox_refused' });
    expect(verdict.detail).toContain('builder may emit no documents');
  });

  it('of a stage under older rules is taken as it was', async () => {
    const { form: _form, ...older } = manager();
    const files = { 'outbox/a.md': taskText('a', needs('gone')), 'outbox/b.md': WITHOUT_RISK };
    const { verdict, emissions } = await end(await makeRoom(), files, older);
    expect(verdict).toMatchObject({ outcome: OUTCOME, failureClass: null });
    expect([emissions.documents.length, emissions.refused.length]).toEqual([1, 1]);
  });
});

it.each([
  ['a spec by its id', ['task', 'spec'], 'Spec-ID: x', 'spec'],
  [
    'a spec by its lists',
    ['task', 'spec'],
    'Id: x\nSummary: s\nSource-Type: manual\n\nGoals:\n- g\n\nConstraints:\n- c',
    'spec',
  ],
  ['a task by its lists', ['spec', 'task'], 'Summary: s\n\nRequired-Checks:\n- c\n\nRisk:\n- r', 'task'],
  [
    'an incident by its fields',
    ['task', 'spec', 'incident'],
    'Severity: low\nOpened-By: x\nTrigger-Reason: y',
    'incident',
  ],
  ['what tells nothing by the first', ['spec', 'task'], 'no fields', 'spec'],
])('a broken document is taken for what it is most like: %s', (_, families, text, wanted) => {
  expect(guessFamily(families, 'x', `# X\n\n${text}\n`)).toBe(wanted);
});
