import { expect, it } from 'vitest';
import { stateHome } from './state-home.js';

it('is MILLRACE_STATE_HOME, else that of XDG, else that below HOME', () => {
  expect(stateHome({ MILLRACE_STATE_HOME: '/m', XDG_STATE_HOME: '/x', HOME: '/h' })).toBe('/m');
  expect(stateHome({ XDG_STATE_HOME: '/x', HOME: '/h' })).toBe('/x/millrace');
  expect(stateHome({ HOME: '/h' })).toBe('/h/.local/state/millrace');
});

it('ignores a relative XDG_STATE_HOME', () => {
  expect(stateHome({ XDG_STATE_HOME: 'x', HOME: '/h' })).toBe('/h/.local/state/millrace');
});
