// Who gets the turn: planning before execution, then the family's rank, then created_at, then id.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Story } from '../../../../test/pure/story.js';
import { documentRef } from '../../../../test/pure/world.js';
import type { DocumentRef } from '../../../contracts/documents.js';
import { FAMILIES, type Plane } from '../../../contracts/families.js';
import { type CarriedScheduler, packScheduler, unpackScheduler } from '../carry.js';
import { isEntered, lineUp, takeFirst } from './order.js';
import type { Item, SchedulerState, Turn } from '../scheduler-state.js';
import { newScheduler } from '../scheduler-state.js';
import { stepScheduler } from '../scheduler.js';

const at = (day: number): string => `2026-01-${String(day).padStart(2, '0')}T00:00:00.000Z`;

describe('claims', () => {
  it('take planning before execution, and incident, probe, spec within it', () => {
    const story = new Story();
    for (const family of ['task', 'spec', 'probe', 'incident']) story.add(family, `a-${family}`);
    story.begin();
    story.play();
    expect(story.claims()).toEqual(['incident/a-incident', 'probe/a-probe', 'spec/a-spec', 'task/a-task']);
  });

  it('take the rank of the family before the age', () => {
    const story = new Story();
    story.add('spec', 'old', { createdAt: at(1) });
    story.add('incident', 'new', { createdAt: at(9) });
    story.begin();
    story.play();
    expect(story.claims()).toEqual(['incident/new', 'spec/old']);
  });

  it('take the older one first, and the smaller id of two of the same age', () => {
    const story = new Story();
    story.add('task', 'c', { createdAt: at(2) });
    story.add('task', 'b', { createdAt: at(2) });
    story.add('task', 'z', { createdAt: at(1) });
    story.begin();
    story.play();
    expect(story.claims()).toEqual(['task/z', 'task/b', 'task/c']);
  });

  it('give one turn at a time, and turn numbers that only grow', () => {
    const story = new Story();
    story.begin();
    story.add('task', 'a');
    story.add('spec', 's');
    expect(story.claims()).toEqual(['task/a']);
    story.play();
    expect(story.events('work_item_claimed').map((data) => data['turn'])).toEqual([1, 2]);
  });

  it('wait until a worker has begun', () => {
    const story = new Story();
    story.add('task', 'a');
    expect(story.claims()).toEqual([]);
    story.begin();
    expect(story.claims()).toEqual(['task/a']);
  });

  it('block an item whose family has no entry in the mode, instead of keeping the turn', () => {
    const story = new Story();
    const { scheduler } = story.world;
    scheduler.items['task/a'] = { ...itemOf(documentRef('task', 'a', 'backlog', [])), family: 'idea' };
    scheduler.ready.execution = ['task/a'];
    story.begin();
    story.deliver();
    expect(story.world.lineages.get('backlog')?.activation).toBeNull();
    expect(story.world.running).toEqual([]);
  });
});

describe('families that a workspace added', () => {
  const homes = { review: { plane: 'planning' as const, rank: 1 } };

  it('are refused until a plan or a sender says where they belong', () => {
    const story = new Story();
    expect(story.add('review', 'r').documents).toMatchObject([{ verdict: 'refused' }]);
    const documents = [documentRef('review', 'r', 'backlog', [])];
    const args = { commandId: 'c', issuer: 'tester', reason: '', documents, homes };
    story.world.command({ type: 'enqueue', at: at(1), args });
    expect(story.world.scheduler.ready.planning).toEqual(['review/r']);
  });

  it('stand in line by their rank, also those that came before it was known', () => {
    const story = new Story();
    story.reload({ planDigest: 'with reviews', homes: { review: { plane: 'execution', rank: 9 } }, families: [] });
    for (const family of ['spec', 'review', 'incident']) story.add(family, `a-${family}`);
    story.reload({ planDigest: 'moved', homes, families: ['spec', 'incident', 'review'] });
    const { ready } = story.world.scheduler;
    expect(story.claims()).toEqual(['incident/a-incident']);
    expect(ready).toMatchObject({ planning: ['review/a-review', 'spec/a-spec'], execution: [] });
  });

  it('wait, and say why, while the active plan has no entry for them', () => {
    const story = new Story();
    story.reload({ planDigest: 'one', homes, families: ['task'], mode: 'narrow' });
    story.add('review', 'r');
    story.add('task', 't');
    expect(story.claims()).toEqual(['task/t']);
    expect(story.last('workspace')?.value.waiting).toEqual([
      { family: 'review', id: 'r', reason: 'the mode narrow has no entry for review', unclaimed: true },
    ]);
  });
});

const itemOf = (ref: DocumentRef) => ({
  ...{ family: ref.family, id: ref.id, root: ref.root, createdAt: ref.createdAt, sha256: ref.sha256 },
  ...{ generation: 0, state: 'queued' as const, waitsFor: [], reason: null },
});

/** 10,000 items in batches of 200, in an order that has nothing to do with the claims'. */
function crowded(): SchedulerState {
  const state = newScheduler('ws', 2);
  const refs = Array.from({ length: 10_000 }, (_, index) => {
    const n = (index * 7919) % 10_000;
    const family = ['task', 'spec', 'probe', 'incident'][n % 4] ?? 'task';
    const needs = family === 'task' && n % 40 === 0 ? [`i-${n + 4}`] : [];
    return { ...documentRef(family, `i-${n}`, `root-${n % 50}`, needs), createdAt: at(1 + (n % 28)) };
  });
  for (let start = 0; start < refs.length; start += 200) {
    const documents = refs.slice(start, start + 200);
    const args = { commandId: `batch-${start}`, issuer: 'tester', reason: '', documents };
    stepScheduler(state, { type: 'enqueue', at: at(1), args });
  }
  return state;
}

