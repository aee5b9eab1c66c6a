// What can happen to a workspace, as random steps: what the property tests perform in a world.
import fc from 'fast-check';
import { expect } from 'vitest';
import { planArgs } from '../../core/plan/plan-args.js';
import { NEWEST_RULES } from '../../core/engine/rules.js';
import type { Answer } from '../../core/contracts/commands.js';
import { CASCADES } from '../../core/contracts/interventions.js';
import { argsProblem } from '../../core/engine/interventions/args.js';
import type { InterventionName } from '../../core/engine/interventions/events.js';
import { itemKey, type SchedulerState } from '../../core/engine/scheduler-state.js';
import { mayGo } from '../../core/engine/turns/leash.js';
import type { SchedulerEvent } from '../../core/engine/scheduler-events.js';
import type { SpendArgs, TokenWindow } from '../../core/contracts/spending.js';
import { compileShipped } from '../support/plan.js';
import { documentRef, type World } from './world.js';

export const { named } = compileShipped();
/** The same with gates before some of its stages; what is asked expires soon. */
export const { named: gated } = compileShipped(
  '[execution_capabilities]\napproval_seconds = 200\n[execution_capabilities.defaults]\n"workspace.write" = "approval_required"\n' +
    '[stages.arbiter.capabilities]\n"runner.invoke" = "approval_required"\n' +
    '[stages.manager.capabilities]\n"artifact.write" = "approval_required"\n',
);

const rule = (window: TokenWindow, threshold: number): SpendArgs => {
  const rules = [{ id: window, window, threshold }];
  return {
    usage: { autoResume: true, timeZone: 'UTC', rules, weeks: [] },
    requeue: { most: 2, cooldownSeconds: [0, 600] },
  };
};

/** What workers tell of spending. */
const SPENDING = {
  none: {},
  hours: rule('rolling_5h', 700),
  session: rule('daemon_session', 1500),
  run: rule('per_run', 900),
};

export const action = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('deliver' as const), index: fc.nat(50), keep: fc.boolean() }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('finish' as const), pick: fc.nat(1000), again: fc.boolean() }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('enqueue' as const), n: fc.nat(12), root: fc.nat(2), needs: fc.nat(12) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('pause', 'resume', 'stop', 'renew'), n: fc.nat(3) }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constantFrom('approve' as const, 'deny' as const), newest: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('wake' as const), moment: fc.nat(3) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('begin' as const),
      allowance: fc.option(fc.nat(4)),
      spending: fc.constantFrom<keyof typeof SPENDING>('none', 'hours', 'session', 'run'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('sleep' as const) }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('intervene' as const), how: fc.nat(11), n: fc.nat(50), to: fc.nat(50) }),
  },
);
export type Action = typeof action extends fc.Arbitrary<infer T> ? T : never;

/** `number`: of the step, so that each has ids of its own. */
export function perform(world: World, step: Action, number: number): void {
  switch (step.do) {
    case 'deliver':
      return world.deliver(step.index, step.keep);
    case 'finish':
      return world.finish(step.pick, step.again);
    case 'enqueue':
      return enqueue(world, step, number);
    case 'renew':
      return world.renew();
    case 'approve':
    case 'deny':
      return decide(world, step, number);
    case 'wake':
      return void (step.moment === 0 ? world.wake() : world.later(10));
    case 'sleep':
      return world.later(3600);
    case 'intervene':
      return interveneSomehow(world, step, number);
    case 'begin':
      return void world.command(beginEvent(world, `begin-${number}`, step.allowance, step.spending));
    default: {
      const type = step.do;
      const args = { commandId: `${type}-${'n' in step ? step.n : 0}-${number}`, issuer: 'test', reason: '' };
      return checkCommand(world, { type, at: world.now(), args });
    }
  }
}

export function enqueue(world: World, step: { n: number; root: number; needs: number }, number: number): void {
  const root = step.root === 0 ? 'backlog' : `root-${step.root}`;
  const families = ['task', 'task', 'spec', 'incident', 'probe'];
  const family = families[step.n % families.length] ?? 'task';
  const needs = family === 'task' && step.needs < 6 ? [`d-${step.needs}`] : [];
  const isRoot = family === 'spec' && step.root > 0 && step.n % 2 === 0;
  const documents = [documentRef(family, isRoot ? root : `d-${step.n}`, root, needs)];
  const args = { commandId: `enqueue-${number}`, issuer: 'test', reason: '', documents };
  const first = world.command({ type: 'enqueue', at: world.now(), args });
  expect(world.command({ type: 'enqueue', at: world.now(), args }), 'G9: a repeat gets the first answer').toEqual(
    first,
  );
}

