// A task that is handed off to planning is superseded when the work that planning made of it is done.
import { describe, expect, it } from 'vitest';
import { type Script, Story } from '../../../../test/pure/story.js';
import { documentRef } from '../../../../test/pure/world.js';
import { newExecutor } from '../../lineage/executor-state.js';

const stuck = () => ({ 'builder:a': Array<string>(9).fill('BLOCKED'), consultant: ['NEEDS_PLANNING'] });
const planned = (...ids: string[]) => ({
  outcome: 'MANAGER_COMPLETE',
  emitted: ids.map((id) => documentRef('task', id, 'backlog', [])),
});

function handedOff(script: Script): Story {
  const story = new Story({ ...stuck(), ...script });
  story.begin();
  story.add('task', 'a');
  story.add('task', 'b', { dependsOn: ['a'] });
  return story;
}

describe('a task that was handed off', () => {
  it('is superseded when all that replaces it is done, and then what waited for it runs', () => {
    const story = handedOff({ manager: [planned('a1', 'a2')] }).play();
    expect(story.claims().map((key) => key.split('-')[0])).toEqual([
      ...['task/a', 'incident/incident', 'task/a1', 'task/a2', 'task/b'],
    ]);
    expect(story.events('work_item_superseded')).toMatchObject([{ work_item: 'task/a' }]);
    expect(story.item('task', 'a')).toBeUndefined();
    expect(story.isDone('task', 'b')).toBe(true);
  });

  it('stays blocked while a part of what replaces it is blocked', () => {
    const script = { manager: [planned('a1', 'a2')], consultant: ['NEEDS_PLANNING', 'BLOCKED'] };
    const story = handedOff({ ...script, 'builder:a2': Array<string>(9).fill('BLOCKED') }).play();
    expect(story.item('task', 'a')?.state).toBe('blocked');
    expect(story.item('task', 'b')?.state).toBe('queued');
  });

  it('is superseded after its replacement was replaced in turn', () => {
    const script = { consultant: ['NEEDS_PLANNING', 'NEEDS_PLANNING'], manager: [planned('a1'), planned('a2')] };
    const story = handedOff({ ...script, 'builder:a1': Array<string>(9).fill('BLOCKED') }).play();
    expect(story.events('work_item_superseded')).toMatchObject([{ work_item: 'task/a1' }, { work_item: 'task/a' }]);
    expect(story.isDone('task', 'b')).toBe(true);
  });

  it('remembers what replaces it over continue-as-new', () => {
    const story = handedOff({ manager: [planned('a1')] });
    for (let stage = 0; stage < 10; stage += 1) story.endStage();
    expect(story.requests.at(-1)?.node).toBe('manager');
    story.world.renew();
    story.play();
    expect(story.events('work_item_superseded')).toHaveLength(1);
  });

  it.each([
    [2, 0],
    [3, 1],
  ])('is superseded from revision 3 on: under revision %i %i times', (rules, times) => {
    const story = new Story({ ...stuck(), manager: [planned('a1')] });
    Object.assign(story.world.scheduler, { rules, nextRules: rules });
    story.world.lineages.set('backlog', newExecutor('ws', 'backlog', rules));
    story.begin(null, undefined, rules);
    story.add('task', 'a');
    story.play();
    expect(story.isDone('task', 'a1')).toBe(true);
    expect(story.events('work_item_superseded')).toHaveLength(times);
  });
});
