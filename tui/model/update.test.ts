// What keys and news make of the screen, whatever they are: it fits the terminal, nothing of it steers one, and nothing is sent that was not
// meant.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Facts } from './facts.js';
import { frameOf } from './frame.js';
import type { Key } from './keys.js';
import { firstState, type State } from './state.js';
import { columnsIn, plainText } from './text.js';
import { type Effect, MOST_KEPT, type News, step } from './update.js';

const first = (columns = 80, rows = 24): State => ({
  ...firstState({ columns, rows, dir: '/work/shop', identity: ['--as', 'alice'], debug: false, now: 0 }),
  page: null,
});

const need = (over: object): Facts['needs'][number] => ({
  ...{ id: 'n1', kind: 'item_blocked', severity: 'high', since: null, item: 'task/T-1', name: 'task/T-1' },
  ...{ summary: 'task/T-1 is blocked', cause: 'no reason', remedy: 'retry it', evidence: [], actions: [] },
  ...over,
});

const facts = (over: Partial<Facts> = {}): Facts => ({
  ...{ dir: '/work/shop', id: 'shop-1', writtenAt: null, health: 'ok', servedFrom: null, mode: 'm', planId: 'p' },
  worker: { alive: true, pid: 1, silentSince: null, rehearsal: false },
  ...{
    paused: [],
    idle: 'nothing is queued',
    now: [],
    lanes: null,
    needs: [],
    blocked: [],
    families: {},
    queue: [],
    lineages: [],
  },
  ...over,
});

const queued = (...ids: string[]): Facts['queue'] =>
  ids.map((id) => ({ id, family: 'task', title: `Title of ${id}`, age_s: 1, waits_for: [] }));

const sign = (text: string): News => ({ is: 'key', key: { name: 'text', text } });
const key = (name: Exclude<Key['name'], 'text'>): News => ({ is: 'key', key: { name } });
const known = (over: Partial<Facts> = {}): News => ({ is: 'facts', facts: facts(over), trouble: null, now: 0 });

function after(news: readonly News[], state = first()): { state: State; effects: Effect[] } {
  const effects: Effect[] = [];
  for (const one of news) {
    const next = step(state, one);
    state = next.state;
    effects.push(...next.effects);
  }
  return { state, effects };
}

const sentBy = (...news: News[]): readonly string[][] =>
  after(news).effects.flatMap((effect) => (effect.do === 'send' ? [[...effect.args]] : []));
const shown = (state: State): string[] => frameOf(state).map(({ line }) => plainText(line).trimEnd());
const typed = (text: string): News[] => [...text].map(sign);

