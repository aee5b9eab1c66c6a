// The recorded sequences of single items, played by both machines with the shipped plan.
import { describe, expect, it } from 'vitest';
import type { Script } from '../../../../test/pure/story.js';
import { Story } from '../../../../test/pure/story.js';

function played(family: string, script: Script): { stages: string; story: Story } {
  const story = new Story(script);
  story.begin();
  story.add(family, 'x-1');
  story.play();
  return { stages: story.stages.join(', '), story };
}

const BUILD = 'builder BUILDER_COMPLETE';
const REPAIR = 'troubleshooter TROUBLESHOOT_COMPLETE';
const FIX = 'fixer FIXER_COMPLETE, doublechecker FIX_NEEDED';

const done = [
  ['goes builder, checker, updater', 'task', {}, `${BUILD}, checker CHECKER_PASS, updater UPDATE_COMPLETE`],
  [
    'is fixed twice and passes',
    'task',
    { checker: ['FIX_NEEDED'], doublechecker: ['FIX_NEEDED'] },
    `${BUILD}, checker FIX_NEEDED, ${FIX}, fixer FIXER_COMPLETE, doublechecker DOUBLECHECK_PASS, updater UPDATE_COMPLETE`,
  ],
  [
    'goes to the troubleshooter when two fix cycles are used up, and starts again at the builder',
    'task',
    { checker: ['FIX_NEEDED'], doublechecker: ['FIX_NEEDED', 'FIX_NEEDED'] },
    `${BUILD}, checker FIX_NEEDED, ${FIX}, ${FIX}, ${REPAIR}, ${BUILD}, checker CHECKER_PASS, updater UPDATE_COMPLETE`,
  ],
  [
    'goes straight to the troubleshooter when it needs one more fix after that',
    'task',
    { checker: ['FIX_NEEDED', 'FIX_NEEDED'], doublechecker: ['FIX_NEEDED', 'FIX_NEEDED'] },
    `${BUILD}, checker FIX_NEEDED, ${FIX}, ${FIX}, ${REPAIR}, ${BUILD}, checker FIX_NEEDED, ${REPAIR}, ` +
      `${BUILD}, checker CHECKER_PASS, updater UPDATE_COMPLETE`,
  ],
  [
    'is repaired when the updater is blocked',
    'task',
    { updater: ['BLOCKED'] },
    `${BUILD}, checker CHECKER_PASS, updater BLOCKED, ${REPAIR}, ${BUILD}, checker CHECKER_PASS, updater UPDATE_COMPLETE`,
  ],
  ['goes planner, manager', 'spec', {}, 'planner PLANNER_COMPLETE, manager MANAGER_COMPLETE'],
  [
    'is repaired by the mechanic and starts again at the planner',
    'spec',
    { manager: ['BLOCKED'] },
    'planner PLANNER_COMPLETE, manager BLOCKED, mechanic MECHANIC_COMPLETE, planner PLANNER_COMPLETE, manager MANAGER_COMPLETE',
  ],
  [
    'goes auditor, planner, manager',
    'incident',
    {},
    'auditor AUDITOR_COMPLETE, planner PLANNER_COMPLETE, manager MANAGER_COMPLETE',
  ],
  ['ends with the recon that hands it to execution', 'probe', {}, 'recon RECON_TO_EXECUTION'],
  [
    'ends with the recon that hands it to planning',
    'probe',
    { recon: ['RECON_TO_PLANNING'] },
    'recon RECON_TO_PLANNING',
  ],
  ['ends with the recon that found nothing to do', 'probe', { recon: ['RECON_NOOP'] }, 'recon RECON_NOOP'],
] as const satisfies readonly (readonly [string, string, unknown, string])[];

describe('an item that ends done', () => {
  it.each(done)('%s (%s)', (_name, family, script, expected) => {
    const { stages, story } = played(family, structuredClone<unknown>(script) as Script);
    expect(stages).toBe(expected);
    expect(story.isDone(family, 'x-1')).toBe(true);
    expect(story.last('run')?.value, 'no run is shown').toBeNull();
    expect(story.last('marker')?.marker).toBe('IDLE');
  });
});

