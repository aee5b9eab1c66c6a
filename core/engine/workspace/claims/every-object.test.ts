// Ids that every object has as members are ids like others: nothing is found that was not put there, nothing is lost.
import { describe, expect, it } from 'vitest';
import { Story } from '../../../../test/pure/story.js';
import { documentRef } from '../../../../test/pure/world.js';
import { packScheduler, unpackScheduler } from '../carry.js';

const NAMES = ['constructor', 'toString', 'valueOf', 'hasOwnProperty', 'isPrototypeOf', 'toLocaleString'];

describe('ids that every object has', () => {
  it('are done, and waited for, one after the other', () => {
    const story = new Story();
    story.begin();
    NAMES.forEach((id, at) => story.add('task', id, { dependsOn: NAMES.slice(at + 1, at + 2) }));
    story.play();
    expect(story.claims()).toEqual(NAMES.map((id) => `task/${id}`).reverse());
    expect(story.world.scheduler.items).toEqual({});
  });

  it.each(NAMES)('%s is a root that is judged and closes', (root) => {
    const task = { outcome: 'MANAGER_COMPLETE', emitted: [documentRef('task', 't', root, [])] };
    const story = new Story({ manager: [task] });
    story.begin();
    story.add('spec', root, { root });
    story.play();
    expect(story.last('target')?.value).toMatchObject({ root, state: 'closed' });
  });

  it('travel to the next run', () => {
    const story = new Story();
    for (const id of NAMES) story.add('task', id, { dependsOn: ['ghost', 'constructor'], root: id });
    const { scheduler } = story.world;
    const carried = JSON.parse(JSON.stringify(packScheduler(scheduler))) as ReturnType<typeof packScheduler>;
    expect(unpackScheduler(carried).items).toEqual(scheduler.items);
  });

  it('are waited for in vain when nobody knows them', () => {
    const story = new Story();
    story.begin();
    story.add('task', 'a', { dependsOn: ['valueOf'] });
    story.play();
    expect(story.last('workspace')?.value.waiting).toMatchObject([{ id: 'a', unknown: 'valueOf' }]);
  });
});
