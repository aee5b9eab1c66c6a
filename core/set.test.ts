// Several fields are set at once, and only those that there are.
import { expect, it } from 'vitest';
import type { Activation } from './contracts/activation.js';
import type { Item, Target } from './engine/workspace/scheduler-state.js';
import { set } from './set.js';

type Light = { lamp: string } & ({ state: 'on'; watts: number } | { state: 'off'; watts: null });

it('sets what is told and leaves the rest', () => {
  const light: Light = { lamp: 'hall', state: 'off', watts: null };
  set<Light>(light, { state: 'on', watts: 5 });
  expect(light).toEqual({ lamp: 'hall', state: 'on', watts: 5 });
  // @ts-expect-error: no member of the union says this
  set<Light>(light, { state: 'off', watts: 5 });
  // @ts-expect-error: what goes with it is not told
  set<Light>(light, { state: 'off' });
  // @ts-expect-error: what it belongs to is not told
  set<Light>(light, { watts: 7 });
  // @ts-expect-error: there is no such field
  set<Light>(light, { colour: 'red' });
});

it('sets what every member has alone, and changes no phase by half', () => {
  const light: Light = { lamp: 'hall', state: 'off', watts: null };
  set<Light>(light, { lamp: 'stairs' });
  expect(light).toEqual({ lamp: 'stairs', state: 'off', watts: null });
  const change = (activation: Activation, item: Item, target: Target): void => {
    set(activation, { attempt: 2 });
    // @ts-expect-error: a phase without its facts
    set(activation, { phase: 'running' });
    // @ts-expect-error: facts of another phase
    set(activation, { phase: 'ready', requestId: null, wait: { failureClass: 'other', reason: '', until: '' } });
    // @ts-expect-error: facts without their phase
    set(activation, { wait: null });
    // @ts-expect-error: a blocked item says why
    set(item, { state: 'blocked' });
    // @ts-expect-error: so does a root that is parked
    set(target, { state: 'parked' });
  };
  expect(change).toBeTypeOf('function');
});
