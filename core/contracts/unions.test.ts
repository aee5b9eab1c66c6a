// What cannot be is refused by the compiler: each line here that it would let pass is an error of `npm run check`.
import { expect, test } from 'vitest';
import { set } from '../set.js';
import type { Rung } from './plan.js';
import type { StagePhase } from './stage-phase.js';
import type { HowLeft } from './turns.js';

const wait = { failureClass: 'disk_full' as const, reason: 'disk_full: no room', until: '2026-01-01T00:00:00Z' };
const end = { reason: null, needsYou: false } as const;

test('a phase without its facts, or with those of another', () => {
  const phases: StagePhase[] = [
    // @ts-expect-error -- for what?
    { phase: 'waiting', requestId: null, wait: null },
    // @ts-expect-error -- it waits no more
    { phase: 'ready', requestId: null, wait },
    // @ts-expect-error -- which request?
    { phase: 'running', requestId: null, wait: null },
    // @ts-expect-error -- what?
    { phase: 'asking', requestId: null, wait: null },
    // @ts-expect-error -- no phase of ours
    { phase: 'sleeping', requestId: null, wait: null },
  ];
  expect(phases).toHaveLength(5);
});

test('a turn that comes back done with a reason, or blocked without one', () => {
  const ways: HowLeft[] = [
    // @ts-expect-error -- nothing blocked it
    { state: 'done', reason: 'why', needsYou: false },
    // @ts-expect-error -- why?
    { state: 'blocked', reason: null, needsYou: true },
    // @ts-expect-error -- an operator has decided already
    { state: 'cancelled', reason: null, needsYou: true },
    // @ts-expect-error -- it could not judge
    { state: 'blocked', reason: 'why', needsYou: true, verdict: { result: 'gap', limit: 1 } },
    { state: 'done', ...end, verdict: { result: 'passed', limit: 1 } },
  ];
  expect(ways).toHaveLength(5);
});

test('a rung that leads to two places, or nowhere', () => {
  const rungs: Rung[] = [
    // @ts-expect-error -- which of them?
    { node: 'fixer', end: 'stuck' },
    // @ts-expect-error -- nowhere
    { bound: 'fix' },
    { node: 'fixer', bound: 'fix' },
    { end: 'stuck' },
  ];
  expect(rungs).toHaveLength(4);
});

test('a change of a field that is not there, or to another type', () => {
  const target: { name: string; count: number } = { name: 'a', count: 1 };
  set(target, { count: 2 });
  // @ts-expect-error -- no such field
  set(target, { size: 2 });
  // @ts-expect-error -- no such value
  set(target, { count: '2' });
  expect(target).toMatchObject({ name: 'a', count: '2' });
});
