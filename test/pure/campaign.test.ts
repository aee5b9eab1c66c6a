// The arithmetic of the campaigns: what their scripts come to, before anything runs.
import { describe, expect, it } from 'vitest';
import { gapsBetween, paidTwice, spanOf } from '../campaign/agents.js';
import type { AgentLine } from '../long/chaos/figures.js';
import { differences, figuresOf } from '../campaign/figures.js';
import { OUTBOX, outcomesOf, QUEUES } from '../campaign/outcomes.js';
import { linesOf, requestOf } from '../campaign/request.js';
import { type Campaign, repairsOf, specsOf, TENTH, WHOLE } from '../campaign/script.js';

const PLAIN: Campaign = {
  ideas: [{ name: 'a', tasks: 1, gaps: 0 }],
  tasksPerGap: 1,
  repairs: { fixed: 0, fixed_twice: 0, unblocked: 0 },
  replanned: 0,
  learning: { from: 'intake', runs: 0 },
};

describe('the figures of a campaign', () => {
  it('are those of the published one', () => {
    expect(figuresOf(WHOLE)).toEqual({
      ...{ ideas: 8, specs: 11, tasks: 57, incidents: 5, remediations: 5, runs: 99 },
      ...{ stageResults: 261, foreground: 248, learning: 13, rootsClosed: 8 },
      requests: WHOLE.learning.from === 'intake' ? 13 : 27,
    });
  });

  it('are counted stage by stage in the smallest one', () => {
    expect(figuresOf(PLAIN)).toMatchObject({ runs: 3, stageResults: 6, foreground: 6, learning: 0 });
  });

  it.each<[string, Partial<Campaign>, { runs: number; foreground: number }]>([
    ['a gap', { ideas: [{ name: 'a', tasks: 1, gaps: 1 }] }, { runs: 6, foreground: 13 }],
    ['two gaps', { ideas: [{ name: 'a', tasks: 1, gaps: 2 }] }, { runs: 9, foreground: 20 }],
    ['children', { ideas: [{ name: 'a', tasks: [1, 1], gaps: 0 }] }, { runs: 6, foreground: 12 }],
    ['a fix', { repairs: { ...PLAIN.repairs, fixed: 1 } }, { runs: 3, foreground: 8 }],
    ['two fixes of one task', { repairs: { ...PLAIN.repairs, fixed_twice: 1 } }, { runs: 3, foreground: 10 }],
    ['an obstacle', { repairs: { ...PLAIN.repairs, unblocked: 1 } }, { runs: 3, foreground: 8 }],
    ['a second plan', { replanned: 1 }, { runs: 3, foreground: 8 }],
    ['a request', { learning: { from: 'intake', runs: 1 } }, { runs: 4, foreground: 6 }],
  ])('grow with %s', (_, more, figures) => {
    expect(figuresOf({ ...PLAIN, ...more })).toMatchObject(figures);
  });

  it('count what results teach: each plan and each repair of an item, once', () => {
    const learning = { from: 'triggers', runs: 2 } as const;
    const repairs = { fixed: 0, fixed_twice: 1, unblocked: 0 };
    expect(figuresOf({ ...PLAIN, learning })).toMatchObject({ requests: 1, learning: 2 });
    expect(figuresOf({ ...PLAIN, learning, repairs, replanned: 1 })).toMatchObject({ requests: 2 });
    expect(
      figuresOf({
        ...PLAIN,
        learning,
        repairs: { ...repairs, unblocked: 1 },
        ideas: [{ name: 'a', tasks: 2, gaps: 1 }],
      }),
    ).toMatchObject({ requests: 4 });
  });

  it('name what a run gave otherwise, and nothing else', () => {
    const figures = figuresOf(TENTH);
    expect(differences(figures, figures)).toEqual([]);
    expect(differences(figures, { ...figures, runs: 1 })).toEqual([
      `runs: the script comes to ${figures.runs}, the run gave 1`,
    ]);
  });
});

describe('the script of a campaign', () => {
  it('gives every task one repair at most', () => {
    expect(repairsOf(WHOLE).size).toBe(11);
    expect(() => repairsOf({ ...PLAIN, repairs: { fixed: 2, fixed_twice: 0, unblocked: 0 } })).toThrow('too many');
  });

  it.each([
    ['our outbox', OUTBOX, '${RUN_DIR}/outbox/'],
    ['the queues', QUEUES, 'millrace-agents/tasks/queue/'],
  ])('puts each task into %s once', (_, places, folder) => {
    const entries = Object.values(outcomesOf(WHOLE, places)).flat();
    const files = entries.flatMap((entry) => (typeof entry === 'string' ? [] : (entry.files ?? [])));
    const tasks = specsOf(WHOLE).flatMap((spec) => spec.tasks);
    expect(
      files.map(({ path }) => path).filter((path) => tasks.some((task) => path === `${folder}${task}.md`)),
    ).toHaveLength(tasks.length);
  });
});

describe('what the agents wrote', () => {
  const line = (event: 'start' | 'end', request: string, at: number, node = 'builder'): AgentLine => ({
    ...{ event, request, at, node },
    ...{ pid: 1, item: 't' },
  });

  it('counts a second start for one request as paid twice', () => {
    const once = [line('start', 'a', 0), line('end', 'a', 1), line('start', 'b', 2)];
    expect(paidTwice(once)).toBe(0);
    expect(paidTwice([...once, line('start', 'a', 9)])).toBe(1);
  });

  it('measures between agents of the foreground, and passes over the learning lane', () => {
    const lines = [
      ...[line('start', 'a', 0), line('end', 'a', 10), line('start', 'l', 12, 'analyst')],
      ...[line('start', 'b', 15), line('end', 'l', 18, 'analyst'), line('end', 'b', 20)],
    ];
    expect(gapsBetween(lines)).toEqual([5]);
    expect(spanOf(lines)).toBe(20);
    expect(spanOf([])).toBe(0);
  });
});

describe('the request of another system', () => {
  const nodes = { arbiter: { kind: 'arbiter', outcomes: { ARBITER_COMPLETE: 'success' as const } } };

  it.each([
    [
      'an item',
      'Node ID: builder\nActive Work Item: task t-1\nRequest ID: r',
      { node: 'builder', item: { family: 'task', id: 't-1' } },
    ],
    [
      'a root that is judged',
      'Node ID: arbiter\nActive Work Item: none none\nClosure Target Root Spec ID: idea-a',
      { node: 'arbiter', ...nodes.arbiter, item: { family: 'spec', id: 'idea-a', root: 'idea-a' } },
    ],
    ['a list', '- Node ID: fixer\n- Active Work Item: task t', { node: 'fixer', item: { id: 't' } }],
  ])('is read for %s', (_, prompt, request) => {
    expect(requestOf(linesOf(prompt), nodes)).toMatchObject(request);
  });
});
