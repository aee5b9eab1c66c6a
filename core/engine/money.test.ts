// Rules on money: a cap holds for a window, an item or a root; who may spend more goes on with the very stage that waited.
import { describe, expect, it } from 'vitest';
import { compileShipped } from '../../test/support/plan.js';
import { spent, Story, type Script } from '../../test/pure/story.js';
import { anOperator } from '../../test/support/operators.js';
import type { Prices } from '../contracts/money.js';
import type { OwnRule, TokenRule, UsageRules } from '../contracts/spending.js';
import { NEWEST_RULES } from '../contracts/rules.js';
import type { DecidedMessage } from '../contracts/turns.js';
import { stepExecutor } from './lineage/executor.js';
import { newScheduler, type Turn } from './workspace/scheduler-state.js';
import { giveBackLoan, hasLoan, lend } from './workspace/usage/lend.js';
import { takeUpScheduler } from './workspace/take-up.js';

const { named } = compileShipped();
const models = [
  ...new Set(
    Object.values(named.plan.planes).flatMap(({ nodes }) => Object.values(nodes).flatMap(({ model }) => model ?? [])),
  ),
];

/** A token costs a millionth of a dollar ten times over: 100 tokens are 0.001 USD. */
const PRICES: Prices = {
  ...{ currency: 'USD', asOf: '2026-01-01', source: 'a list' },
  models: models.map((model) => [model, { input: 10_000_000, cachedInput: 1_000_000, output: 50_000_000 }]),
};
const CHEAP = { input: 1, cachedInput: 1, output: 1 };
const usd = (tokens: number): number => tokens * 10;
const own = (per: OwnRule['per'], tokens: number): OwnRule => ({
  id: `per-${per}`,
  per,
  limit: usd(tokens),
  currency: 'USD',
});
const night = (tokens: number): TokenRule => ({
  id: 'night',
  window: 'night',
  threshold: usd(tokens),
  currency: 'USD',
});
const governed = (rules: TokenRule[], all: OwnRule[] = []): UsageRules => ({
  ...{ autoResume: true, timeZone: 'UTC', rules, weeks: [] },
  nights: ['2025-12-31T12:00:00.000Z', '2026-01-01T12:00:00.000Z'],
  ...(all.length === 0 ? {} : { own: all }),
});

function begun(script: Script, usage?: UsageRules, prices: Prices | undefined = PRICES, ...tasks: string[]): Story {
  const story = new Story(script, named);
  story.spending = { ...(usage === undefined ? {} : { usage }), ...(prices === undefined ? {} : { prices }) };
  story.begin();
  for (const id of tasks.length === 0 ? ['a'] : tasks) story.add('task', id);
  return story.play();
}

const issued = { issuer: 'ann', reason: 'it is worth it' };
const raise = (story: Story, rule: string, tokens: number, of?: string) =>
  story.world.command({
    ...{ type: 'raise', at: story.world.now() },
    args: {
      ...issued,
      commandId: `raise-${rule}-${tokens}-${of ?? ''}`,
      rule,
      to: usd(tokens),
      ...(of === undefined ? {} : { of }),
    },
  });
const question = (story: Story) => story.world.scheduler.approvals.at(-1);
const approve = (story: Story) =>
  story.world.decide('approve', question(story)?.id ?? '', `yes-${question(story)?.id ?? ''}`);
const nodes = (story: Story) => story.stages.map((one) => one.split(' ')[0]);
const paused = (story: Story) => story.world.scheduler.pauses.includes('usage_governance');