describe('what is sent', () => {
  it('is one command, with the reason that was typed and who asks', () => {
    expect(sentBy(known(), sign('p'), ...typed('lunch'), key('enter'))).toEqual([
      ['-w', '/work/shop', 'pause', '--reason', 'lunch', '--as', 'alice', '--json'],
    ]);
    expect(sentBy(known(), sign('r'), key('enter'))).toEqual([
      ['-w', '/work/shop', 'resume', '--as', 'alice', '--json'],
    ]);
  });

  it('is about what is chosen, also when the list changes under it', () => {
    const both = known({ needs: [need({}), need({ id: 'n2', item: 'task/T-2' })] });
    const swapped = known({ needs: [need({ id: 'n0', item: 'task/T-0' }), need({ id: 'n2', item: 'task/T-2' })] });
    expect(sentBy(both, sign('2'), sign('j'), swapped, sign('t'), key('enter'))[0]).toContain('T-2');
    expect(sentBy(both, sign('2'), sign('t'), swapped, key('enter'))[0]).toContain('T-1');
  });

  it('answers the question that is chosen, by its id', () => {
    const asked = need({ kind: 'approval_pending', name: 'ap-1' });
    for (const [letter, verb] of [
      ['a', 'approve'],
      ['d', 'deny'],
    ] as const)
      expect(sentBy(known({ needs: [asked] }), sign('2'), sign(letter), key('enter'))[0]).toEqual(
        expect.arrayContaining(['approvals', verb, 'ap-1']),
      );
  });

  it('ends nothing without a yes that was typed by itself', () => {
    const start = [
      known({ queue: queued('T-1') }),
      sign('3'),
      sign('j'),
      sign('c'),
      ...typed('done by hand'),
      key('enter'),
    ];
    const [cancel] = sentBy(...start, sign('y'));
    expect(cancel?.slice(2)).toEqual([
      'cancel',
      'T-1',
      '--family',
      'task',
      '--reason',
      'done by hand',
      '--as',
      'alice',
      '--json',
    ]);
    for (const other of [sign('n'), key('enter'), key('escape'), sign('yes\n'), sign(' ')])
      expect(sentBy(...start, other)).toEqual([]);
  });

  it('is nothing where nothing fits, and the screen says so', () => {
    const { state, effects } = after([known(), sign('c')]);
    expect(effects.filter((one) => one.do === 'send')).toEqual([]);
    expect(shown(state).at(-2)).toContain('choose an item first');
  });

  it('is one at a time', () => {
    const two = [sign('p'), key('enter'), key('escape'), sign('r'), key('enter')];
    expect(sentBy(known(), ...two)).toHaveLength(1);
    const line = after([known(), ...two]).state.sent?.line ?? '';
    const answer: News = { is: 'answer', line, answer: { exit: 7, text: 'accepted', hint: '', raw: '{}' } };
    expect(sentBy(known(), ...two, answer, sign('r'), key('enter'))).toHaveLength(2);
  });

  it('is not begun by what is pasted', () => {
    expect(sentBy(known({ queue: queued('T-1') }), sign('3'), sign('jc\ry'), sign('p\r'), sign('cancel\n'))).toEqual(
      [],
    );
    const [pasted] = sentBy(known(), sign('p'), sign('two\nlines'), key('enter'));
    expect(pasted).toContain('two lines');
  });

  it('stands on the screen with its answer and its exit code', () => {
    const before = after([known(), sign('p'), key('enter')]).state;
    const answer: News = {
      is: 'answer',
      line: before.sent?.line ?? '',
      answer: { exit: 6, text: 'No worker.', hint: 'Run one.', raw: '{}' },
    };
    const screen = shown(after([answer], before).state).join('\n');
    for (const one of ['$ millrace -w /work/shop pause --as alice --json', 'exit 6', 'No worker.', 'Run one.'])
      expect(screen).toContain(one);
  });
});

describe('a list', () => {
  const many = known({ queue: queued(...Array.from({ length: 100 }, (_, at) => `T-${at}`)) });

  it('shows the chosen row wherever one goes, and marks it without colour', () => {
    const down = after([many, sign('3'), ...Array.from({ length: 50 }, () => sign('j'))]).state;
    expect(shown(down).filter((one) => one.startsWith('> '))).toEqual([expect.stringContaining('T-50')]);
    expect(shown(after([sign('G')], down).state).some((one) => one.startsWith('> task/T-99'))).toBe(true);
    expect(shown(after([sign('g')], down).state).find((one) => one.startsWith('> '))).toContain('T-0 ');
  });

  it('is narrowed by a filter, which Esc takes away', () => {
    const state = after([many, sign('3'), sign('/'), ...typed('t-42'), key('enter')]).state;
    const rows = shown(state).filter((one) => one.includes('task/T-'));
    expect(rows).toHaveLength(1);
    expect(shown(after([key('escape')], state).state).filter((one) => one.includes('task/T-')).length).toBeGreaterThan(
      10,
    );
  });

  const events = (from: number, count: number): News => ({
    is: 'events',
    events: Array.from({ length: count }, (_, at) => ({
      ...{
        seq: from + at,
        at: '2026-01-01T09:00:00Z',
        type: 'work_item_done',
        kind: 'item',
        item: `task/N-${from + at}`,
      },
      ...{ node: '', run: '', detail: 'done', data: '{}' },
    })),
  });

  it('that grows shows its newest, keeps so many, and stands still for who looks further up', () => {
    const state = after([sign('6'), events(1, 3000), events(3001, 3000)]).state;
    expect(state.events).toHaveLength(MOST_KEPT);
    expect(shown(state).join('\n')).toContain('N-6000');
    const up = after([sign('k'), sign('k')], state).state;
    expect(shown(after([events(6001, 5)], up).state).find((one) => one.startsWith('> '))).toContain('N-5998');
    const back = after([sign('G'), events(6001, 5)], up).state;
    expect(shown(back).find((one) => one.startsWith('> '))).toContain('N-6005');
  });
});

