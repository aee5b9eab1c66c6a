// Lanes, played in order: who gets one, who gives it away, and what one broken runner costs when a thousand items wait.
import { describe, expect, it } from 'vitest';
import type { Issued } from '../../core/contracts/commands.js';
import type { SchedulerEvent } from '../../core/engine/workspace/scheduler-events.js';
import type { StageRunRequest } from '../../core/contracts/stage.js';
import type { ExecutorEvent } from '../../core/engine/lineage/executor-events.js';
import { newExecutor } from '../../core/engine/lineage/executor-state.js';
import { stepExecutor } from '../../core/engine/lineage/executor.js';
import { isRetired } from '../../core/engine/lineage/turns/retire.js';
import { compileShipped } from '../support/plan.js';
import { beginEvent, gated, named } from './history.js';
import { documentRef, World } from './world.js';

const issued = (commandId: string): Issued => ({ commandId, issuer: 'tester', reason: 'a test' });

class Lanes {
  readonly world: World;
  private commands = 0;

  constructor(lanes: number, plan = named, rules = 5) {
    this.world = new World(plan.plan, plan.digest, 'ws', rules, lanes);
  }

  begin(allowance: number | null = null, learns?: boolean): this {
    const event = beginEvent(this.world, `begin-${(this.commands += 1)}`, allowance);
    const told = learns === undefined ? {} : { learns };
    this.world.command('args' in event ? ({ ...event, args: { ...event.args, ...told } } as SchedulerEvent) : event);
    return this.deliver();
  }

  add(...documents: (readonly [family: string, id: string, root?: string])[]): this {
    const refs = documents.map(([family, id, root = 'backlog']) => documentRef(family, id, root, []));
    for (let from = 0; from < refs.length; from += 200) {
      const args = { ...issued(`add-${(this.commands += 1)}`), documents: refs.slice(from, from + 200) };
      this.world.command({ type: 'enqueue', at: this.world.now(), args });
    }
    return this.deliver();
  }

  tell(type: 'pause' | 'resume' | 'stop'): this {
    this.world.command({ type, at: this.world.now(), args: issued(`${type}-${(this.commands += 1)}`) });
    return this.deliver();
  }

  /** In the order of posting. Timers wait. */
  deliver(timers = false): this {
    const next = (): number => this.world.letters.findIndex(({ event }) => timers || event.type !== 'timer');
    for (let at = next(); at >= 0; at = next()) this.world.deliver(at, false);
    return this;
  }

  /** The next timer rings. */
  ring(): this {
    const at = this.world.letters.findIndex(({ event }) => event.type === 'timer');
    if (at >= 0) this.world.deliver(at, false);
    return this.deliver();
  }

  /** Every stage in flight ends so. */
  endAll(change: object = {}): this {
    for (let left = this.world.running.length; left > 0; left -= 1)
      this.world.end((one) => this.world.outcome(one, { outcome: Object.keys(one.outcomes)[0] ?? '', ...change }));
    return this.deliver();
  }

  play(): this {
    for (let round = 0; this.world.running.length > 0 && round < 500; round += 1) this.endAll();
    return this;
  }

  get roots(): string[] {
    return this.world.running.map(({ root }) => root).sort();
  }
}

const LIMIT = { outcome: 'BLOCKED', failureClass: 'usage_limit_reached', origin: 'environment' } as const;
const many = (count: number): [string, string, string][] =>
  Array.from({ length: count }, (_, n) => ['task', `t-${n}`, `root-${n}`]);

describe('claims', () => {
  it('give every lane to another root, and the next root a lane that is free', () => {
    const lanes = new Lanes(3).add(...many(5)).begin();
    expect(lanes.roots).toEqual(['root-0', 'root-1', 'root-2']);
    lanes.play();
    expect(lanes.world.scheduler.finished).toHaveLength(5);
  });

  it('give a root one lane, however much work it has', () => {
    const lanes = new Lanes(8).add(['task', 'a'], ['task', 'b'], ['task', 'c'], ['task', 'd', 'other']).begin();
    expect(lanes.roots).toEqual(['backlog', 'other']);
  });

  it('give the oldest open targets the lanes, one root each', () => {
    const lanes = new Lanes(2).add(['spec', 'one', 'one'], ['spec', 'two', 'two']).begin();
    lanes.add(['probe', 'early', 'three']).endAll();
    while (lanes.world.scheduler.targets.length === 2) {
      expect(lanes.roots).toEqual(['one', 'two']);
      lanes.endAll();
    }
    expect(lanes.world.closed.size, 'each root was judged while the other went on').toBeGreaterThan(0);
  });
});

