// When a worker speaks though nothing happened: a stage that lasts, and rest; an hour at rest is one line.
import { describe, expect, it } from 'vitest';
import type { Happening } from './happening.js';
import { createPulse, type Pulse } from './pulse.js';

const SECOND = 1000;
const HOUR = 3600 * SECOND;
const LOOK = 2 * SECOND;
const stage = (requestId: string, since = 0) => ({ requestId, since, data: { node_id: 'builder' } });
const why = { reason: 'no_work', detail: 'nothing is queued', until: null, items: [] };
const newPulse = (stageMs = 30 * SECOND, idleMs = HOUR): Pulse => createPulse({ stage: stageMs, idle: idleMs });

/** Every look from `from` to `to`. */
function rest(pulse: Pulse, from: number, to: number, reason = why): Happening[] {
  const told: Happening[] = [];
  for (let now = from; now < to; now += LOOK)
    if (pulse.asksWhy(now, JSON.stringify(reason))) told.push(...pulse.atRest(now, reason));
  return told;
}

describe('a stage at work', () => {
  it('is told of when it lasts, then again and again, each stage for itself', () => {
    const pulse = newPulse();
    const told: string[] = [];
    for (let now = 0; now <= 100 * SECOND; now += LOOK)
      for (const { data } of pulse.atWork(now, [stage('a'), stage('b', 50 * SECOND)]))
        told.push(`${String(data['elapsed_s'])}`);
    expect(told).toEqual(['30', '60', '30', '90']);
  });

  it('that is short is not told of, nor is any where that is not wanted', () => {
    expect(newPulse().atWork(29 * SECOND, [stage('a')])).toEqual([]);
    expect(newPulse(0).atWork(HOUR, [stage('a')])).toEqual([]);
  });

  it('has a number of no log', () => {
    expect(newPulse().atWork(HOUR, [stage('a')])).toMatchObject([{ seq: null, type: 'stage_heartbeat' }]);
  });
});

describe('rest', () => {
  it('is told of once when it begins, and once more in an hour', () => {
    const pulse = newPulse();
    expect(rest(pulse, 0, HOUR)).toMatchObject([{ seq: null, type: 'runtime_idle', data: { reason: 'no_work' } }]);
    expect(rest(pulse, HOUR, 2 * HOUR)).toHaveLength(1);
    expect(rest(newPulse(0, 0), 0, 5 * HOUR)).toHaveLength(1);
  });

  it('of a moment between two stages is none', () => {
    const pulse = newPulse();
    for (let now = 0; now < HOUR; now += LOOK) {
      expect(pulse.asksWhy(now, 'x')).toBe(false);
      pulse.atWork(now + 1, [stage(`s${now}`, now)]);
    }
  });

  it('is told of again for another reason, and after something happened', () => {
    const pulse = newPulse();
    rest(pulse, 0, 60 * SECOND);
    expect(rest(pulse, 60 * SECOND, 120 * SECOND, { ...why, reason: 'paused' })).toHaveLength(1);
    pulse.happened();
    expect(rest(pulse, 120 * SECOND, 180 * SECOND, { ...why, reason: 'paused' })).toHaveLength(1);
  });
});