/** The newest question, or the oldest, which may be decided already. */
export function decide(world: World, step: { do: 'approve' | 'deny'; newest: boolean }, number: number): void {
  const asked = step.newest ? world.asked().at(-1) : world.asked()[0];
  if (asked === undefined) return;
  const answer = world.decide(step.do, asked.id, `${step.do}-${number}`);
  const known = world.scheduler.approvals.find(({ id }) => id === asked.id);
  const wanted = step.do === 'approve' ? 'approved' : 'denied';
  if (known !== undefined) expect(answer?.ok, 'G9').toBe(known.status === wanted);
}

/** An operator does something to some item, or to none; the answer is true at that moment. */
function interveneSomehow(world: World, { how, n, to }: { how: number; n: number; to: number }, number: number): void {
  const keys = [...world.accepted];
  const pick = (index: number): { family: string; id: string } => {
    const [family = 'task', id = 'none'] = (keys[index % Math.max(1, keys.length)] ?? 'task/none').split('/');
    return { family, id };
  };
  const item = pick(n);
  const other = pick(to).id;
  const { sha256: was = '' } = world.scheduler.items[itemKey(item.family, item.id)] ?? {};
  const [from = other] = world.scheduler.items[itemKey(item.family, item.id)]?.waitsFor ?? [];
  const cascade = CASCADES[to % CASCADES.length] ?? 'none';
  const revisions = Object.values(world.scheduler.items).map(({ id, sha256 }) => ({ id, was: sha256, sha256 }));
  const issued = { commandId: `do-${number}`, issuer: 'test', reason: '' };
  const wishes: [InterventionName, object][] = [
    ['cancel', item],
    ['cancel', world.scheduler.active?.item ?? item],
    ['cancel', { ...item, only: 'blocked' }],
    ['requeue', item],
    ['requeue', { all: true }],
    ['retry_active', {}],
    ['retry_active', {}],
    ['cancel', world.scheduler.active?.item ?? item],
    ['supersede', { ...item, replacement: other, cascade, revisions }],
    ['retarget', { ...item, from, to: other, revision: { id: item.id, was, sha256: was } }],
    ['resolve_incident', item],
    ['clear_stale_state', {}],
  ];
  const [type, wish] = wishes[how % wishes.length] ?? ['clear_stale_state', {}];
  expect(argsProblem(type, { ...issued, ...wish }), 'a wish is well formed').toBeNull();
  const event = { type, at: world.now(), args: { ...issued, ...wish } } as SchedulerEvent;
  const before = structuredClone(world.scheduler);
  const first = world.command(event);
  checkAnswer(world, before, type, wish, first);
  expect(world.command(event), 'G9: a repeat gets the first answer').toEqual(first);
}

function checkAnswer(
  world: World,
  before: SchedulerState,
  type: InterventionName,
  { family = '', id = '' }: { family?: string; id?: string },
  answer: Answer | null,
): void {
  if (answer?.code !== 'done') {
    const { answers: _mine, ...now } = world.scheduler;
    const { answers: _theirs, ...then } = before;
    return expect(now, `G9: ${type} that was not done changed nothing`).toEqual(then);
  }
  const key = itemKey(family, id);
  const item = world.scheduler.items[key];
  if (answer.pending !== undefined) return expect(world.scheduler.active?.ending, 'G9').toBeDefined();
  if (type === 'cancel' || type === 'supersede' || type === 'resolve_incident')
    expect(item, `G9: ${type}`).toBeUndefined();
  if (type === 'requeue' && id !== '') expect(item?.state, 'G9').not.toBe('blocked');
  if (type === 'clear_stale_state') expect(mayGo(world.scheduler), 'G9').toBe(true);
}

function checkCommand(world: World, event: SchedulerEvent & { type: 'pause' | 'resume' | 'stop' }): void {
  const answer = world.command(event);
  if (event.type === 'pause') expect(world.scheduler.pauses, 'G9').toContain('operator');
  if (event.type === 'resume') expect(world.scheduler.pauses, 'G9').not.toContain('operator');
  if (event.type === 'stop') expect(world.scheduler.stopping, 'G9').toBe(true);
  expect(answer?.ok, 'G9').toBe(true);
}

export const beginEvent = (
  world: World,
  commandId: string,
  allowance: number | null,
  spending: keyof typeof SPENDING = 'none',
): SchedulerEvent => ({
  type: 'begin',
  at: world.now(),
  args: {
    commandId,
    issuer: 'test',
    reason: '',
    ...planArgs({ id: 'plan-x', digest: world.digest, plan: world.plan }),
    ...SPENDING[spending],
    allowance,
    settings: { searchAttributes: false, historyEvents: 2000 },
    rules: NEWEST_RULES,
  },
});