describe('what a stage costs', () => {
  const cost = (usage: object, prices?: Prices) => {
    const told = { usage: { input: 0, cachedInput: 0, output: 0, thinking: 0, total: 1, ...usage } };
    const story = begun({ builder: [told] }, undefined, prices);
    return story.world.shown.flatMap((entry) => (entry.kind === 'usage' ? [entry.value.cost] : []))[0];
  };

  it('is said in the ledger, with the prices that it comes from; cached input has a price of its own', () => {
    const { currency, asOf, source } = PRICES;
    const usage = { input: 1000, cachedInput: 400, output: 20, thinking: 15 };
    expect(cost(usage)).toEqual({ micros: 600 * 10 + 400 * 1 + 20 * 50, currency, asOf, source });
  });

  it('is rounded up once, is not known of a model without a price, and is left out where nobody said what models cost', () => {
    const cheap: Prices = { ...PRICES, models: models.map((model) => [model, CHEAP]) };
    expect(cost({ input: 3, output: 4 }, cheap)).toMatchObject({ micros: 1 });
    expect(cost({ input: 3 }, { ...PRICES, models: [['other', CHEAP]] })).toBeNull();
    const story = begun({ builder: [spent(5)] }, undefined, undefined);
    story.spending = {};
    expect(new Story({}, named).spending).toEqual({});
  });

  it('stays what it was when prices change, and the next stage has the new ones', () => {
    const story = new Story({ builder: [spent(100)], checker: [spent(100)] }, named);
    story.spending = { prices: PRICES };
    story.begin();
    story.add('task', 'a');
    story.deliver();
    story.endStage();
    story.spending = { prices: { ...PRICES, models: models.map((model) => [model, { ...CHEAP, input: 20_000_000 }]) } };
    expect(story.reload().code).toBe('done');
    story.play();
    const micros = story.world.shown.flatMap((entry) => (entry.kind === 'usage' ? [entry.value.cost?.micros] : []));
    expect(micros.slice(0, 2)).toEqual([1000, 2000]);
  });
});

describe('a cap for the night', () => {
  it('pauses the workspace between stages, and a raise lets the same activation go on', () => {
    const story = begun({ builder: [spent(1510)] }, governed([night(1000)]));
    expect([nodes(story), paused(story)]).toEqual([['builder'], true]);
    expect(story.control('resume').text).toContain('rule night: 0.02 USD of 0.01 USD this night');
    expect(raise(story, 'night', 900)).toMatchObject({ ok: true, code: 'unchanged' });
    expect(raise(story, 'night', 1500)).toMatchObject({ code: 'refused' });
    expect(raise(story, 'other', 9000)).toMatchObject({ code: 'not_found' });
    expect(raise(story, 'night', 9000, 'task/a')).toMatchObject({ code: 'not_found' });
    expect(raise(story, 'night', 5000)).toMatchObject({ code: 'done' });
    expect(story.play().isDone('task', 'a')).toBe(true);
    expect(new Set(story.requests.map(({ runId }) => runId)).size).toBe(1);
    expect(story.events('cost_rule_raised')).toMatchObject([
      { rule_id: 'night', issuer: 'ann', reason: issued.reason },
    ]);
  });

  it('is what it says again in the next night, however far it was raised', () => {
    const story = begun({ builder: [spent(1510), spent(1200)] }, governed([night(1000)]));
    raise(story, 'night', 5000);
    story.play();
    story.world.later(24 * 3600);
    story.add('task', 'b');
    story.play();
    expect(paused(story)).toBe(true);
    expect(story.world.wake()).toBe(true);
    expect(story.play().isDone('task', 'b')).toBe(true);
  });

  it('counts over items and survives continue-as-new, raised or not', () => {
    const story = begun({ updater: [spent(600), spent(600)] }, governed([night(1000)]), PRICES, 'a', 'b', 'c');
    expect(story.claims()).toEqual(['task/a', 'task/b']);
    raise(story, 'night', 1300);
    story.world.renew();
    story.play();
    expect(story.isDone('task', 'c')).toBe(true);
  });
});

describe('money that is lent to a turn', () => {
  const turn = (number: number, money: number, lent: number): Turn => ({
    ...{ number, lane: 'foreground', plane: 'execution', runId: `run-${number}`, heldUnder: 0, money, lent },
    item: { family: 'task', id: `t${number}`, root: `R${number}`, sha256: '', generation: 0 },
  });

  it('is lent to no other, until it is spent or given back', () => {
    const state = newScheduler('ws', NEWEST_RULES, 2);
    const views = [{ ...night(10), observed: usd(6), until: null }];
    state.usage = { spans: [], sessionTokens: 0, rules: governed([night(10)]), views, blockers: [] };
    const [one, two] = [turn(1, 0, usd(5)), turn(2, usd(6), usd(5))];
    state.turns = [one, two];
    lend(state, two);
    expect([two.lent, hasLoan(state, two)]).toEqual([usd(6), false]);
    giveBackLoan(one);
    lend(state, two);
    expect(two.lent).toBe(usd(6) + usd(4) / 2);
  });
});