const blocked = [
  [
    'asks the consultant at the third blocked builder',
    'task',
    { builder: ['BLOCKED', 'BLOCKED', 'BLOCKED'], consultant: ['BLOCKED'] },
    `builder BLOCKED, ${REPAIR}, builder BLOCKED, ${REPAIR}, builder BLOCKED, consultant BLOCKED`,
  ],
  [
    'asks no troubleshooter again who says that he cannot help',
    'task',
    { builder: ['BLOCKED'], troubleshooter: ['BLOCKED', 'BLOCKED'], consultant: ['BLOCKED'] },
    'builder BLOCKED, troubleshooter BLOCKED, consultant BLOCKED',
  ],
  [
    'is blocked when two mechanics did not help',
    'spec',
    { planner: ['BLOCKED', 'BLOCKED', 'BLOCKED'] },
    'planner BLOCKED, mechanic MECHANIC_COMPLETE, planner BLOCKED, mechanic MECHANIC_COMPLETE, planner BLOCKED',
  ],
  [
    'asks no mechanic again who says that he cannot help',
    'incident',
    { auditor: ['BLOCKED'], mechanic: ['BLOCKED', 'BLOCKED'] },
    'auditor BLOCKED, mechanic BLOCKED',
  ],
  ['is blocked by its recon', 'probe', { recon: ['RECON_BLOCKED'] }, 'recon RECON_BLOCKED'],
  ['is blocked by a blocked recon, without a mechanic', 'probe', { recon: ['BLOCKED'] }, 'recon BLOCKED'],
] as const satisfies readonly (readonly [string, string, unknown, string])[];

describe('an item that ends blocked', () => {
  it.each(blocked)('%s (%s)', (_name, family, script, expected) => {
    const { stages, story } = played(family, structuredClone<unknown>(script) as Script);
    expect(stages).toBe(expected);
    expect(story.item(family, 'x-1')).toMatchObject({ state: 'blocked' });
    expect(story.blocked('x-1')).toMatchObject({ root: 'backlog', outcome: expected.split(' ').at(-1) });
    expect(story.last('marker')?.marker).toBe('BLOCKED');
  });

  it('becomes an incident that planning takes at once, while the task stays blocked', () => {
    const script = { builder: ['BLOCKED', 'BLOCKED', 'BLOCKED'], consultant: ['NEEDS_PLANNING'] };
    const { stages, story } = played('task', script);
    expect(stages).toBe(
      `builder BLOCKED, ${REPAIR}, builder BLOCKED, ${REPAIR}, builder BLOCKED, consultant NEEDS_PLANNING, ` +
        'auditor AUDITOR_COMPLETE, planner PLANNER_COMPLETE, manager MANAGER_COMPLETE',
    );
    expect(story.item('task', 'x-1')?.state).toBe('blocked');
    expect(story.claims()).toHaveLength(2);
    expect(story.claims()[1]).toMatch(/^incident\/incident-x-1-[0-9a-f]{8}$/);
  });
});

describe('the reason of a decision', () => {
  it('is one of the words that operators look for', () => {
    const { story } = played('task', {
      checker: ['FIX_NEEDED', 'BLOCKED'],
      doublechecker: ['FIX_NEEDED', 'FIX_NEEDED'],
    });
    expect(story.events('router_decision').map((data) => data['reason'])).toEqual([
      ...['builder:BUILDER_COMPLETE', 'fix_needed', 'fixer:FIXER_COMPLETE', 'fix_needed', 'fixer:FIXER_COMPLETE'],
      ...['fix_cycle_exhausted', 'troubleshoot_complete', 'builder:BUILDER_COMPLETE', 'checker_blocked'],
      ...['troubleshoot_complete', 'builder:BUILDER_COMPLETE', 'checker:CHECKER_PASS', 'updater_complete'],
    ]);
  });
});
