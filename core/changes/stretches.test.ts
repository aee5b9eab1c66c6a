import { describe, expect, it } from 'vitest';
import { type ChangedStage, stretchesOf, unknownAmong } from './stretches.js';

const stage = (before: string | null, after: string | null, node = 'builder'): ChangedStage => ({
  ...{ request: `request-${node}`, run: 'run-1', node, stage: 1, attempt: 1, family: 'task', id: 't', root: 'backlog' },
  at: '2026-01-01T00:00:00Z',
  changes: { before, after, files: 0, added: 0, removed: 0 },
});

const trees = (...stages: ChangedStage[]): string[] =>
  stretchesOf(stages).map(({ before, after, stages: all }) => `${before}-${after}:${all.length}`);

describe('stages', () => {
  it('are one stretch where one begins as the other ended', () => {
    expect(trees(stage('a', 'b'), stage('b', 'b'), stage('b', 'c'))).toEqual(['a-c:3']);
  });

  it('are two where somebody else worked in between', () => {
    expect(trees(stage('a', 'b'), stage('x', 'c'))).toEqual(['a-b:1', 'x-c:1']);
  });

  it('of which a tree is not known are in none, and part the others', () => {
    const unknown = [stage(null, 'c', 'checker'), stage('c', null, 'updater')];
    expect(trees(stage('a', 'b'), ...unknown, stage('c', 'd'))).toEqual(['a-b:1', 'c-d:1']);
    expect(unknownAmong(unknown)).toEqual(unknown);
  });

  it('that change nothing are a stretch of one tree', () => {
    expect(trees(stage('a', 'a'))).toEqual(['a-a:1']);
    expect(trees()).toEqual([]);
  });
});
