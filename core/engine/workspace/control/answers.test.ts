// A command is carried out once: whoever repeats its id gets the first answer, whatever happened since.
import { describe, expect, it } from 'vitest';
import { Story } from '../../../../test/pure/story.js';
import { documentRef } from '../../../../test/pure/world.js';

function running(): Story {
  const story = new Story();
  story.begin();
  story.add('task', 'a');
  story.deliver();
  return story;
}

describe('a repeated command id', () => {
  it('gets the first answer and changes nothing', () => {
    const story = running();
    const first = story.control('pause', 'p-1');
    story.control('resume', 'r-1');
    const before = structuredClone(story.world.scheduler);
    expect(story.control('pause', 'p-1')).toEqual(first);
    expect(story.world.scheduler).toEqual(before);
  });

  it('gets the first answer also when that was that nothing changed', () => {
    const story = new Story();
    story.control('pause', 'p-1');
    const first = story.control('pause', 'p-2');
    story.control('resume', 'r-1');
    expect(story.control('pause', 'p-2')).toEqual(first);
    expect(story.world.scheduler.pauses).toEqual([]);
  });

  it('grants no second budget', () => {
    const story = new Story();
    story.add('task', 'a');
    story.begin(1, 'b-1');
    story.play();
    story.begin(1, 'b-1');
    story.play();
    expect(story.stages).toHaveLength(1);
  });

  it('is remembered over continue-as-new', () => {
    const story = running();
    const first = story.control('pause', 'p-1');
    story.control('resume', 'r-1');
    story.world.renew();
    expect(story.control('pause', 'p-1')).toEqual(first);
    expect(story.world.scheduler.pauses).toEqual([]);
  });
});

describe('a repeated batch', () => {
  const batch = (size: number) => Array.from({ length: size }, (_, n) => documentRef('task', `t-${n}`, 'backlog', []));

  it('gets the verdict on each of 20 documents again', () => {
    const story = new Story();
    const first = story.enqueue(batch(20), 'e-1');
    expect(first.documents).toHaveLength(20);
    expect(story.enqueue(batch(20), 'e-1')).toEqual(first);
  });

  it('of more gets the answer without its verdicts, so that the carried state stays small', () => {
    const story = new Story();
    const { documents, ...first } = story.enqueue(batch(21), 'e-1');
    expect(documents).toHaveLength(21);
    expect(story.enqueue(batch(21), 'e-1')).toEqual(first);
    expect(first.text).toBe('21 admitted, 0 known, 0 refused.');
  });
});

describe('the log', () => {
  it('has who asked and why, once per command', () => {
    const story = new Story();
    story.control('pause', 'p-1');
    story.control('pause', 'p-1');
    expect(story.events('runtime_paused')).toEqual([{ issuer: 'tester', reason: 'a test', command_id: 'p-1' }]);
  });
});

describe('the answers that are kept', () => {
  it('are the last 200', () => {
    const story = new Story();
    for (let n = 0; n < 210; n += 1) story.control('pause', `p-${n}`);
    expect(story.world.scheduler.answers).toHaveLength(200);
    expect(story.world.scheduler.answers.at(-1)?.id).toBe('p-209');
  });
});
