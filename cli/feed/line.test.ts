// What a person reads while a run goes on: a line per event, in words, with the reason where an outcome did not lead on.
import { describe, expect, it } from 'vitest';
import { paintFor } from '../render/paint.js';
import { type Look } from './line.js';
import { createMonitor } from './monitor.js';

const AT = '2026-01-31T09:00:00.000Z';

const LOG: Omit<Look, 'took'> = { width: Infinity, paint: paintFor(false, {}), rehearsed: false };

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
