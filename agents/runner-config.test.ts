import { expect, test } from 'vitest';
import { DEFAULT_RUNNER_CONFIG, wholeConfig } from './runner-config.js';

const { codex, pi } = DEFAULT_RUNNER_CONFIG;

test('what another version stored is whole: what it did not know has its default, what it says stays', () => {
  const { projectInstructions: _unknown, ...older } = { ...codex, command: 'mine', profile: null };
  expect(wholeConfig({ codex: older, pi })).toEqual({ codex: { ...codex, command: 'mine' }, pi });
  expect(wholeConfig({ codex: { ...codex, projectInstructions: false }, pi })?.codex.projectInstructions).toBe(false);
});

test.each([[null], [{}], [{ codex }], [{ pi }]])('without the table of a runner there is none: %j', (written) => {
  expect(wholeConfig(written)).toBeNull();
});
