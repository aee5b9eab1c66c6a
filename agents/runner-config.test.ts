import { expect, test } from 'vitest';
import { DEFAULT_RUNNER_CONFIG, wholeConfig } from './runner-config.js';

const { codex, pi, scripted } = DEFAULT_RUNNER_CONFIG;

test('what another version stored is whole: what it did not know has its default, what it says stays', () => {
  const { projectInstructions: _unknown, ...older } = { ...codex, command: 'mine', profile: null };
  expect(wholeConfig({ codex: older, pi })).toEqual({ codex: { ...codex, command: 'mine' }, pi, scripted });
  expect(wholeConfig({ codex: { ...codex, projectInstructions: false }, pi })?.codex.projectInstructions).toBe(false);
});

test.each([[{ codex }], [{ pi }]])('a runner that it did not know has its defaults: %j', (written) => {
  expect(wholeConfig(written)).toEqual({ codex, pi, scripted });
});

test.each([[null], [{}], [{ other: {} }]])('without any table there is none: %j', (written) => {
  expect(wholeConfig(written)).toBeNull();
});
