// What is meant by what a person wrote: one thing, though a root, its spec and its work may share a name.
import { describe, expect, it } from 'vitest';
import type { ChangedStage } from '../../core/changes/stretches.js';
import { diffTarget } from './target.js';

const stage = (
  family: string,
  id: string,
  root: string,
  at: string,
  [before, after]: [string, string],
): ChangedStage => ({
  ...{ request: `request-${at}`, run: `run-0${id}`, node: 'builder', stage: 1, attempt: 1, family, id, root },
  at: `2026-01-01T0${at}:00:00Z`,
  changes: { before, after, files: 1, added: 1, removed: 0 },
});

const stages = [
  stage('spec', 'shop-links', 'shop-links', '1', ['a', 'b']),
  stage('task', 'shop-links-count', 'shop-links', '2', ['b', 'c']),
  stage('task', 'alone', 'backlog', '3', ['x', 'd']),
];
const named = (id?: string, since?: { ms: number; name: string }) =>
  diffTarget(stages, id, since === undefined ? {} : { since }, null);

describe('the beginning of an id', () => {
  it('of a root means all below it, and not its spec beside it', () => {
    expect(named('shop-links')).toMatchObject({ what: 'root', name: 'shop-links' });
    expect(diffTarget(stages.slice(0, 1), 'sh', {}, null)).toMatchObject({ what: 'root', name: 'shop-links' });
  });

  it('of a spec alone is the spec where its family is said', () => {
    expect(diffTarget(stages, 'shop-l', { family: 'spec' }, null)).toMatchObject({ name: 'spec/shop-links' });
  });

  it('of a root and of another item names both, each once', () => {
    expect(() => named('shop')).toThrow('shop fits 2: root shop-links, task/shop-links-count.');
  });

  it('of nothing that there is says so, and what may have been meant; of what nothing was recorded says that', () => {
    const known = () => ['alone', 'queued'];
    const asked = (id: string) => diffTarget(stages, id, { known }, null);
    expect(() => asked('alnoe')).toThrow('There is no item, run or root alnoe here. Did you mean alone?');
    expect(() => asked('queued')).toThrow('No stage of queued has ended here');
    expect(() => asked('run-7')).toThrow('No stage of run-7 has ended here');
  });
});

describe('since a time', () => {
  it('is one stretch from the first stage that ended in it, with what others did between', () => {
    const since = { ms: Date.parse('2026-01-01T01:30:00Z'), name: 'in the last 2h' };
    expect(named(undefined, since)).toMatchObject({ what: 'since', stretches: [{ before: 'b', after: 'd' }] });
    expect(named(undefined, { ...since, ms: Infinity }).stretches).toEqual([]);
  });
});
