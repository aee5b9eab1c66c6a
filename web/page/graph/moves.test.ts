// Items go over the picture as the feed tells it: in by their entry, along an edge, out by an end.
import { expect, it } from 'vitest';
import { shippedPicture } from '../../../test/support/picture.js';
import { wayKey } from './drawn.js';
import { movesIn } from './moves.js';

const picture = shippedPicture('default_codex');
let seq = 0;
const row = (type: string, node: string, item = 'task/T-1') => {
  seq += 1;
  return { ...{ seq, at: '2026-01-31T09:00:00.000Z', type, kind: '', item, node }, ...{ run: 'r', detail: '' } };
};

it('tells the way of an item from its entry to its end', () => {
  const rows = [
    row('stage_started', 'builder'),
    row('router_decision', 'builder'),
    row('stage_started', 'checker'),
    row('stage_started', 'updater'),
    row('work_item_done', ''),
    row('work_item_done', ''),
  ];
  expect(movesIn(picture, new Map(), rows).map(({ way, to }) => [way, to])).toEqual([
    [null, 'builder'],
    [wayKey({ from: 'builder', to: 'checker', outcome: 'BUILDER_COMPLETE' }), 'checker'],
    [wayKey({ from: 'checker', to: 'updater', outcome: 'CHECKER_PASS' }), 'updater'],
    [wayKey({ from: 'updater', to: 'done', outcome: 'UPDATE_COMPLETE' }), 'done'],
  ]);
});

it('leaves a blocked item by an unwanted end, and moves nothing that no edge leads to', () => {
  const rows = [
    row('stage_started', 'updater'),
    row('stage_started', 'arbiter'),
    row('stage_started', 'consultant'),
    row('work_item_blocked', ''),
  ];
  const moves = movesIn(picture, new Map(), rows);
  expect(moves.map(({ to }) => to)).toEqual(['needs_planning']);
});

it('knows nothing of items, stages and words that are not its own', () => {
  expect(
    movesIn(picture, new Map(), [row('stage_started', '__proto__', '__proto__'), row('toString', 'builder', '')]),
  ).toEqual([]);
});
