// What a person reads while a run goes on: a line per event, in words, with the reason where an outcome did not lead on.
import { describe, expect, it } from 'vitest';
import { paintFor } from '../render/paint.js';
import { eventLines, type Look, NAME_COLUMNS } from './line.js';
import { createMonitor } from './monitor.js';

const AT = '2026-01-31T09:00:00.000Z';

const LOG: Omit<Look, 'took' | 'names'> = { width: Infinity, paint: paintFor(false, {}), rehearsed: false };

/** Without the time. */
function line(type: string, data: Record<string, unknown>): string | undefined {
  return createMonitor(LOG, AT.slice(0, 10))({ seq: 1, type, at: AT, data })[0]?.slice(10);
}

const routed = (data: Record<string, unknown>): string | undefined =>
  line('router_decision', { work_item: 'task/a', node_id: 'manager', failure_class: null, ...data });

describe('a result', () => {
  it('that led where its outcome says gives no reason', () => {
    expect(routed({ terminal_result: 'MANAGER_COMPLETE', next: 'end:done', reason: 'manager_complete' })).toMatch(
      /MANAGER_COMPLETE -> end:done$/,
    );
  });

  it.each([
    [{ failure_class: 'manager_without_work' }, 'it left no task and no reason for that'],
    [{ failure_class: 'missing_terminal_result' }, 'its last message names no outcome'],
    [{ failure_class: 'of_an_extension' }, 'of_an_extension'],
    [{ bounds_used_up: true }, 'its bound is used up'],
    [{ nothing_new: true }, 'asking again would bring nothing new'],
    [{ finished: true }, 'its child specs take its place'],
  ])('that did not says why: %j', (data, why) => {
    const said = routed({ terminal_result: 'MANAGER_COMPLETE', next: 'mechanic', ...data });
    expect(said).toMatch(/^done +task\/a +manager +MANAGER_COMPLETE -> mechanic/);
    expect(said).toContain(`(${why})`);
  });
});

it('says of an item that it waits, and of one that would wait for ever why', () => {
  expect(line('work_item_admitted', { waits_for: ['a', 'b'] })).toMatch(/waits for a, b$/);
  expect(line('work_item_admitted', { waits_for: ['a'], never: 'waits for itself: a needs a' })).toMatch(
    /will not run: it waits for itself: a needs a$/,
  );
});

describe('a pause by spending', () => {
  const blocker = { rule_id: 'night', window: 'daemon_session', observed: 150, threshold: 100 };

  it('names the rule, what was spent, and what ends it', () => {
    const said = line('usage_governance_paused', { blockers: [blocker], next_auto_resume_at: null });
    expect(said).toContain('paused: rule night: 150 of 100 tokens since the worker began; start the worker anew');
    expect(line('usage_governance_paused', { blockers: [blocker], next_auto_resume_at: AT })).toContain(
      `goes on by itself at ${AT}`,
    );
  });

  it('says money as money', () => {
    const money = { ...blocker, window: 'night', observed: 1_250_100, threshold: 1_000_000, currency: 'USD' };
    const said = line('usage_governance_paused', { blockers: [money], next_auto_resume_at: AT });
    expect(said).toMatch(/rule night: 1\.25 USD of 1\.00 USD this night/);
  });

  it('says when it is over', () => {
    expect(line('usage_governance_resumed', { cleared_rules: ['night'] })).toContain(
      'goes on: night leaves room again',
    );
  });
});

it.each(['stage_started', 'router_decision', 'work_item_done', 'closure_target_closed'])(
  'the line of %s ends with the mark of a rehearsal in one, and nowhere else',
  (type) => {
    const event = { seq: 1, type, at: AT, data: { work_item: 'task/a' } } as const;
    const told = (rehearsed: boolean) => createMonitor({ ...LOG, rehearsed }, '2026-01-31')(event).join('\n');
    expect(told(true)).toMatch(/\[REHEARSAL\]$/);
    expect(told(false)).not.toContain('REHEARSAL');
  },
);

