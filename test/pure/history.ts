// What can happen to a workspace, as random steps: what the property tests perform in a world.
import fc from 'fast-check';
import { isDeepStrictEqual } from 'node:util';
import { planArgs } from '../../core/plan/plan-args.js';
import { NEWEST_RULES } from '../../core/contracts/rules.js';
import type { Answer } from '../../core/contracts/commands.js';
import { DRAFT } from '../../core/contracts/families.js';
import { CASCADES } from '../../core/contracts/interventions.js';
import { COMMANDS } from '../../core/contracts/command-table.js';
import type { InterventionName } from '../../core/engine/workspace/interventions/events.js';
import { itemKey, type SchedulerState } from '../../core/engine/workspace/scheduler-state.js';
import { mayGo } from '../../core/engine/workspace/turns/leash.js';
import type { SchedulerEvent } from '../../core/engine/workspace/scheduler-events.js';
import type { SpendArgs, TokenWindow } from '../../core/contracts/spending.js';
import { compileShipped } from '../support/plan.js';
import { ensure } from './watched.js';
import { IMPOSSIBLE } from './hostile.js';
import { documentRef, type World } from './world.js';
import { deliveredAs, ROUNDS } from './deliveries.js';

export const { named } = compileShipped();
/** The same with gates before some of its stages; what is asked expires soon. */
export const { named: gated } = compileShipped(
  '[execution_capabilities]\napproval_seconds = 200\n[execution_capabilities.defaults]\n"workspace.write" = "approval_required"\n' +
    '[stages.arbiter.capabilities]\n"runner.invoke" = "approval_required"\n' +
    '[stages.manager.capabilities]\n"artifact.write" = "approval_required"\n',
);

/** Others stand in for its runner at once, and the second of them for the first; a limit lasts from its first failure on. */
export const { named: standing } = compileShipped(
  '[fallback]\nafter_seconds = 0\ncodex_cli = ["claude_code", "scripted"]\n' +
    '[execution_capabilities]\napproval_seconds = 200\n[execution_capabilities.defaults]\n"workspace.write" = "approval_required"\n',
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

/** A plan that learns, with a lane of its own for that. */
export const { named: learning } = compileShipped('', 'learning_codex');
/** The same, and its specs are cut into drafts. */
export const { named: drafting } = compileShipped('', 'blueprint_learning_codex');

export type Spending = keyof typeof SPENDING;

export const action = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('deliver' as const), index: fc.nat(50), keep: fc.boolean() }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('finish' as const), pick: fc.nat(1000), again: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('land' as const), pick: fc.nat(50), again: fc.boolean() }) },
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
      spending: fc.constantFrom<Spending>('none', 'hours', 'session', 'run'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('sleep' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('outside' as const), how: fc.nat(3), n: fc.nat(50) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constantFrom('forgeResult' as const, 'forgeMessage' as const, 'forgeDocument' as const),
      n: fc.nat(50),
      where: fc.nat(1000),
      what: fc.nat(100),
    }),
  },
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
    case 'land':
      return world.answerDelivery((input) => deliveredAs(input, step.pick), step.again);
    case 'enqueue':
      return enqueue(world, step, number);
    case 'renew':
      return world.renew();
    case 'approve':
    case 'deny':
      return decide(world, step, number);
    case 'wake':
      return void (step.moment === 0 ? world.wake() : world.later(10));
    case 'outside':
      return pressButton(world, step, number);
    case 'forgeResult':
      return world.forgedResult(step.where, step.what);
    case 'forgeMessage':
      return world.forgedMessage(step.n, step.where, step.what);
    case 'forgeDocument':
      return smuggle(world, step, number);
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

/** What Temporal's own buttons come to: cancel of the workspace, of a lineage, its end, a result from elsewhere. */
function pressButton(world: World, { how, n }: { how: number; n: number }, number: number): void {
  const commandId = `temporal-cancel-${number}`;
  const args = { commandId, issuer: 'temporal', reason: 'cancelled' };
  if (how === 0) return checkCommand(world, { type: 'stop', at: world.now(), args });
  if (how === 1) return world.cancelLineage(n, commandId);
  if (how === 2) return void world.terminateLineage(commandId);
  const earlier = [...world.started.keys()].slice(0, -1);
  world.foreignResult(earlier[n % Math.max(1, earlier.length)] ?? 'request-from-elsewhere');
}

/** A document that cannot be one is refused, and changes nothing. */
function smuggle(world: World, { n, where, what }: { n: number; where: number; what: number }, number: number): void {
  const right = documentRef('task', world.names.id(n % 13), 'backlog', []);
  const documents = [{ ...right, ...IMPOSSIBLE[(where + what) % IMPOSSIBLE.length] }];
  const args = { commandId: `smuggle-${number}`, issuer: 'test', reason: '', documents };
  const before = unanswered(world.scheduler);
  const answer = world.command({ type: 'enqueue', at: world.now(), args });
  ensure(answer?.documents?.[0]?.verdict === 'refused', 'an impossible document is refused', () => [documents, answer]);
  ensure(unanswered(world.scheduler) === before, 'what is refused changes nothing', () => documents);
}

