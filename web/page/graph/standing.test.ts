// Items stand at their stage or before their entry, and what left is counted at its end; what belongs to no place is nowhere.
import { expect, it } from 'vitest';
import { shippedPicture } from '../../../test/support/picture.js';
import { standingIn } from './standing.js';

const execution = shippedPicture('default_codex').planes.find(({ plane }) => plane === 'execution');
const item = (name: string, node: string | null, plane = 'execution') => ({
  ...{ item: name, title: '', plane, node, state: node === null ? 'queued' : 'active', since: null },
});

it('puts each item in one place, and counts ends of its own plane alone', () => {
  if (!execution) throw new Error('no execution plane');
  const items = [
    item('task/a', 'checker'),
    item('task/b', null),
    item('task/c', null),
    item('spec/d', null, 'planning'),
    item('task/e', 'gone'),
  ];
  const end = { from: 'updater', to: 'done', outcome: 'UPDATE_COMPLETE', count: 3 };
  const edges = [
    { plane: 'execution', ...end },
    { plane: 'planning', ...end },
  ];
  const { atStage, tallies } = standingIn(execution, { items, edges });
  expect([...atStage].map(([stage, those]) => [stage, those.map((one) => one.item)])).toEqual([
    ['checker', ['task/a']],
  ]);
  expect(Object.fromEntries(tallies)).toEqual({ 'entry:task': 2, 'end:done': 3 });
});
