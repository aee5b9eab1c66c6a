// What a stage changed is handed on to whoever looks: its events, the card of its lineage. Nothing is decided by it.
import { describe, expect, it } from 'vitest';
import { Story } from '../../../../test/pure/story.js';
import { lineageCard } from '../../../../workflows/cards.js';
import type { StageChanges } from '../../../contracts/checkpoints.js';

const changes: StageChanges = { before: 'a'.repeat(40), after: 'b'.repeat(40), files: 3, added: 40, removed: 2 };

function played(told?: StageChanges, rules?: number): Story {
  const builder = { outcome: 'BUILDER_COMPLETE', ...(told === undefined ? {} : { changes: told }) };
  const story = new Story({ builder: [builder] });
  story.begin(null, undefined, rules);
  story.add('task', 't-1');
  return story.play();
}

const of = (story: Story, type: string, node = 'builder'): Record<string, unknown>[] =>
  story.events(type).filter((data) => data['node_id'] === node);

function cardOf(story: Story): string {
  const lineage = story.world.lineages.get('backlog');
  if (lineage === undefined) throw new Error('no lineage');
  return lineageCard(lineage);
}

describe.each([1, 2, 3, 4, 5])('what a stage changed, under the rules %i', (rules) => {
  it('stands in its events and on the card of its lineage', () => {
    const story = played(changes, rules);
    expect(of(story, 'stage_completed')).toEqual([expect.objectContaining({ changes })]);
    expect(of(story, 'router_decision')).toEqual([expect.objectContaining({ changes })]);
    expect(cardOf(story)).toContain('BUILDER_COMPLETE `3 files, +40 −2`');
    expect(story.isDone('task', 't-1')).toBe(true);
  });

  it('changes nothing else: the same stages, and no event more', () => {
    const [plain, told] = [played(undefined, rules), played(changes, rules)];
    expect(told.stages).toEqual(plain.stages);
    expect(of(plain, 'stage_completed')[0]).not.toHaveProperty('changes');
    expect(of(told, 'work_tree_changed')).toEqual([]);
    expect(cardOf(plain)).not.toContain('files');
  });
});

it('a person who worked in the tree between two stages is told of once', () => {
  const story = played({ ...changes, foreign: 2 });
  expect(story.events('work_tree_changed')).toEqual([expect.objectContaining({ node_id: 'builder', files: 2 })]);
});

it('what could not be recorded is said, and the work goes on', () => {
  const story = played({ before: null, after: null, files: 0, added: 0, removed: 0, problem: 'the disk is full' });
  expect(cardOf(story)).toContain('BUILDER_COMPLETE not known');
  expect(story.isDone('task', 't-1')).toBe(true);
});
