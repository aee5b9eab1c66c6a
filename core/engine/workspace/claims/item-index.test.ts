// The index is what the items say, after whatever happened to them.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { action, beginEvent, named, perform } from '../../../../test/pure/history.js';
import { Story } from '../../../../test/pure/story.js';
import { World } from '../../../../test/pure/world.js';
import type { SchedulerState } from '../scheduler-state.js';
import { lineUp } from './order.js';

/** Without what is kept only until it is looked at. */
function plain({ index, ready, waiting }: SchedulerState) {
  const lines = Object.entries(index.ready).filter(([, keys]) => keys.length > 0);
  const { blocked, families, roots } = index;
  return {
    ready,
    waiting: [...waiting].sort(),
    lines: Object.fromEntries(lines),
    blocked: [...blocked].sort(),
    families,
    roots,
  };
}

/** Every task that somebody waits for leads to him. */
function checkWaiters({ items, index }: SchedulerState): void {
  for (const [key, item] of Object.entries(items))
    for (const task of item.state === 'queued' ? item.waitsFor : [])
      expect(index.waiters[`task/${task}`]).toContain(key);
}

it('equals the one that is built anew from the items', () => {
  fc.assert(
    fc.property(fc.array(action, { maxLength: 80 }), (steps) => {
      const world = new World(named.plan, named.digest);
      world.command(beginEvent(world, 'first', null));
      steps.forEach((step, number) => perform(world, step, number));
      const anew = structuredClone(world.scheduler);
      lineUp(anew);
      expect(plain(world.scheduler)).toEqual(plain(anew));
      checkWaiters(world.scheduler);
    }),
    { numRuns: 200 },
  );
});

it('forgets who was blocked when he is queued again, and when he is gone', () => {
  const story = new Story({ 'builder:a': Array<string>(9).fill('BLOCKED'), consultant: ['BLOCKED'] });
  story.begin();
  story.add('task', 'a');
  story.play();
  const blocked = () => story.world.scheduler.index.blocked;
  expect(blocked()).toEqual(['task/a']);
  story.control('pause');
  story.tell('requeue', { family: 'task', id: 'a' });
  expect(blocked()).toEqual([]);
  story.control('resume');
  story.play();
  expect(blocked()).toEqual(['task/a']);
  story.tell('cancel', { family: 'task', id: 'a' });
  expect(blocked()).toEqual([]);
});
