// What a snapshot tells of a turn whose lineage can say nothing any more.
import { expect, it } from 'vitest';
import { loseHeld, Story } from '../../test/pure/story.js';
import { compileShipped } from '../../test/support/plan.js';
import type { Brought } from '../../core/contracts/turns.js';
import { soundSections } from '../take-up/sound.js';
import { broughtBy, sectionsIn, takeOver, toFile } from './sections.js';

const { named } = compileShipped('', 'learning_codex');

/** A snapshot of a turn of which something is to be learned, as it is read back. `change`: what becomes of the activation. */
function snapshot(change: object = {}): ReturnType<typeof sectionsIn> {
  const story = new Story({ checker: ['FIX_NEEDED'] }, named);
  loseHeld(story);
  story.begin();
  story.add('task', 't');
  do story.endForeground();
  while (!story.stages.includes('doublechecker DOUBLECHECK_PASS'));
  const run = story.last('run');
  const sections = sectionsIn(null);
  if (run !== undefined) takeOver(sections, run);
  Object.assign(sections.activations[0]?.activation ?? {}, change);
  return sectionsIn(JSON.stringify({ sections: toFile(sections) }));
}

it('says what its results had made to be learned, and nothing of a turn that it does not show', () => {
  expect(broughtBy(snapshot(), 1)).toMatchObject({ emitted: [], learned: [{ family: 'learning_request' }] });
  expect(broughtBy(snapshot({ learned: undefined }), 1)).toEqual({ emitted: [] } satisfies Brought);
  expect(broughtBy(snapshot(), 2)).toEqual({ emitted: [] } satisfies Brought);
});

it('is not gone on with where that is no list of documents', () => {
  expect(soundSections(snapshot()).activations).toHaveLength(1);
  for (const learned of [7, [null], [{ id: 'x' }]])
    expect(soundSections(snapshot({ learned })).activations).toHaveLength(0);
});
