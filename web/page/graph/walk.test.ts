// What a run did is read off its stages: each visit, each edge, each bound.
import { expect, it } from 'vitest';
import { shippedPicture } from '../../../test/support/picture.js';
import { wayKey } from './drawn.js';
import { walkOf } from './walk.js';

const execution = shippedPicture('default_codex').planes.find(({ plane }) => plane === 'execution');
const stages = (...all: [node: string, outcome: string | null][]) => all.map(([node, outcome]) => ({ node, outcome }));
const walked = (state: string, ...all: [string, string | null][]) => {
  if (!execution) throw new Error('no execution plane');
  return walkOf(execution, { plane: 'execution', state, stagesRun: stages(...all) });
};

it('counts visits, edges and bounds, and knows where the run stands', () => {
  const walk = walked(
    'active',
    ['builder', 'BUILDER_COMPLETE'],
    ['checker', 'FIX_NEEDED'],
    ['fixer', 'FIXER_COMPLETE'],
    ['doublechecker', 'FIX_NEEDED'],
    ['fixer', null],
  );
  expect(Object.fromEntries(walk.visits)).toEqual({ builder: 1, checker: 1, fixer: 2, doublechecker: 1 });
  expect(walk.edges.get(wayKey({ from: 'checker', to: 'fixer', outcome: 'FIX_NEEDED' }))).toBe(1);
  expect(Object.fromEntries(walk.bounds)).toEqual({ fix_cycles: 2 });
  expect(walk.at).toBe('fixer');
});

it('leaves by an end when the run is over, and by none while it goes on', () => {
  const end = wayKey({ from: 'updater', to: 'done', outcome: 'UPDATE_COMPLETE' });
  expect(walked('done', ['updater', 'UPDATE_COMPLETE']).edges.get(end)).toBe(1);
  expect(walked('active', ['updater', 'UPDATE_COMPLETE']).edges.size).toBe(0);
});

it('draws no line for a way that the picture does not have', () => {
  const walk = walked('active', ['troubleshooter', 'TROUBLESHOOT_COMPLETE'], ['updater', null]);
  expect([walk.edges.size, walk.visits.get('updater')]).toEqual([0, 1]);
});
