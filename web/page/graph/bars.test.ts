// Bars lie where their time is, are cut at the edges of what is shown, and go on until now while nothing ended them.
import { expect, it } from 'vitest';
import type { Bar } from '../../contract.js';
import { barsIn, barSign, barTone } from './bars.js';

const at = (minute: number): string => new Date(minute * 60_000).toISOString();
const bar = (from: number, to: number | null, more: Partial<Bar> = {}): Bar => ({
  ...{ is: 'stage', item: 'task/a', run: 'r', node: 'builder', stage: 1, state: 'success', outcome: 'OK' },
  ...{ from: at(from), to: to === null ? null : at(to), ...more },
});
const span = { from: 100 * 60_000, to: 200 * 60_000 };

it('cuts what reaches out, leaves out what lies outside, and lets what goes on end now', () => {
  const laid = barsIn([bar(50, 150), bar(0, 99), bar(160, null), bar(150, 170)], span, 180 * 60_000);
  expect(laid.map(({ left, width, row }) => [left, width, row])).toEqual([
    [0, 50, 0],
    [50, 20, 0],
    [60, 20, 1],
  ]);
});

it('says in words what its colour says, and writes out what would steer a screen', () => {
  const [wait] = barsIn([bar(110, null, { is: 'wait', state: 'approval', item: 'task/\u202ex' })], span, 120 * 60_000);
  expect(wait?.words).toBe('task/\\u202ex, waits for approval, for 10m00s so far');
  const states = ['success', 'repair', 'failure', 'running', 'what is this'];
  const looks = states.map((state) => [barSign(bar(0, 1, { state })), barTone(bar(0, 1, { state }))].join(' '));
  expect(new Set(looks).size).toBe(states.length);
});

it('takes times that are none, and an end before its beginning', () => {
  expect(barsIn([bar(110, 105), { ...bar(0, 1), from: 'never' }], span, 0).map(({ width }) => width)).toEqual([0]);
});
