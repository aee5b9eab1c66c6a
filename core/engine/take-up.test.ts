// What a taken-up state may never be behind: nothing that the files show already counts as newer than what comes.
import { expect, it } from 'vitest';
import { Story } from '../../test/pure/story.js';
import { NEWEST_RULES } from '../contracts/rules.js';
import { type Remains, takeUpScheduler } from './workspace/take-up.js';

function remains(highest: Remains['highest'], change: Partial<Remains> = {}): Remains {
  const story = new Story();
  story.begin();
  story.add('task', 'a');
  const section = story.last('workspace')?.value ?? null;
  return { workspace: 'ws', items: [], targets: [], approvals: [], section, shown: [], highest, ...change };
}

it.each([
  ['the snapshot', { turn: 0, seq: 0 }, { seq: 3, lastTurn: 1 }],
  ['any other file', { turn: 7, seq: 40 }, { seq: 41, lastTurn: 7 }],
])('goes on behind what %s shows', (_name, highest, expected) => {
  expect(takeUpScheduler(remains(highest), NEWEST_RULES)).toMatchObject(expected);
});

it('goes on behind the files when there is no snapshot', () => {
  const taken = takeUpScheduler(remains({ turn: 7, seq: 40 }, { section: null }), NEWEST_RULES);
  expect(taken).toMatchObject({ seq: 41, lastTurn: 7, plan: null, turns: [], stopping: true });
});
