// Whatever is lost on the way from a sentence to a verdict stands in the table as a hole, and in the words for whoever lost it.
import { describe, expect, it } from 'vitest';
import { planHoles, rubricHoles, taskHoles } from './holes.js';
import { criteriaOf, statusesOf } from './judged.js';
import { readMapping } from './mapping.js';
import { changed, isRequirements, noRequirements, type Requirements, sourcesFor } from './record.js';
import { numberedSource, tableText } from './shown.js';
import type { Source } from './sources.js';
import { counts, factsOf, tableOf } from './table.js';
import { documentOfWords } from '../documents/worded.js';

const source = (id: string, text = `Wish ${id}.`): Source => ({ id, field: null, text });
const SOURCES = ['S1', 'S2', 'S3'].map((id) => source(id));
const mapping = (...lines: string[]) => readMapping(['## Requirements', ...lines].join('\n'), 'S');
const RIGHT = mapping('- R1 (S1): one', '- R2 (S2): two', '- none (S3): a greeting');

const planOf = (item: string, sources = SOURCES, mapped = RIGHT) => ({
  kind: 'plan' as const,
  plan: { item, sources, ...mapped },
});
const workOf = (
  item: string,
  tasks: { id: string; serves: string[] }[],
  none: { of: string[]; why: string }[] = [],
) => ({ kind: 'work' as const, work: { item, tasks, none } });
const recordOf = (...changes: Parameters<typeof changed>[1][]): Requirements =>
  changes.reduce(changed, noRequirements('r'));

const judged = (rubric: string, ...statuses: [string, string][]) => ({
  criteria: criteriaOf(rubric),
  statuses: statusesOf(
    JSON.stringify({ root_spec_id: 'r', result: 'x', criteria: statuses.map(([id, status]) => ({ id, status })) }),
  ),
});
const GOOD = judged('- C1 (R1): x\n- C2 (R2): y', ['C1', 'met'], ['C2', 'met']);
const table = (record: Requirements, by: ReturnType<typeof judged> | null = null, isOver = true) =>
  tableOf(factsOf(record, { isOver, judged: by }));
const holesIn = (one: ReturnType<typeof table>) =>
  one.rows.flatMap(({ id, holes }) => holes.map((hole) => `${id} ${hole}`));

const WHOLE = recordOf(planOf('spec/r'), workOf('spec/r', [{ id: 't1', serves: ['R1', 'R2'] }]));

it('a whole way has no hole', () => {
  expect(holesIn(table(WHOLE, GOOD))).toEqual([]);
  expect(counts(table(WHOLE, GOOD))).toEqual({ requirements: 2, met: 2, holes: 0 });
});

it.each<[string, Requirements, ReturnType<typeof judged> | null, string[]]>([
  [
    'a sentence that nobody mapped',
    recordOf(planOf('spec/r', SOURCES, mapping('- R1 (S1, S2): one')), workOf('spec/r', [{ id: 't', serves: ['R1'] }])),
    null,
    ['S3 no requirement'],
  ],
  [
    'a requirement without a task',
    recordOf(planOf('spec/r'), workOf('spec/r', [{ id: 't', serves: ['R2'] }])),
    null,
    ['R1 no task'],
  ],
  ['a root that ended before anybody made tasks', recordOf(planOf('spec/r')), null, ['R1 no task', 'R2 no task']],
  ['a requirement without a criterion', WHOLE, judged('- C1 (R1): x', ['C1', 'met']), ['R2 no criterion']],
  ['a criterion without a status', WHOLE, judged('- C1 (R1): x\n- C2 (R2): y', ['C1', 'met']), ['R2 no status']],
  [
    'a lost sentence that the judge looked at is still a hole',
    recordOf(planOf('spec/r', SOURCES, mapping('- R1 (S1, S2): one')), workOf('spec/r', [{ id: 't', serves: ['R1'] }])),
    judged('- C1 (R1): x\n- C2 (S3): y', ['C1', 'met'], ['C2', 'not_met']),
    ['S3 no requirement'],
  ],
])('%s', (_name, record, by, holes) => expect(holesIn(table(record, by))).toEqual(holes));