describe('a line', () => {
  const look = (width: number): Look => ({
    ...{ width, paint: paintFor(false, {}), took: '(2.0s)', rehearsed: false, names: NAME_COLUMNS },
  });
  const routed = {
    ...{ seq: 1, type: 'router_decision', at: AT },
    data: {
      ...{ work_item: 'task/a-rather-long-name', node_id: 'builder', terminal_result: 'BUILDER_COMPLETE' },
      ...{ next: 'checker', changes: { before: null, after: null, files: 3, added: 40, removed: 2 } },
    },
  };

  it.each([Infinity, 200, 120, 80, 60, 40])('says all at %i columns, and no line is wider', (width) => {
    const lines = eventLines(routed, look(width));
    expect(lines.join(' ').replace(/ +/g, ' ')).toBe(
      '09:00:00Z done task/a-rather-long-name builder BUILDER_COMPLETE -> checker; 3 files, +40 −2 (2.0s)',
    );
    expect(lines.filter((line) => [...line].length > width)).toEqual([]);
    if (width >= 120) expect(lines).toHaveLength(1);
  });

  it('leaves a word whole that is longer than the screen: it may be meant to be copied', () => {
    const word = 'x'.repeat(100);
    const lines = eventLines({ ...routed, type: word, data: { work_item: word } }, look(40));
    expect(lines.some((line) => line.trim() === word || line.endsWith(word))).toBe(true);
  });

  it.each(['\u001b[2J', 'a\nb', '\u202e'])('%j steers no screen', (title) => {
    for (const width of [Infinity, 40]) {
      const lines = eventLines({ ...routed, data: { work_item: title, node_id: title } }, look(width));
      for (const sign of ['\u001b', '\n', '\u202e']) expect(lines.join('')).not.toContain(sign);
    }
  });

  it.each([
    [
      'stage_heartbeat',
      { elapsed_s: 95, tokens: 41_000, last_output: 'running\nnpm test', quiet_s: 12 },
      '1m35s  41k tok  quiet for 12s  | running npm test',
    ],
    ['stage_heartbeat', { elapsed_s: 30, tokens: null, last_output: null, quiet_s: null }, '30s'],
    ['runtime_idle', { reason: 'no_work', detail: 'nothing is queued' }, 'no work: nothing is queued'],
    [
      'runtime_idle',
      { reason: 'budget', detail: 'paused by night', until: AT },
      `budget: paused by night; goes on at ${AT}`,
    ],
  ])('of %s says %j', (type, data, says) => {
    expect(
      line(type, data)
        ?.replace(/^(beat|idle) +/, '')
        .trim(),
    ).toBe(says);
  });
});

it('columns stand below each other, also behind an id that is long', () => {
  const monitor = createMonitor({ ...LOG, width: 160 }, '2026-01-31');
  const started = (item: string) =>
    monitor({ seq: 1, type: 'stage_started', at: AT, data: { work_item: item, node_id: 'builder' } })[0] ?? '';
  const [short, long, after] = ['task/a', 'task/drop-every-space-in-slugs', 'task/b'].map((item) => started(item));
  expect(after?.indexOf('builder')).toBe(long?.indexOf('builder'));
  expect(short?.indexOf('builder')).toBeLessThan(long?.indexOf('builder') ?? 0);
  expect(started(`task/${'x'.repeat(60)}`)).toContain('x'.repeat(60));
  expect(started('task/c').indexOf('builder'), 'one that is far longer moves nothing').toBe(after?.indexOf('builder'));
});

it('a day that begins is said once, before its first line', () => {
  const monitor = createMonitor(LOG, '2026-01-31');
  const done = (at: string) => monitor({ seq: 1, type: 'work_item_done', at, data: { work_item: 'task/a' } });
  expect(done('2026-01-31T23:59:00Z')).toHaveLength(1);
  expect(done('2026-02-01T00:01:00Z')[0]).toBe('-- 2026-02-01');
  expect(done('2026-02-01T00:02:00Z')).toHaveLength(1);
});