describe('a budget', () => {
  it.each([
    [3, 1],
    [3, 2],
    [10, 2],
    [5, 8],
    [24, 8],
  ])('of %i stages is used up by %i lanes, and never more', (allowance, count) => {
    const lanes = new Lanes(count).add(...many(20)).begin(allowance);
    for (let round = 0; lanes.world.running.length > 0 && round < 100; round += 1) lanes.endAll();
    expect(lanes.world.started.size).toBe(allowance);
    expect(lanes.world.scheduler.allowance).toBe(0);
  });

  it('that one root alone can use is used by it', () => {
    const lanes = new Lanes(4).add(['task', 'a'], ['task', 'b'], ['task', 'c']).begin(9).play();
    expect(lanes.world.scheduler.finished).toHaveLength(3);
  });
});

describe('all lanes', () => {
  it('stand still while the workspace is paused, and go on together', () => {
    const lanes = new Lanes(4)
      .add(...many(6))
      .begin()
      .tell('pause')
      .endAll();
    expect(lanes.world.running).toEqual([]);
    lanes.tell('resume');
    expect(lanes.world.running).toHaveLength(4);
  });

  it('are started again by one retry of what is active', () => {
    const lanes = new Lanes(3).add(...many(3)).begin();
    const args = issued('again');
    const answer = lanes.world.command({ type: 'retry_active', at: lanes.world.now(), args });
    lanes.deliver();
    expect(answer?.text).toMatch(/t-0.*t-1.*t-2/);
    expect(lanes.world.running.every(({ ended }) => ended)).toBe(true);
  });

  it.each([1, 2, 8])(
    'meet one usage limit with 1,000 queued: %i lanes and the tries of one stage start agents',
    (count) => {
      const lanes = new Lanes(count)
        .add(...many(1000))
        .begin()
        .endAll(LIMIT);
      expect(lanes.world.started.size).toBe(count);
      let probes = 0;
      for (; probes < 5; probes += 1) {
        // All timers ring, those of the turns that may not try, too.
        for (let timer = 0; timer < count; timer += 1) lanes.ring();
        expect(lanes.world.running.length, 'one stage tries it').toBe(1);
        lanes.endAll(LIMIT);
      }
      expect(lanes.world.started.size).toBeLessThanOrEqual(count + probes);
      lanes.ring().endAll();
      expect(lanes.world.running, 'it is over: all go on').toHaveLength(count);
      for (let round = 0; round < 10; round += 1) lanes.endAll();
      expect(lanes.world.scheduler.finished.length).toBeGreaterThanOrEqual(count);
    },
  );

  it.each(['network_unavailable', 'auth_missing_or_invalid', 'provider_rate_limited', 'runner_binary_missing'])(
    'wait for one that tries whether %s is over, and for its successor when it is cancelled',
    (failureClass) => {
      const lanes = new Lanes(4)
        .add(...many(40))
        .begin()
        .endAll({ ...LIMIT, failureClass });
      const [oldest] = lanes.world.scheduler.turns;
      const args = { ...issued('gone'), family: 'task', id: oldest?.item.id ?? '' };
      lanes.world.command({ type: 'cancel', at: lanes.world.now(), args });
      lanes.deliver();
      for (let timer = 0; timer < 4; timer += 1) lanes.ring();
      expect(lanes.world.running.length).toBe(1);
    },
  );

  it('do not wait for a folder that another process holds', () => {
    const lanes = new Lanes(2)
      .add(...many(2))
      .begin()
      .endAll({ ...LIMIT, failureClass: 'work_tree_busy' });
    lanes.ring().ring();
    expect(lanes.world.running).toHaveLength(2);
  });
});