describe('the first page', () => {
  const begin = { ...first(), page: { kind: 'checks' } as const };
  const found: News = {
    is: 'findings',
    findings: [
      { group: 'server', level: 'ok', code: 'fine', what: 'it runs' },
      { group: 'runners', level: 'error', code: 'no_runner', what: 'codex is not there', remedy: 'Install it.' },
    ],
  };

  it('is what doctor finds that is not as it should be', () => {
    const screen = shown(after([found], begin).state).join('\n');
    for (const one of ['error in runners [no_runner]', 'codex is not there', 'Install it.'])
      expect(screen).toContain(one);
    expect(screen).not.toContain('it runs');
  });

  it('goes by itself where all is well, and lets nobody wait', () => {
    expect(after([{ is: 'findings', findings: [] }], begin).state.page).toBeNull();
    expect(after([sign('3')], begin).state).toMatchObject({ page: null, view: 'queue' });
    expect(after([sign('3'), found], begin).state.page).toBeNull();
  });
});

describe('whatever comes', () => {
  const text = fc.oneof(
    fc.string({ maxLength: 30 }),
    fc.constantFrom('\u001b[2J', 'a\nb', '\u202e', '東京の住所', '⚠️ 🎉', 'x'.repeat(300), '\u0000', 'é́́́'),
  );
  const anyFacts = fc.record({
    queue: fc.array(
      fc.record({ id: text, family: text, title: text, age_s: fc.nat(), waits_for: fc.array(text, { maxLength: 2 }) }),
      {
        maxLength: 30,
      },
    ),
    needs: fc.array(
      fc.record({ id: text, cause: text, summary: text, item: text, name: text, actions: fc.array(text) }).map(need),
      {
        maxLength: 5,
      },
    ),
    paused: fc.array(text, { maxLength: 2 }),
    idle: fc.option(text),
  });
  const news: fc.Arbitrary<News> = fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...'12345678jkgGv?/o!wxlprdatcqy \n', 'jjk', 'paste me').map(sign) },
    {
      weight: 4,
      arbitrary: fc
        .constantFrom('enter', 'escape', 'tab', 'backTab', 'up', 'down', 'pageUp', 'pageDown', 'end', 'erase')
        .map((name) => key(name as 'enter')),
    },
    anyFacts.map((some) => known(some)),
    fc
      .record({ columns: fc.integer({ min: 1, max: 220 }), rows: fc.integer({ min: 1, max: 70 }) })
      .map((size): News => ({ is: 'size', ...size })),
    fc.array(text, { maxLength: 40 }).map((lines): News => ({
      is: 'log',
      anew: false,
      lines: lines.map((one, at) => ({ number: at, text: one, isHeading: at === 0 })),
    })),
    fc.array(text, { maxLength: 40 }).map((lines): News => ({ is: 'text', of: 'diff', title: 'the last run', lines })),
  );

  it('the screen is as large as the terminal, and holds nothing that steers one', () => {
    fc.assert(
      fc.property(fc.array(news, { maxLength: 40 }), (all) => {
        const { state } = after(all);
        const lines = frameOf(state);
        expect(lines).toHaveLength(state.rows);
        for (const { line } of lines) {
          expect(columnsIn(line)).toBeLessThanOrEqual(state.columns);
          expect(plainText(line)).not.toMatch(/[\p{Cc}\u202e]/u);
        }
      }),
      { numRuns: 150 },
    );
  });
});
