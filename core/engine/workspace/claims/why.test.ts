// The reasons that people read when an item waits: which task, in which state, and whether waiting alone helps.
import { describe, expect, it } from 'vitest';
import { type Needed, whyWaits } from './why.js';

const tasks: Record<string, Needed> = {
  q: { state: 'queued', needs: [] },
  b: { state: 'blocked', needs: [] },
  x: { state: 'cancelled', needs: [] },
  f: { state: 'queued', needs: ['g'] },
  g: { state: 'queued', needs: ['q', 'h'] },
  h: { state: 'queued', needs: ['f'] },
};
const why = (id: string, ...needs: string[]) => whyWaits({ family: 'task', id }, needs, (task) => tasks[task]);

describe('an item that waits', () => {
  it('says for whom, and what became of them', () => {
    expect(why('a', 'q', 'b', 'ghost')).toEqual({
      reason:
        'waits for task q, which is queued; waits for task b, which is blocked; waits for task ghost, which is unknown',
      never: false,
      unknown: 'ghost',
    });
  });

  it('would wait for ever for a task that was cancelled', () => {
    const reason: unknown = expect.stringContaining('which is cancelled');
    expect(why('a', 'q', 'x')).toMatchObject({ reason, never: true, on: 'x' });
  });

  it('names the circle that it is part of', () => {
    expect(why('f', 'g')).toEqual({ reason: 'waits for itself: f needs g needs h needs f', never: true, on: 'g' });
    expect(why('h', 'f')).toEqual({ reason: 'waits for itself: h needs f needs g needs h', never: true, on: 'f' });
  });

  it('is not itself part of a circle that it only waits for', () => {
    expect(why('a', 'f')).toEqual({ reason: 'waits for task f, which is queued', never: false });
  });

  it('does not wait for itself when it is no task and shares its id with one', () => {
    const why = whyWaits({ family: 'review', id: 'q' }, ['q'], (task) => tasks[task]);
    expect(why).toEqual({ reason: 'waits for task q, which is queued', never: false });
  });

  it('ends its look also along a chain that never comes back', () => {
    const chain = (task: string): Needed => ({ state: 'queued', needs: [`${Number(task) + 1}`] });
    expect(whyWaits({ family: 'task', id: 'a' }, ['1'], chain)).toEqual({
      reason: 'waits for task 1, which is queued',
      never: false,
    });
  });
});
