// Lanes and lineages that complete, with the real server between the workflows.
import type { Payload, PayloadCodec } from '@temporalio/common';
import { Context } from '@temporalio/activity';
import { afterEach, expect, inject, it } from 'vitest';
import type { StageActivities } from '../../core/contracts/activities.js';
import type { StageOutcome, StageRunRequest } from '../../core/contracts/stage.js';
import { newExecutor } from '../../core/engine/lineage/executor-state.js';
import { compileShipped } from '../support/plan.js';
import { slow } from '../support/tier.js';
import { eventually, Workflows, type World } from '../support/workflows.js';

let workflows: Workflows;
afterEach(() => workflows.close());

const open = async (world: Partial<World> = {}): Promise<Workflows> =>
  (workflows = await Workflows.open(inject('temporalAddress'), { plan: compileShipped().named, ...world }));

const LEASH = { version: 9, go: true, grant: 1, allowance: null, rules: 5 };
const activate = (turn: number, root: string) => ({
  ...{ v: 1, turn, plane: 'execution', planDigest: compileShipped().named.digest, leash: LEASH, entries: [] },
  item: { family: 'task', id: 'late', root, sha256: 'a'.repeat(64), generation: 0 },
});

/** Does something once, just before the worker says that a workflow is over: too late for its code, and in time for the server. */
function atTheEnd(act: () => Promise<void>): PayloadCodec {
  let done = false;
  const isEnd = ({ data }: Payload): boolean => Buffer.from(data ?? []).includes('"ended":"retired"');
  return {
    decode: (payloads) => Promise.resolve(payloads),
    async encode(payloads) {
      if (done || !payloads.some(isEnd)) return payloads;
      done = true;
      await act();
      return payloads;
    },
  };
}

it('a turn that comes in the very moment in which its lineage completes is not lost', async () => {
  const one = await open({ codec: atTheEnd(() => one.lineage('one').signal('activate', activate(4, 'one'))) });
  await one.startLineage('one', { ...newExecutor(one.id, 'one', 5), lastTurn: 3 });
  await one.lineage('one').signal('retire', { v: 1, turn: 3 });
  const state = await eventually(async () => {
    const now = await one.stateOf('one');
    return now?.lastTurn === 4 && now;
  }, 'the turn is taken');
  expect(state.activation?.phase).toBe('running');
  const { events } = await one.lineage('one').fetchHistory();
  const refused = events?.flatMap((event) => event.workflowTaskFailedEventAttributes ?? []) ?? [];
  expect(refused.length, 'the server refused the end').toBeGreaterThan(0);
  expect((await one.lineage('one').describe()).status.name).toBe('RUNNING');
});

it('a lineage of whose root nothing is left completes with a result of ours, and a newer turn starts it anew', async () => {
  const one = await open();
  await one.startLineage('one', { ...newExecutor(one.id, 'one', 5), lastTurn: 3 });
  await one.lineage('one').signal('retire', { v: 1, turn: 3 });
  expect(await one.lineage('one').result()).toEqual({ v: 1, ended: 'retired', turn: 3 });
  await one.startWorkspace(1, [['late', 'one']]);
  const state = await eventually(async () => (await one.stateOf('one'))?.activation, 'the root is worked on again');
  expect(state).toMatchObject({ turn: 1, phase: 'running', item: { id: 'late' } });
});

it('a lineage that cannot be reached holds up no message to another one', async () => {
  const both = await open();
  await both.startWorkspace(2, [
    ['a', 'one'],
    ['b', 'two'],
  ]);
  for (const root of ['one', 'two'])
    await eventually(async () => (await both.stateOf(root))?.activation?.phase === 'running', `${root} runs`);
  await both.lineage('one').terminate('by hand');
  await both.tell('cancel', { family: 'task', id: 'a' });
  await both.tell('pause', {});
  await eventually(
    async () => (await both.stateOf('two'))?.activation?.go === false,
    'the other one hears of the pause',
  );
});

/** Agents of a runner whose limit is reached until it is lifted. */
class Limited implements StageActivities {
  readonly started: StageRunRequest[] = [];
  isLifted = false;
  private atWork = 0;
  most = 0;

  runStage: StageActivities['runStage'] = async ({ request }) => {
    this.started.push(request);
    this.most = Math.max(this.most, (this.atWork += 1));
    await Context.current().sleep('200ms');
    this.atWork -= 1;
    return this.outcome(request, new Date().toISOString());
  };

  /** Nobody sees the limit go: only a try shows it. */
  awaitRunner = async (): Promise<void> => {
    for (;;) {
      Context.current().heartbeat();
      await Context.current().sleep('500ms');
    }
  };

  deliverRoot = (): Promise<never> => Promise.reject(new Error('no root of this test is delivered'));

  private outcome({ requestId, outcomes }: StageRunRequest, at: string): StageOutcome {
    const [good = '', resultClass = 'success'] = Object.entries(outcomes)[0] ?? [];
    const facts = { requestId, usage: null, startedAt: at, endedAt: at, emitted: [], artifacts: [], notes: [] };
    const told = { ...facts, detail: 'the limit is reached', retryAt: null };
    if (this.isLifted) return { ...told, outcome: good, resultClass, failureClass: null, origin: 'agent' };
    const limit = { failureClass: 'usage_limit_reached', origin: 'environment' } as const;
    return { ...told, outcome: 'BLOCKED', resultClass: 'recoverable_failure', ...limit };
  }
}

slow('8 lanes meet one usage limit with 1,000 queued: they and the tries of one stage start agents', async () => {
  const stages = new Limited();
  const plan = compileShipped('[runtime]\nenvironment_backoff_seconds = [6, 2]\n').named;
  const lanes = await open({ plan, stages });
  await lanes.startWorkspace(
    8,
    Array.from({ length: 1000 }, (_, n) => [`t-${n}`, `root-${n}`] as const),
  );
  const tries = (): StageRunRequest[] => stages.started.filter(({ attempt }) => attempt > 1);
  await eventually(() => Promise.resolve(tries().length >= 3), 'three tries');
  expect(stages.started.length - tries().length, 'each lane started one agent').toBe(8);
  expect(new Set(tries().map(({ item }) => item.root)).size, 'one of them tries').toBe(1);
  const { turns, items } = await lanes.state();
  expect([turns.length, Object.keys(items).length]).toEqual([8, 1000]);
  stages.isLifted = true;
  await eventually(async () => Object.keys((await lanes.state()).items).length < 985, 'the work goes on in all lanes');
  expect(stages.most).toBeLessThanOrEqual(8);
  expect(stages.most, 'beside each other').toBeGreaterThan(1);
});