describe('a cap for one item', () => {
  const stopped = (...tasks: string[]) =>
    begun({ 'builder:a': [spent(1510)] }, governed([], [own('item', 1000)]), PRICES, ...tasks);

  it('asks before its next stage, and no other item waits for the answer where there is a lane', () => {
    const story = stopped();
    expect(nodes(story)).toEqual(['builder']);
    expect(question(story)).toMatchObject({
      ...{ status: 'pending', capabilities: [], expiresAt: null, node: 'checker' },
      spending: { rule: 'per-item', per: 'item', spent: usd(1510), allowed: usd(1000) },
    });
  });

  it('goes on with the same request when a person says yes, and asks again when as much again is spent', () => {
    const story = begun({ 'builder:a': [spent(1510)], 'checker:a': [spent(1100)] }, governed([], [own('item', 1000)]));
    const asked = question(story)?.requestId;
    expect(approve(story)?.code).toBe('done');
    story.play();
    expect(story.requests.map(({ requestId }) => requestId)).toEqual([expect.any(String), asked]);
    expect(question(story)).toMatchObject({ status: 'pending', spending: { spent: usd(2610), allowed: usd(2510) } });
    approve(story);
    expect(story.play().isDone('task', 'a')).toBe(true);
    expect(new Set(story.requests.map(({ runId }) => runId)).size).toBe(1);
  });

  it.each([
    ['a raise', (story: Story) => void raise(story, 'per-item', 5000, 'task/a')],
    [
      'a higher limit in the configuration',
      (story: Story) => {
        story.spending = { prices: PRICES, usage: governed([], [own('item', 5000)]) };
        story.reload();
      },
    ],
    [
      'no limit any more',
      (story: Story) => {
        story.spending = { prices: PRICES };
        story.reload();
      },
    ],
  ])('goes on with the same request after %s', (_what, change) => {
    const story = stopped();
    const asked = question(story)?.requestId;
    change(story);
    story.play();
    expect(question(story)?.status).toBe('approved');
    expect(story.requests[1]?.requestId).toBe(asked);
    expect(story.isDone('task', 'a')).toBe(true);
  });

  it('is not lifted by a raise for another item, nor by one that is too small', () => {
    const story = stopped();
    expect(raise(story, 'per-item', 9000, 'task/b')?.code).toBe('done');
    expect(raise(story, 'per-item', 1500, 'task/a')?.code).toBe('refused');
    expect(raise(story, 'per-item', 9000)?.text).toContain('--for');
    story.play();
    expect([question(story)?.status, nodes(story)]).toEqual(['pending', ['builder']]);
  });

  it('blocks the item when a person says no', () => {
    const story = stopped();
    story.world.decide('deny', question(story)?.id ?? '', 'no');
    story.play();
    expect(story.item('task', 'a')).toMatchObject({ state: 'blocked', reason: expect.stringContaining('more money') });
  });

  it('counts what the item cost before it was blocked and tried again', () => {
    const blocked = { outcome: 'BLOCKED', usage: { input: 600, cachedInput: 0, output: 0, thinking: 0, total: 600 } };
    const story = begun(
      { builder: [blocked, blocked], troubleshooter: [blocked], consultant: [blocked] },
      governed([], [own('item', 100_000)]),
    );
    const { items = [] } = story.world.scheduler.usage ?? {};
    const total = story.world.shown.reduce(
      (sum, entry) => sum + (entry.kind === 'usage' ? (entry.value.cost?.micros ?? 0) : 0),
      0,
    );
    expect(items).toEqual([['task/a', total]]);
  });

  it('is taken up from the files with what was allowed', () => {
    const story = stopped();
    approve(story);
    const { approvals, usage } = story.world.scheduler;
    const files = { workspace: 'ws', items: [], targets: [], shown: [], section: null, highest: { turn: 1, seq: 99 } };
    const money = {
      ...{ money: usage?.money ?? [], items: usage?.items ?? [], roots: [], learned: [], currency: 'USD' },
    };
    const again = takeUpScheduler({ ...files, approvals, money }, NEWEST_RULES);
    expect(again.usage?.raised).toEqual(usage?.raised);
    expect(again.usage?.items).toEqual([['task/a', usd(1510)]]);
  });
});