it('what was said to be there already, and what is not yet cut into tasks, is no hole', () => {
  const done = recordOf(
    planOf('spec/r'),
    workOf('spec/r', [{ id: 't', serves: ['R1'] }], [{ of: ['R2'], why: 'src/a.js has it' }]),
  );
  expect(holesIn(table(done))).toEqual([]);
  expect(holesIn(table(recordOf(planOf('spec/r')), null, false))).toEqual([]);
});

it('a task that serves what there is not is named', () => {
  const one = table(recordOf(planOf('spec/r'), workOf('spec/r', [{ id: 't', serves: ['R1', 'R2', 'R7'] }])));
  expect([one.strays, counts(one).holes]).toEqual([[{ id: 't', serves: ['R7'] }], 1]);
});

it('is not met as long as one criterion is not, and unknown without a status', () => {
  const verdicts = (by: ReturnType<typeof judged>) => table(WHOLE, by).rows.map(({ verdict }) => verdict);
  expect(verdicts(judged('- C1 (R1): x\n- C2 (R1, R2): y', ['C1', 'met'], ['C2', 'not_met']))).toEqual([
    'not met',
    'not met',
  ]);
  expect(verdicts(judged('- C1 (R1): x\n- C2 (R2): y', ['C1', 'met'], ['C2', 'unknown']))).toEqual(['met', 'unknown']);
});

describe('what is asked', () => {
  it.each<[string, string[], string | null]>([
    ['nothing, when all is mapped', ['- R1 (S1-S3): all'], null],
    ['of a report without the section', [], 'no line is about S1 (“Wish S1.”), S2 (“Wish S2.”), S3 (“Wish S3.”).'],
    ['of a hole', ['- R1 (S1): one', '- none (S3): no'], 'no line is about S2 (“Wish S2.”).'],
    ['of an unknown sentence', ['- R1 (S1-S3, S9): one'], 'S9 is none of the numbered sentences'],
    ['of a requirement without words', ['- R1 (S1-S3)'], 'R1 has no words'],
  ])('a planner: %s', (_name, lines, words) => {
    const hole = planHoles(SOURCES, mapping(...lines), new Set());
    if (words === null) expect(hole).toBeNull();
    else expect(hole).toContain(words);
  });

  it('a planner about everything at once, however much it is', () => {
    const many = Array.from({ length: 200 }, (_, at) => source(`S${at + 1}`, 'x'.repeat(300)));
    const hole = planHoles(many, mapping('- R1 (S4, S999): one'), new Set()) ?? '';
    expect(hole).toContain('S1-S3, S5-S200');
    expect(hole).toContain('S999 is none');
    expect(hole.length).toBeLessThan(600);
  });

  it.each<[string, string[], string[], string | null]>([
    ['nothing, when each is served', ['R1', 'R2'], [], null],
    ['nothing, when one is there already', ['R1'], ['R2'], null],
    ['of a requirement without a task', ['R2'], [], 'no task serves R1 (“one”)'],
    ['of an unknown requirement', ['R1', 'R2', 'R9'], [], 't names R9, which is no requirement'],
  ])('a manager: %s', (_name, serves, without, words) => {
    const asked = [
      { id: 'R1', text: 'one' },
      { id: 'R2', text: 'two' },
    ];
    const hole = taskHoles(asked, [{ id: 't', serves }], [{ of: without, why: 'seen' }], new Set(['R1', 'R2']));
    if (words === null) expect(hole).toBeNull();
    else expect(hole).toContain(words);
  });

  it.each<[string, string, string | null]>([
    ['nothing, when each row has its criterion', '- C1 (R1): x\n- C2 (R2, S3): y', null],
    ['of a row without one, a hole included', '- C1 (R1): x', 'no criterion is about R2 (“two”), S3 (“Wish S3.”)'],
    ['of an unknown requirement', '- C1 (R1, R2, S3): x\n- C2 (R8): y', 'C2 names R8, which is no requirement'],
  ])('an Arbiter: %s', (_name, rubric, words) => {
    const record = recordOf(planOf('spec/r', SOURCES, mapping('- R1 (S1): one', '- R2 (S2): two')));
    const hole = rubricHoles(table(record), criteriaOf(rubric));
    if (words === null) expect(hole).toBeNull();
    else expect(hole).toContain(words);
  });
});

