// No loop of the shipped graphs goes on for ever: what stands where the next rung is used up, and whom it needs.
import type { FailureName } from '../../../contracts/failures.js';
import { describe, expect, it } from 'vitest';
import type { Said, Script } from '../../../../test/pure/story.js';
import { failed, Story } from '../../../../test/pure/story.js';
import { compileShipped } from '../../../../test/support/plan.js';

const always = (said: Said): Said[] => Array.from({ length: 100 }, () => said);

function played(script: Script, config = ''): Story {
  const story = new Story(script, compileShipped(config).named);
  story.begin();
  story.add('task', 't-1');
  return story.play();
}

/** As a stage has to say it that is asked once more. */
const twice = (said: Said): Said[] => [said, said];

const count = (story: Story, node: string): number => story.stages.filter((one) => one.startsWith(`${node} `)).length;

describe('bounds of an activation', () => {
  it('send the third exhausted fix to the consultant instead of the troubleshooter', () => {
    const fixing = { checker: always('FIX_NEEDED'), doublechecker: always('FIX_NEEDED') };
    const story = played({ ...fixing, consultant: ['BLOCKED'] });
    expect(count(story, 'fixer')).toBe(2);
    expect(count(story, 'troubleshooter')).toBe(2);
    expect(story.stages.slice(-2)).toEqual(['checker FIX_NEEDED', 'consultant BLOCKED']);
  });

  it('are named in the route that a used-up one led to, and in no other', () => {
    const story = played({
      checker: always('FIX_NEEDED'),
      doublechecker: always('FIX_NEEDED'),
      consultant: ['BLOCKED'],
    });
    const routes = story.events('router_decision').filter((data) => data['terminal_result'] === 'FIX_NEEDED');
    const usedUp = routes.filter((data) => data['bounds_used_up'] === true).map((data) => data['next']);
    expect(usedUp).toEqual(['troubleshooter', 'troubleshooter', 'consultant']);
    expect(routes.find((data) => data['next'] === 'fixer')).not.toHaveProperty('bounds_used_up');
  });

  it('block the item, and call a person, at the third visit of the consultant', () => {
    const story = played({ builder: always('BLOCKED') });
    expect(count(story, 'consultant')).toBe(2);
    expect(story.stages.at(-1)).toBe('builder BLOCKED');
    expect(story.blocked('t-1')).toMatchObject({ needsYou: true, reason: expect.stringContaining('used up') });
  });

  it('are not blamed when the consultant itself gives up', () => {
    const story = played({ builder: always('BLOCKED'), consultant: ['BLOCKED'] });
    expect(story.blocked('t-1')).toMatchObject({ needsYou: true, reason: 'consultant ended with BLOCKED' });
  });

  it('take their numbers from the configuration', () => {
    const config = '[recovery]\nmax_fix_cycles = 1\nmax_troubleshoot_attempts_before_consult = 3\n';
    const fixing = played({ checker: always('FIX_NEEDED'), doublechecker: always('FIX_NEEDED') }, config);
    expect(count(fixing, 'fixer')).toBe(1);
    const repairing = played({ builder: always('BLOCKED'), consultant: ['BLOCKED'] }, config);
    expect(count(repairing, 'troubleshooter')).toBe(3);
  });

  it('begin anew with the next item', () => {
    const story = played({ 'checker:t-1': always('FIX_NEEDED'), 'doublechecker:t-1': always('FIX_NEEDED') });
    const before = count(story, 'fixer');
    story.add('task', 't-2');
    story.deliver();
    expect(story.world.lineages.get('backlog')?.activation?.spent).toEqual({});
    expect(before).toBe(2);
  });

  it('are shown as counters of the run', () => {
    const story = played({ builder: ['BLOCKED'], checker: ['FIX_NEEDED'] });
    const counters = story.world.shown.flatMap((entry) => (entry.kind === 'run' && entry.value ? [entry.value] : []));
    expect(counters.at(-1)?.activation.spent).toEqual({ 'troubleshoot_attempts:builder_blocked': 1, fix_cycles: 1 });
  });
});

describe('a failure class', () => {
  it('has a budget of its own: three different ones never reach the consultant', () => {
    const forms = (['missing_terminal_result', 'illegal_terminal_result'] as const).flatMap((one) =>
      twice(failed(one)),
    );
    const story = played({ builder: [...forms, failed('runner_transport_failure')] });
    expect(count(story, 'troubleshooter')).toBe(3);
    expect(count(story, 'consultant')).toBe(0);
    expect(story.isDone('task', 't-1')).toBe(true);
  });

  it('that repeats reaches the consultant at its third time', () => {
    const story = played({ builder: always(failed('runner_timeout')), consultant: ['BLOCKED'] });
    expect(count(story, 'builder')).toBe(3);
    expect(story.blocked('t-1')).toMatchObject({ failureClass: 'runner_timeout' });
  });

  it('outside the closed set counts as `other`, so that no text makes a new budget', () => {
    const story = played({
      builder: ['disk is sad', 'disk is glad', 'disk is mad'].map((text) => failed(text as FailureName)),
      consultant: ['BLOCKED'],
    });
    expect(count(story, 'builder')).toBe(3);
    expect(story.stages.at(-1)).toBe('consultant BLOCKED');
    expect(story.blocked('t-1')?.failureClass).toBe('other');
  });

  it('is forgotten after a normal transition', () => {
    const story = played({ builder: ['BLOCKED'], checker: ['BLOCKED'], updater: ['BLOCKED'] });
    expect(count(story, 'troubleshooter')).toBe(3);
    expect(story.isDone('task', 't-1')).toBe(true);
  });

  it('is told apart in the log: none for what the agent chose', () => {
    const story = played({ builder: ['BLOCKED', failed('runner_timeout')] });
    const classes = story.events('stage_completed').map((data) => data['failure_class']);
    expect(classes.slice(0, 3)).toEqual([null, null, 'runner_timeout']);
  });
});

describe('an outcome that the node does not know', () => {
  it('counts as a contract failure of the stage', () => {
    const story = played({ builder: twice('ALL_GOOD') });
    expect(story.stages.slice(0, 3)).toEqual([
      'builder ALL_GOOD',
      'builder ALL_GOOD',
      'troubleshooter TROUBLESHOOT_COMPLETE',
    ]);
    expect(story.events('router_decision')[0]).toMatchObject({
      terminal_result: 'BLOCKED',
      failure_class: 'illegal_terminal_result',
    });
  });
});

describe('the largest number of stage runs', () => {
  it('ends an activation that the bounds would have let go on', () => {
    const { named } = compileShipped();
    const plan = structuredClone(named.plan);
    const graph = plan.planes.execution;
    if (graph === undefined) throw new Error('no execution graph');
    graph.maxStageRuns['task'] = 2;
    const story = new Story({}, { ...named, plan });
    story.begin();
    story.add('task', 't-1');
    story.play();
    expect(story.stages).toHaveLength(2);
    expect(story.blocked('t-1')).toMatchObject({ needsYou: true, failureClass: 'stage_run_limit' });
  });
});
