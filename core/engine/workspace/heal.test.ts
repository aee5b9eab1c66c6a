// G20: a workspace that an older build filled with what this one refuses goes on, or says what to do.
import { NEWEST_RULES } from '../../contracts/rules.js';
import { describe, expect, it } from 'vitest';
import { Story } from '../../../test/pure/story.js';
import { sha256Hex } from '../../contracts/digest.js';
import { LIMITS, jsonBytes, WALL } from '../../contracts/limits.js';
import type { MirrorEntry } from '../../contracts/mirror.js';
import { unsayable } from '../../../test/pure/hostile.js';
import { packScheduler, unpackScheduler } from './carry.js';
import { heal } from './heal.js';
import { type Item, itemKey, type SchedulerState } from './scheduler-state.js';
import { put } from '../../own.js';

const at = '2026-02-01T00:00:00.000Z';
const sha256 = sha256Hex('a text');

const itemWith = (change: object): Item => ({
  ...{ family: 'task', id: 'old', root: 'backlog', createdAt: at, sha256, generation: 0 },
  ...{ state: 'queued', waitsFor: [], reason: null },
  ...change,
});

/** A state that carries these besides a sound task, as the next run of its workflow begins with it. */
function carrying(rules: number, items: Item[], targets: object[] = []): { story: Story; healed: MirrorEntry[] } {
  const story = new Story();
  story.control('stop');
  story.add('task', 'sound');
  const before = story.world.scheduler;
  for (const item of items) put(before.items, itemKey(item.family, item.id), item);
  before.targets.push(...(targets as SchedulerState['targets']));
  const carried = JSON.parse(JSON.stringify({ ...packScheduler(before), rules, nextRules: rules })) as never;
  const state = unpackScheduler(carried);
  story.world.scheduler = state;
  return { story, healed: heal(state, at) };
}

const UNUSABLE: [string, object][] = [
  ['__proto__ as its id', { id: '__proto__' }],
  ['an id that leads out', { id: '../x' }],
  ['an id that is too long', { id: 'x'.repeat(121) }],
  ['a number as its id', { id: 7 }],
  ['no id', { id: null }],
  ['a list as its id', { id: ['old'] }],
  ['__proto__ as its root', { root: '__proto__' }],
  ['no root', { root: undefined }],
  ['__proto__ as its family', { family: '__proto__' }],
  ['a family that is too long', { family: 'f'.repeat(61) }],
  ['no digest', { sha256: undefined }],
  ['something else as its digest', { sha256: 'constructor' }],
  ['no date', { createdAt: undefined }],
];

describe('an item that an older build admitted, with', () => {
  it.each(UNUSABLE)('%s, is taken out, said, and kept in quarantine; other work goes on', (_name, change) => {
    const item = itemWith(change);
    const { story, healed } = carrying(4, [item]);
    expect(healed.filter(({ kind }) => kind === 'event')).toMatchObject([
      { type: 'work_item_unusable', data: { reason: expect.stringContaining('Correct it, and add it again.') } },
    ]);
    const kept = healed.filter(({ kind }) => kind === 'quarantine');
    if (item.sha256 === sha256) expect(kept).toMatchObject([{ id: expect.stringMatching(/^[a-z]/), sha256 }]);
    expect(Object.keys(story.world.scheduler.items)).toEqual(['task/sound']);
    story.begin();
    expect(story.play().isDone('task', 'sound')).toBe(true);
  });

  it.each(UNUSABLE)('%s, is no end of an old run: it begins, and offers the revision that heals', (_name, change) => {
    for (const rules of [1, 2, 3]) {
      const { story, healed } = carrying(rules, [itemWith(change)]);
      expect(healed).toEqual([]);
      expect(story.begin()).toMatchObject({ ok: true });
      expect(story.world.scheduler.nextRules).toBe(NEWEST_RULES);
      expect(unsayable(packScheduler(story.world.scheduler))).toBeNull();
    }
  });

  it.each(['constructor', 'toString', 'hasOwnProperty'])('the name %s, which is one, stays', (id) => {
    const { story, healed } = carrying(4, [itemWith({ id, root: id, waitsFor: [] })]);
    expect(healed).toEqual([]);
    story.begin();
    expect(story.play().isDone('task', id)).toBe(true);
  });
});

const many = (count: number): string[] => Array.from({ length: count }, (_, n) => `t${n}-${'x'.repeat(100)}`);

describe('an item that waits for', () => {
  it.each([
    ['101 tasks', many(101), '101 tasks'],
    ['8000 tasks', many(8000), '8000 tasks'],
    ['what is no id', ['t1', '__proto__', 7, null], 'what is no id'],
    ['what leads out', ['../t1'], 'what is no id'],
  ])('%s is blocked, and says what to do', (_name, waitsFor, words) => {
    const { story, healed } = carrying(4, [itemWith({ waitsFor }), itemWith({ id: 'behind', waitsFor: ['old'] })]);
    expect(story.item('task', 'old')).toMatchObject({ state: 'blocked', reason: expect.stringContaining(words) });
    expect(healed).toContainEqual(expect.objectContaining({ kind: 'place', id: 'old', state: 'blocked' }));
    const shown = healed.find((entry) => entry.kind === 'blocked');
    expect(shown?.value).toMatchObject({ needsYou: true, remedy: expect.stringContaining('millrace retry old') });
    story.begin();
    expect(story.play().isDone('task', 'sound')).toBe(true);
    expect(story.last('workspace')?.value.stuck).toMatchObject([{ what: 'blocked', id: 'old' }]);
    expect(story.tell('cancel', { id: 'old' })).toMatchObject({ ok: true });
  });

  it('as many as are allowed stays as it is', () => {
    expect(carrying(4, [itemWith({ waitsFor: many(LIMITS.listIds) })]).healed).toEqual([]);
  });

  it('is healed once: what was carried on from there is sound', () => {
    const { story } = carrying(4, [itemWith({ waitsFor: many(8000) }), itemWith({ id: '__proto__' })]);
    const next = unpackScheduler(JSON.parse(JSON.stringify(packScheduler(story.world.scheduler))) as never);
    expect(heal(next, at)).toEqual([]);
  });

  it.each([1, 3])('more than the server takes is carried cut, from revision %i too, and blocked then', (rules) => {
    const five = Array.from({ length: 5 }, (_, n) => itemWith({ id: `big${n}`, waitsFor: many(8000) }));
    const { story } = carrying(rules, five);
    const packed = packScheduler(story.world.scheduler);
    expect(jsonBytes(packed)).toBeLessThan(WALL);
    const next = unpackScheduler({ ...packed, rules: 4 });
    expect(heal(next, at).filter(({ kind }) => kind === 'blocked')).toHaveLength(5);
  });
});

describe('a root to be judged', () => {
  it.each([
    ['__proto__ as its id', { root: '__proto__' }],
    ['no id', { root: undefined }],
    ['no digest', { root: 'r', sha256: 'x' }],
  ])('with %s keeps no other work waiting', (_name, change) => {
    const target = { sha256, openedAt: at, state: 'open', reason: null, rounds: 0, worked: false, ...change };
    const { story, healed } = carrying(4, [], [target]);
    expect(story.world.scheduler.targets).toEqual([]);
    expect(healed).toContainEqual(expect.objectContaining({ type: 'closure_target_withdrawn' }));
    story.begin();
    expect(story.play().isDone('task', 'sound')).toBe(true);
  });
});