describe('the record', () => {
  it('takes the same twice as once, and a plan that is made again in place of the earlier one', () => {
    expect(recordOf(planOf('spec/r'), planOf('spec/r'))).toEqual(recordOf(planOf('spec/r')));
    const again = recordOf(planOf('spec/r'), planOf('spec/r', SOURCES, mapping('- R1 (S1-S3): all')));
    expect(table(again).rows.map(({ id, sources }) => [id, ...sources])).toEqual([['R1', 'S1', 'S2', 'S3']]);
  });

  it('keeps the tasks of an earlier pass, and joins a requirement of two plans', () => {
    const child = planOf('spec/c', [source('S4')], mapping('- R1 (S4): other words'));
    const record = recordOf(
      planOf('spec/r'),
      child,
      workOf('spec/c', [{ id: 'a', serves: ['R1'] }]),
      workOf('spec/c', [{ id: 'b', serves: ['R2'] }]),
    );
    expect(table(record).rows.map(({ id, text, sources, tasks }) => [id, text, sources, tasks])).toEqual([
      ['R1', 'one', ['S1', 'S4'], ['a']],
      ['R2', 'two', ['S2'], ['b']],
    ]);
  });

  it('numbers the sentences of a further item on, and those of the same one as before', () => {
    const words = (id: string, text: string) => {
      const document = documentOfWords('spec', text, { id, createdAt: '2026-01-01T00:00:00Z', createdBy: 't' });
      if (document === null) throw new Error('no document');
      return document;
    };
    const first = words('r', 'Sort them. Print them.');
    const record = recordOf(planOf('spec/r', sourcesFor(noRequirements('r'), first)));
    const ids = (document: typeof first) => sourcesFor(record, document).map(({ id }) => id);
    expect([ids(first), ids(words('c', 'Count them.'))]).toEqual([['S1', 'S2'], ['S3']]);
  });

  it('is known by its form and its root', () => {
    const read = (value: unknown) => isRequirements(JSON.parse(JSON.stringify(value)), 'r');
    expect(read(WHOLE)).toBe(true);
    for (const bad of [null, [], { ...WHOLE, root: 'q' }, { ...WHOLE, plans: [{}] }, { ...WHOLE, works: 1 }])
      expect(read(bad)).toBe(false);
  });
});

it('people and the judge read the table as Markdown, with the holes in words', () => {
  const record = recordOf(
    planOf('spec/r', SOURCES, mapping('- R1 (S1): one | two', '- none (S3): hello')),
    workOf('spec/r', [{ id: 't', serves: ['R1'] }]),
  );
  expect(tableText('r', table(record, judged('- C1 (R1): x', ['C1', 'not_met'])))).toMatchInlineSnapshot(`
    "# Requirements of r

    Requirements: 1, met: 0, holes: 2.

    | Requirement | Of | Tasks | Criteria | Verdict | Holes |
    | --- | --- | --- | --- | --- | --- |
    | R1: one \\| two | S1 | t | C1 not_met | not met |  |
    | S2: Wish S2. |  |  |  | unknown | HOLE: no requirement, no criterion |

    ## Sentences

    - S1: Wish S1.
    - S2: Wish S2.
    - S3: Wish S3.
    - none (S3): hello
    "
  `);
});

it('the planner reads what is numbered, and what there is', () => {
  expect(numberedSource([{ ...source('S4'), field: 'Goals' }], [{ id: 'R1', sources: ['S1'], text: 'one' }]))
    .toMatchInlineSnapshot(`
      "Numbered Source: the sentences and items of the document above that say what is wanted.

      - S4 (Goals): Wish S4.

      Requirements: those so far; a plan may name them again, and its new ones get new numbers.

      - R1 (S1): one"
    `);
});
