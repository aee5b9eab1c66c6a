// What a lineage that was ended from outside had made to be learned comes with its turn, whoever takes that back: each lesson once,
// whether its own message had arrived or not.
import { describe, expect, it } from 'vitest';
import { loseHeld, Story } from '../../../../test/pure/story.js';
import { compileShipped } from '../../../../test/support/plan.js';
import { COMMANDS } from '../../../contracts/command-table.js';
import type { LostTurn } from '../../../contracts/interventions.js';

const { named } = compileShipped('', 'learning_codex');
const LESSON = 'doublechecker DOUBLECHECK_PASS';

/** Something is to be learned of the repair of task `t`, and the stage after it runs. */
function repaired(holds: 'arrives' | 'is lost', rules?: number): Story {
  const story = new Story({ checker: ['FIX_NEEDED', 'FIX_NEEDED'] }, named, rules);
  if (holds === 'is lost') loseHeld(story);
  story.begin();
  story.add('task', 't');
  do story.endForeground();
  while (!story.stages.includes(LESSON));
  return story;
}

const lessons = (story: Story): number => story.events('learning_request_enqueued').length;

/** The lineage is terminated, and somebody who saw it takes the turn back with what is known of it. */
function takeBack(story: Story, how: 'reclaim' | 'clear_stale_state', known: (lost: LostTurn) => LostTurn): void {
  const lost = story.world.loseLineage();
  if (lost === null) throw new Error('nobody holds a turn');
  if (how === 'clear_stale_state') return void story.tell(how, { lost: [known(lost)] });
  const args = { commandId: 'taken-back', issuer: 'worker', reason: 'it runs no more', ...known(lost) };
  story.world.command({ type: 'reclaim', at: story.world.now(), args });
}
const all = (lost: LostTurn): LostTurn => lost;

describe('a lesson of which nobody was told', () => {
  it.each([
    ['a worker sees it', 'reclaim', false],
    ['an operator clears it', 'clear_stale_state', false],
    ['its item is to be cancelled', 'reclaim', true],
  ] as const)('is learned when the lineage was ended and %s', (_, how, isCancelled) => {
    const story = repaired('is lost');
    expect(lessons(story)).toBe(0);
    if (isCancelled) story.tell('cancel', { id: 't' });
    takeBack(story, how, all);
    expect(lessons(story)).toBe(1);
    story.play();
    expect(story.stages.filter((one) => one.startsWith('analyst'))).toHaveLength(1);
    expect(story.world.shown.filter(({ kind }) => kind === 'quarantine')).toEqual([]);
  });

  it.each(['reclaim', 'clear_stale_state'] as const)('is lost where %s does not bring it', (how) => {
    const story = repaired('is lost');
    takeBack(story, how, ({ learned: _, ...others }) => others);
    expect(lessons(story)).toBe(0);
  });

  it('is not brought before revision 7', () => {
    const late = repaired('is lost').world.loseLineage();
    const story = new Story({}, named, 6);
    story.begin();
    story.add('task', 't');
    story.deliver();
    takeBack(story, 'reclaim', (lost) => ({ ...lost, learned: late?.learned ?? [] }));
    expect(late?.learned).toHaveLength(1);
    expect(lessons(story)).toBe(0);
  });
});

describe('a lesson that had arrived', () => {
  it.each(['queued', 'done', 'forgotten'])('and is %s is not taken in again', (state) => {
    const story = repaired('arrives');
    if (state !== 'queued') while (story.world.running.length > 1) learnOn(story);
    if (state === 'forgotten') story.world.scheduler.finished = [];
    takeBack(story, 'reclaim', all);
    story.tell('requeue', { id: 't' });
    story.play();
    expect(story.stages.filter((one) => one === LESSON).length).toBeGreaterThan(0);
    expect(lessons(story)).toBe(1);
    expect(story.stages.filter((one) => one.startsWith('analyst'))).toHaveLength(1);
  });
});

it('what is no list of documents is refused at the border', () => {
  const issued = { commandId: 'c', issuer: '', reason: '' };
  for (const learned of [null, [null], {}, [{ family: 'learning_request', id: '../x' }]]) {
    const lost = { turn: 1, emitted: [], learned };
    expect(COMMANDS.reclaim.problem({ ...issued, ...lost })).toContain('learned');
    expect(COMMANDS.clear_stale_state.problem({ ...issued, lost })).toContain('lost');
  }
});

/** A stage of learning ends, and none of the foreground. */
function learnOn(story: Story): void {
  const index = story.world.running.findIndex(({ request }) => request.plane === 'learning');
  const [one] = story.world.running.splice(index, 1);
  if (one === undefined) throw new Error('nothing is learned');
  story.world.running.unshift(one);
  story.endStage();
}
