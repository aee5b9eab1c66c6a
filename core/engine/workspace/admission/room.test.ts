// Whatever is let in, the state that a run of the workspace hands to the next one stays below its bound; the rest is told to wait.
import { describe, expect, it } from 'vitest';
import { Story } from '../../../../test/pure/story.js';
import { documentRef } from '../../../../test/pure/world.js';
import type { DocumentRef } from '../../../contracts/documents.js';
import { jsonBytes, groupsOf, LIMITS } from '../../../contracts/limits.js';
import type { CarriedScheduler } from '../carry.js';
import { packScheduler, unpackScheduler } from '../carry.js';
import type { SchedulerState } from '../scheduler-state.js';
import { hardBytes } from './room.js';

const named = (n: number, length = 0): string => `${'n'.repeat(length)}t${n}`;
const many = (count: number, needs: (n: number) => string[], length = 0): DocumentRef[] =>
  Array.from({ length: count }, (_, n) => ({
    ...documentRef('task', named(n, length), 'backlog', needs(n)),
    createdAt: '2026-01-01T00:00:00.000Z',
  }));

/** All documents are sent, and what became of each. */
function sendAll(story: Story, refs: readonly DocumentRef[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const group of groupsOf(refs, LIMITS.batch, LIMITS.batchBytes))
    for (const { verdict } of story.enqueue(group).documents ?? []) counts[verdict] = (counts[verdict] ?? 0) + 1;
  return counts;
}

const carried = (state: SchedulerState): number => JSON.stringify(packScheduler(state)).length;
const hundred = (n: number): string[] =>
  Array.from({ length: LIMITS.listIds }, (_, m) => `${'d'.repeat(110)}${n}-${m}`);

describe('the state that is carried', { timeout: 120_000 }, () => {
  it('holds 10,000 usual tasks', () => {
    const story = new Story();
    expect(
      sendAll(
        story,
        many(10_000, () => []),
      ),
    ).toEqual({ admitted: 10_000 });
    expect(carried(story.world.scheduler)).toBeLessThan(LIMITS.carried);
  });

  it.each([
    ['with a hundred dependencies each', 200, hundred, 0],
    ['with the longest names', 6000, () => [], 110],
  ] as const)('holds what fits of tasks %s, and the others come when work has left', (_, count, needs, length) => {
    const story = new Story();
    const refs = many(count, needs, length);
    const first = sendAll(story, refs);
    expect(first['later']).toBeGreaterThan(0);
    expect((first['admitted'] ?? 0) + (first['later'] ?? 0)).toBe(count);
    expect(carried(story.world.scheduler)).toBeLessThan(LIMITS.carried);
    const gone = 20;
    for (let n = 0; n < gone; n += 1) story.tell('cancel', { id: named(n, length) });
    const again = sendAll(story, refs.slice(gone));
    expect(again['admitted']).toBeGreaterThan(0);
    expect(carried(story.world.scheduler)).toBeLessThan(LIMITS.carried);
  });

  it('is never larger than it was reckoned to be, also when every item is blocked with a long reason', () => {
    const story = new Story();
    sendAll(
      story,
      many(3000, (n) => (n % 50 === 0 ? [`x${n}`] : []), 5),
    );
    const state = story.world.scheduler;
    const { finished: _finished, answers: _answers, ...rest } = packScheduler(state);
    expect(jsonBytes(rest)).toBeLessThanOrEqual(hardBytes(state));
    for (const item of Object.values(state.items))
      Object.assign(item, { state: 'blocked', reason: 'why\n'.repeat(500) });
    state.finished = Array.from({ length: 2000 }, (_, n) => ({
      key: `task/${'k'.repeat(110)}${n}`,
      sha256: 'f'.repeat(64),
      done: true,
    }));
    const text = JSON.stringify(packScheduler(state));
    expect(text.length).toBeLessThan(LIMITS.carried);
    const next = unpackScheduler(JSON.parse(text) as CarriedScheduler);
    expect(Object.keys(next.items)).toEqual(Object.keys(state.items));
    expect(next.finished.at(-1)).toEqual(state.finished.at(-1));
  });

  it('takes what a stage brings beyond the room of commands, and sets the rest aside with its reason', () => {
    const emitted = many(50, (n) => hundred(n).slice(0, 15), 3).map((ref) => ({ ...ref, id: `e-${ref.id}` }));
    const story = new Story({
      manager: Array<{ outcome: string; emitted: DocumentRef[] }>(1).fill({ outcome: 'MANAGER_COMPLETE', emitted }),
    });
    story.begin();
    story.add('spec', 's', { root: 's' });
    story.play();
    const kept = Object.values(story.world.scheduler.items).filter(({ id }) => id.startsWith('e-')).length;
    const aside = story.world.shown.filter((entry) => entry.kind === 'quarantine');
    expect(kept).toBeGreaterThan(10);
    // What is shown may be told again.
    expect(kept + new Set(aside.map(({ id }) => id)).size).toBe(50);
    expect(aside[0]).toMatchObject({ reason: expect.stringMatching(/comes to \d+ bytes, the limit is \d+/) as string });
  });

  it('sends no message above its bound, whatever is in the state', () => {
    const story = new Story();
    sendAll(story, many(300, hundred));
    story.begin();
    story.add('task', 'free');
    for (const { event } of story.world.letters) expect(jsonBytes(event)).toBeLessThan(LIMITS.message);
    expect(jsonBytes(story.last('workspace'))).toBeLessThan(LIMITS.message);
    const answer = story.enqueue(many(1, hundred).map((ref) => ({ ...ref, id: 'one-more' })));
    expect(jsonBytes(answer)).toBeLessThan(5_000);
  });
});