describe('a closed runner', () => {
  const mixed = compileShipped('[stages.checker]\nrunner = "pi_rpc"\nmodel = "anthropic/claude-sonnet-4-5"\n').named;
  const end = (lanes: Lanes, root: string, change: object = {}): Lanes => {
    const index = lanes.world.running.findIndex((one) => one.root === root);
    const good = (one: StageRunRequest): string => Object.keys(one.outcomes)[0] ?? '';
    lanes.world.end((one) => lanes.world.outcome(one, { outcome: good(one), ...change }), false, index);
    return lanes.deliver();
  };
  const stagesOf = (lanes: Lanes): string[] =>
    lanes.world.running.map(({ root, request }) => `${root} ${request.node}`).sort();

  it('holds up no stage of another one', () => {
    const lanes = new Lanes(2, mixed).add(...many(2)).begin();
    end(lanes, 'root-0', LIMIT);
    expect(stagesOf(end(lanes, 'root-1')), 'the checker runs on another runner').toEqual(['root-1 checker']);
    expect(stagesOf(end(lanes, 'root-1')), 'the updater waits').toEqual([]);
  });

  it.each(['network_unavailable', 'auth_missing_or_invalid', 'sandbox_unavailable'] as const)(
    'is tried once for each cause: %s beside a limit',
    (failureClass) => {
      const lanes = new Lanes(4).add(...many(4)).begin();
      end(lanes, 'root-0', LIMIT);
      end(lanes, 'root-1', { ...LIMIT, failureClass });
      end(lanes, 'root-2', { ...LIMIT, failureClass });
      end(lanes, 'root-3');
      expect(lanes.world.running, 'nobody tries it yet').toEqual([]);
      for (let timer = 0; timer < 3; timer += 1) lanes.ring();
      expect(lanes.roots, 'the oldest of each cause').toEqual(['root-0', 'root-1']);
    },
  );

  it('for want of a sandbox is none for stages of another permission', () => {
    const lanes = new Lanes(2, compileShipped('[runners.codex.permission_by_stage]\nchecker = "maximum"\n').named)
      .add(...many(2))
      .begin();
    end(lanes, 'root-0', { ...LIMIT, failureClass: 'sandbox_unavailable' });
    expect(stagesOf(end(lanes, 'root-1'))).toEqual(['root-1 checker']);
    expect(stagesOf(end(lanes, 'root-1')), 'the updater needs the sandbox').toEqual([]);
  });
});

describe('a root of which nothing is left', () => {
  const spec = ['spec', 'one', 'one'] as const;
  const isAlive = (lanes: Lanes, root: string): boolean => lanes.world.lineages.has(root);

  it.each([1, 2, 8])('lets its lineage complete, and is begun anew by what comes later: %i lanes', (count) => {
    const lanes = new Lanes(count).add(spec).begin().play();
    expect(lanes.world.closed.get('one')).toBe(1);
    expect(isAlive(lanes, 'one')).toBe(false);
    lanes.add(['task', 'later', 'one']);
    expect(lanes.roots).toEqual(['one']);
    lanes.play();
    expect(lanes.world.scheduler.finished.map(({ key }) => key)).toContain('task/later');
    expect([isAlive(lanes, 'one'), lanes.world.completions]).toEqual([false, 2]);
  });

  it('is none while an item of it is blocked, or waits to be learned from', () => {
    const blocked = { outcome: 'BLOCKED', failureClass: 'capability_denied' };
    const lanes = new Lanes(2).add(['task', 'a', 'one'], ['task', 'b', 'one']).begin();
    for (let round = 0; lanes.world.scheduler.items['task/a']?.state !== 'blocked' && round < 50; round += 1)
      lanes.endAll(blocked);
    lanes.play();
    expect(isAlive(lanes, 'one')).toBe(true);
    const args = { ...issued('gone'), family: 'task', id: 'a' };
    lanes.world.command({ type: 'cancel', at: lanes.world.now(), args });
    lanes.deliver();
    expect(isAlive(lanes, 'one')).toBe(Object.keys(lanes.world.scheduler.items).length > 0);
  });

  it('is one when its spec was withdrawn and its last item was taken away', () => {
    const lanes = new Lanes(1).add(spec).begin();
    const args = { ...issued('gone'), family: 'spec', id: 'one' };
    lanes.world.command({ type: 'cancel', at: lanes.world.now(), args });
    lanes.deliver().endAll({ outcome: 'BLOCKED', failureClass: 'runner_transport_failure', origin: 'runner' });
    expect([lanes.world.scheduler.targets.length, isAlive(lanes, 'one')]).toEqual([0, false]);
  });

  it('is never the backlog, and never one before revision 5', () => {
    const backlog = new Lanes(1).add(['task', 'a']).begin().play();
    const before = new Lanes(1, named, 4).add(spec).begin().play();
    expect([isAlive(backlog, 'backlog'), isAlive(before, 'one')]).toEqual([true, true]);
  });

  it('is told to a lineage that has heard of a newer turn meanwhile without an effect', () => {
    const state = newExecutor('ws', 'one', 5);
    const leash = { version: 3, go: true, grant: 1, allowance: null, rules: 5 };
    const at = '2026-01-01T00:00:00Z';
    const tell = (event: ExecutorEvent): boolean => {
      stepExecutor(state, event, named.plan);
      return isRetired(state);
    };
    expect(tell({ type: 'retire', at, message: { v: 1, turn: 5 } })).toBe(true);
    expect(tell({ type: 'leash', at, message: { v: 1, turn: 6, leash } }), 'its activation comes behind').toBe(false);
    expect(tell({ type: 'retire', at, message: { v: 1, turn: 4 } }), 'an old message').toBe(false);
    expect(tell({ type: 'retire', at, message: { v: 1, turn: 6 } })).toBe(true);
  });
});

