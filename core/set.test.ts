// Several fields are set at once, and only those that there are.
import { expect, it } from 'vitest';
import { set } from './set.js';

type Light = { lamp: string } & ({ state: 'on'; watts: number } | { state: 'off'; watts: null });

it('sets what is told and leaves the rest', () => {
  const light: Light = { lamp: 'hall', state: 'off', watts: null };
  set<Light>(light, { state: 'on', watts: 5 });
  expect(light).toEqual({ lamp: 'hall', state: 'on', watts: 5 });
  // @ts-expect-error: no member of the union says this
  set<Light>(light, { state: 'off', watts: 5 });
  // @ts-expect-error: there is no such field
  set<Light>(light, { colour: 'red' });
});