describe('10,000 admitted items', { timeout: 60_000 }, () => {
  it('stand in line once each, in the order of claims', () => {
    const state = crowded();
    const rank = (key: string): string => {
      const item = state.items[key];
      return `${FAMILIES[item?.family ?? '']?.rank} ${item?.createdAt} ${item?.id}`;
    };
    for (const queue of [state.ready.planning, state.ready.execution]) {
      expect(queue).toEqual([...queue].sort((a, b) => (rank(a) < rank(b) ? -1 : 1)));
    }
    const inLine = [...state.ready.planning, ...state.ready.execution, ...state.waiting];
    expect(inLine.sort()).toEqual(Object.keys(state.items).sort());
    expect(state.waiting).toHaveLength(250);
  });

  it('fit into what continue-as-new may carry, and come back as they were', () => {
    const carried = JSON.stringify(packScheduler(crowded()));
    expect(carried.length).toBeLessThan(1_000_000);
    const inOrder = (state: SchedulerState) => ({ ...state, waiting: [...state.waiting].sort() });
    expect(inOrder(unpackScheduler(JSON.parse(carried) as CarriedScheduler))).toEqual(inOrder(crowded()));
  });
});

describe('the first item of a lineage that nothing works on', () => {
  const FAMILY_NAMES = ['task', 'spec', 'incident', 'probe', 'house'];
  const queuedItem = fc.record({
    family: fc.constantFrom(...FAMILY_NAMES),
    id: fc.nat(400).map((n) => `i-${n}`),
    root: fc.nat(5).map((n) => `r-${n}`),
    createdAt: fc.integer({ min: 1, max: 6 }).map(at),
  });

  /** The queue looked through from its head, which is what the order means. */
  function lookedFor(state: SchedulerState, plane: Plane, isPassed: (root: string) => boolean): string | undefined {
    const isFree = (root: string): boolean => !state.turns.some(({ item }) => item.root === root) && !isPassed(root);
    return state.ready[plane].find((key) => isEntered(state, key) && isFree(state.items[key]?.root ?? ''));
  }

  it('is the one that a look through the whole queue finds, whichever roots are taken or passed over', () => {
    const entered = fc.subarray(FAMILY_NAMES, { minLength: 1 });
    const some = fc.uniqueArray(fc.nat(5), { maxLength: 5 });
    fc.assert(
      fc.property(
        fc.array(queuedItem, { maxLength: 60, size: 'max' }),
        some,
        some,
        entered,
        (items, taken, passed, families) => {
          const state = stateOf(items);
          state.plan = { id: 'p', digest: 'd', mode: 'm', families };
          state.turns = taken.map((n) => turnOf(`r-${n}`, n));
          const isPassed = (root: string): boolean => passed.some((n) => root === `r-${n}`);
          for (const plane of ['planning', 'execution'] as const) {
            const wanted = lookedFor(state, plane, isPassed);
            const found = takeFirst(state, plane, isPassed);
            expect(found && `${found.family}/${found.id}`).toBe(wanted);
            if (wanted !== undefined) expect(state.ready[plane]).not.toContain(wanted);
          }
        },
      ),
      { numRuns: 400 },
    );
  });

  it('is found among items of two families of one rank that have one id and one moment', () => {
    const twins = ['task', 'house'].map((family) => ({ family, id: 'i-1', root: `r-${family}`, createdAt: at(1) }));
    const state = stateOf(twins);
    const taken = [1, 2, 3].map(() => takeFirst(state, 'execution')?.family);
    expect(taken).toEqual(['house', 'task', undefined]);
  });

  it('is found without a look at each of 10,000 items of the one root that is taken', () => {
    const row = (n: number) => ({ family: 'task', id: `t-${n}`, root: 'busy', createdAt: at(1 + (n % 28)) });
    const state = stateOf([
      ...Array.from({ length: 10_000 }, (_, n) => row(n)),
      { ...row(0), id: 'z', root: 'free', createdAt: at(29) },
    ]);
    state.turns = [turnOf('busy', 1)];
    let looks = 0;
    state.items = new Proxy(state.items, {
      get: (all, key: string) => ((looks += 1), all[key]),
      getOwnPropertyDescriptor: (all, key) => ((looks += 1), Reflect.getOwnPropertyDescriptor(all, key)),
    });
    expect(takeFirst(state, 'execution')?.id).toBe('z');
    expect(looks).toBeLessThan(2000);
  });

  function stateOf(items: readonly Pick<Item, 'family' | 'id' | 'root' | 'createdAt'>[]): SchedulerState {
    const state = newScheduler('ws', 6, 8);
    state.homes = { house: { plane: 'execution', rank: FAMILIES['task']?.rank ?? 0 } };
    const more = { sha256: 'a'.repeat(64), generation: 0, waitsFor: [], state: 'queued' as const, reason: null };
    for (const item of items) state.items[`${item.family}/${item.id}`] = { ...item, ...more };
    lineUp(state);
    return state;
  }

  const turnOf = (root: string, number: number): Turn => ({
    ...{ number, lane: 'foreground', plane: 'execution', runId: `run-${number}`, heldUnder: 0 },
    item: { family: 'task', id: `active-${number}`, root, sha256: '', generation: 0 },
  });
});