export function enqueue(world: World, step: { n: number; root: number; needs: number }, number: number): void {
  const { names } = world;
  const root = step.root === 0 ? 'backlog' : names.root(step.root);
  const learns = world.plan.planes.learning === undefined ? [] : ['learning_request', 'learning_request'];
  const drafts = world.plan.planes.planning?.entries[DRAFT] === undefined ? [] : [DRAFT, DRAFT, DRAFT];
  const families = ['task', 'task', 'spec', 'incident', 'probe', ...learns, ...drafts];
  const family = families[step.n % families.length] ?? 'task';
  const needs = (family === 'task' || family === DRAFT) && step.needs < 6 ? [names.id(step.needs)] : [];
  const isRoot = family === 'spec' && step.root > 0 && step.n % 2 === 0;
  const documents = [documentRef(family, isRoot ? root : names.id(step.n), root, needs)];
  const args = { commandId: `enqueue-${number}`, issuer: 'test', reason: '', documents };
  const first = world.command({ type: 'enqueue', at: world.now(), args });
  checkRepeat(first, world.command({ type: 'enqueue', at: world.now(), args }));
}

/** The newest question, or the oldest, which may be decided already. */
export function decide(world: World, step: { do: 'approve' | 'deny'; newest: boolean }, number: number): void {
  const asked = step.newest ? world.asked().at(-1) : world.asked()[0];
  if (asked === undefined) return;
  const answer = world.decide(step.do, asked.id, `${step.do}-${number}`);
  const known = world.scheduler.approvals.find(({ id }) => id === asked.id);
  const wanted = step.do === 'approve' ? 'approved' : 'denied';
  ensure(known === undefined || answer?.ok === (known.status === wanted), 'G9: an untrue answer', () => answer);
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
    ['cancel', world.scheduler.turns[0]?.item ?? item],
    ['cancel', { ...item, only: 'blocked' }],
    ['requeue', item],
    ['requeue', { all: true }],
    ['retry_active', {}],
    ['retry_active', {}],
    ['cancel', world.scheduler.turns[0]?.item ?? item],
    ['supersede', { ...item, replacement: other, cascade, revisions }],
    ['retarget', { ...item, from, to: other, revision: { id: item.id, was, sha256: was } }],
    ['resolve_incident', item],
    ['clear_stale_state', {}],
  ];
  const [type, wish] = wishes[how % wishes.length] ?? ['clear_stale_state', {}];
  ensure(COMMANDS[type].problem({ ...issued, ...wish }) === null, 'a wish is well formed', () => wish);
  const event = { type, at: world.now(), args: { ...issued, ...wish } } as SchedulerEvent;
  const before = unanswered(world.scheduler);
  const first = world.command(event);
  checkAnswer(world, before, type, wish, first);
  checkRepeat(first, world.command(event));
}

/** All that a command that was not done has to leave as it was. */
const unanswered = ({ answers: _answers, ...rest }: SchedulerState): string => JSON.stringify(rest);

function checkRepeat(first: Answer | null, again: Answer | null): void {
  ensure(isDeepStrictEqual(first, again), 'G9: a repeat gets the first answer', () => [first, again]);
}

function checkAnswer(
  world: World,
  before: string,
  type: InterventionName,
  { family = '', id = '' }: { family?: string; id?: string },
  answer: Answer | null,
): void {
  if (answer?.code !== 'done')
    return ensure(unanswered(world.scheduler) === before, `G9: ${type} that was not done changed something`);
  const { items, turns } = world.scheduler;
  const item = items[itemKey(family, id)];
  const isTrue = (holds: boolean): void => ensure(holds, `G9: the answer to ${type} is not true`, () => answer);
  if (answer.pending !== undefined) return isTrue(turns.some(({ ending }) => ending !== undefined));
  if (type === 'cancel' || type === 'supersede' || type === 'resolve_incident') isTrue(item === undefined);
  if (type === 'requeue' && id !== '') isTrue(item?.state !== 'blocked');
  if (type === 'clear_stale_state') isTrue(mayGo(world.scheduler) || answer.text.includes('Still paused by'));
}

function checkCommand(world: World, event: SchedulerEvent & { type: 'pause' | 'resume' | 'stop' }): void {
  const answer = world.command(event);
  const { pauses, stopping } = world.scheduler;
  const isPaused = pauses.includes('operator');
  const holds = { pause: isPaused, resume: !isPaused, stop: stopping }[event.type];
  ensure(holds && answer?.ok === true, `G9: the answer to ${event.type} is not true`, () => answer);
}

export const beginEvent = (
  world: World,
  commandId: string,
  allowance: number | null,
  spending: Spending = 'none',
): SchedulerEvent => ({
  type: 'begin',
  at: world.now(),
  args: {
    commandId,
    issuer: 'test',
    reason: '',
    ...planArgs({ id: 'plan-x', digest: world.digest, plan: world.plan }),
    lanes: world.lanes,
    ...(world.rules < 10 ? {} : { delivers: ROUNDS }),
    ...SPENDING[spending],
    allowance,
    settings: { searchAttributes: false, historyEvents: 2000 },
    rules: NEWEST_RULES,
  },
});