describe('a turn that asks a person', () => {
  it('gives the one lane to another root before its first stage has run, and goes on after that', () => {
    const lanes = new Lanes(1, gated).add(['task', 'a', 'one'], ['task', 'b', 'two']).begin();
    const [first, second] = lanes.world.asked();
    expect([first?.item.id, second?.item.id]).toEqual(['a', 'b']);
    lanes.world.decide('approve', second?.id ?? '', 'yes-b');
    lanes.deliver();
    expect(lanes.roots).toEqual(['two']);
    const answer = lanes.world.decide('approve', first?.id ?? '', 'yes-a');
    lanes.deliver();
    expect(answer?.ok).toBe(true);
    expect(lanes.roots, 'in place one agent at a time').toEqual(['two']);
  });

  it('keeps its root: no other item of it is claimed', () => {
    const lanes = new Lanes(1, gated).add(['task', 'a', 'one'], ['task', 'b', 'one']).begin();
    expect(lanes.world.asked()).toHaveLength(1);
  });

  it('is blocked at once when it is denied, though it has no lane', () => {
    const lanes = new Lanes(1, gated).add(['task', 'a', 'one'], ['task', 'b', 'two']).begin();
    lanes.world.decide('deny', lanes.world.asked()[0]?.id ?? '', 'no');
    lanes.deliver();
    expect(lanes.world.scheduler.items['task/a']?.state).toBe('blocked');
  });
});

describe('the learning lane', () => {
  const { named: learning } = compileShipped('', 'learning_codex');

  it('works beside the foreground, on one request at a time, and not on a root that is worked on', () => {
    const lanes = new Lanes(1, learning).add(
      ...([
        ['task', 'a', 'one'],
        ['learning_request', 'l', 'two'],
        ['learning_request', 'm', 'one'],
      ] as const),
    );
    lanes.begin();
    expect(lanes.roots).toEqual(['one', 'two']);
    lanes.play();
    expect(lanes.world.scheduler.finished.map(({ key }) => key)).toContain('learning_request/m');
  });

  it('works on what is to be learned of a root beside the work of that very root, from revision 7 on', () => {
    const lanes = new Lanes(1, learning, 7).add(['task', 'a', 'one'], ['learning_request', 'l', 'one']).begin();
    expect(lanes.roots).toEqual(['learning-lane', 'one']);
    lanes.add(['task', 'b']).add(['learning_request', 'm']);
    lanes.world.end((one) => lanes.world.outcome(one, { outcome: Object.keys(one.outcomes)[0] ?? '' }));
    lanes.deliver();
    expect(lanes.roots, 'neither waits for the other').toEqual(['learning-lane', 'one']);
    lanes.play();
    expect(lanes.world.scheduler.finished.map(({ key }) => key).sort()).toEqual(
      expect.arrayContaining(['learning_request/l', 'learning_request/m', 'task/a', 'task/b']),
    );
  });

  it('is none where nobody says that the plan learns', () => {
    const lanes = new Lanes(1, learning).add(['learning_request', 'l', 'two']).begin(null, false);
    expect(lanes.roots).toEqual([]);
  });
});
