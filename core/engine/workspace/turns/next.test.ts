// Whom the workspace names as next is who gets the turn next.
import { expect, it } from 'vitest';
import { Story } from '../../../../test/pure/story.js';
import { nextItems } from './next.js';

const named = (story: Story): string[] => nextItems(story.world.scheduler).map(({ family, id }) => `${family}/${id}`);

it('names those that can have the turn in the order in which they get it', () => {
  const story = new Story({ auditor: ['AUDITOR_COMPLETE'] });
  story.begin();
  story.control('pause');
  story.add('task', 'late', { createdAt: '2026-01-02T00:00:00Z' });
  story.add('task', 'early');
  story.add('task', 'needy', { dependsOn: ['nobody'] });
  story.add('spec', 's');
  story.add('incident', 'i');
  story.add('learning_request', 'l');
  const line = named(story);
  expect(line).toEqual(['incident/i', 'spec/s', 'task/early', 'task/late']);
  story.control('resume');
  story.play();
  expect(story.claims()).toEqual(line);
});

it('names the work of a root that waits to be judged before all other', () => {
  const story = new Story();
  story.begin();
  story.add('spec', 'r', { root: 'r' });
  story.deliver();
  story.add('spec', 'other', { createdAt: '2025-01-01T00:00:00Z' });
  story.add('task', 'own', { root: 'r' });
  expect(named(story)).toEqual(['task/own', 'spec/other']);
});

it('passes over those that no plan has a way for, however many stand in front', () => {
  const story = new Story();
  story.begin();
  story.control('pause');
  for (let n = 0; n < 30; n += 1) story.add('blueprint_draft', `b-${n}`);
  story.add('task', 'behind');
  expect(named(story)).toEqual(['task/behind']);
});

it('names at most twenty, however many there are', () => {
  const story = new Story();
  for (let n = 0; n < 30; n += 1) story.add('task', `t-${n}`);
  expect(named(story)).toHaveLength(20);
});