describe('a cap for one root', () => {
  it('counts all of its items, and leaves work of other roots alone', () => {
    const story = new Story({ 'updater:a': [spent(700)], 'updater:b': [spent(700)] }, named);
    story.spending = { prices: PRICES, usage: governed([], [own('root', 1000)]) };
    story.begin();
    for (const id of ['a', 'b', 'c']) story.add('task', id, { root: 'R' });
    story.add('task', 'free');
    story.play();
    expect(question(story)).toMatchObject({
      status: 'pending',
      item: { id: 'c' },
      spending: { spent: usd(1400), per: 'root' },
    });
    expect(story.isDone('task', 'free')).toBe(true);
    expect(raise(story, 'per-root', 9000, 'R')?.code).toBe('done');
    expect(story.play().isDone('task', 'c')).toBe(true);
  });
});

describe('a model without a price under a rule on money', () => {
  it('is asked about before it starts, once in an activation, and a price answers too', () => {
    const rules = governed([night(1000)]);
    const story = begun({}, rules, { ...PRICES, models: [['other', CHEAP]] });
    expect([nodes(story), question(story)?.unpriced]).toEqual([[], true]);
    approve(story);
    expect(story.play().isDone('task', 'a')).toBe(true);
    story.add('task', 'b');
    story.play();
    expect(question(story)).toMatchObject({ status: 'pending', item: { id: 'b' } });
    story.spending = { usage: rules, prices: PRICES };
    story.reload();
    expect(story.play().isDone('task', 'b')).toBe(true);
  });
});

it('rules before revision 8 know nothing of money: they neither count nor ask', () => {
  const story = new Story({ builder: [spent(1510)] }, named, 7);
  story.spending = { prices: PRICES, usage: governed([night(1000)], [own('item', 10)]) };
  story.begin(null, 'first', 7);
  story.add('task', 'a');
  story.play();
  expect(story.isDone('task', 'a')).toBe(true);
  expect(JSON.stringify(story.world.shown)).not.toMatch(/money|"cost"|"prices"/);
});

describe('a question about money, where operators have keys', () => {
  /** What the lineage does with an answer that the workspace did not send. */
  function told(more: Partial<DecidedMessage>, rules = NEWEST_RULES) {
    const story = begun({ 'builder:a': [spent(1510)] }, governed([], [own('item', 1000)]));
    const state = story.world.lineages.get('backlog');
    if (state !== undefined) state.rules = rules;
    const { activation } = state ?? {};
    if (state === undefined || !activation) throw new Error('no activation');
    activation.approvers = [{ name: 'alice', key: anOperator('alice').key }];
    const { id: approvalId = '', turn = 0 } = question(story) ?? {};
    const said = { decision: 'approved' as const, issuer: 'alice', reason: 'leave the tests out' };
    const message: DecidedMessage = { v: 1, turn, approvalId, ...said, ...more };
    const effects = stepExecutor(state, { type: 'decided', at: story.world.now(), message }, story.world.plan);
    return { effects, activation };
  }
  const proof = { ...issued, commandId: 'c', approval: 'approval-x' };

  it('is answered for everybody by a rule that was raised, but tells the stage nothing that nobody signed', () => {
    const { effects, activation } = told({});
    expect(effects).not.toEqual([]);
    expect(activation.granted).toHaveLength(1);
    expect(activation.story?.said).toBeUndefined();
  });

  it('takes no signature that is wrong, and no denial without one', () => {
    expect(told({ proof }).effects).toEqual([]);
    expect(told({ decision: 'denied' }).effects).toEqual([]);
  });

  it('under revision 8 is answered whatever the proof, and the words are told', () => {
    for (const more of [{}, { proof }]) {
      const { effects, activation } = told(more, 8);
      expect(effects).not.toEqual([]);
      expect(activation.story?.said).toEqual([{ issuer: 'alice', reason: 'leave the tests out' }]);
    }
  });
});
