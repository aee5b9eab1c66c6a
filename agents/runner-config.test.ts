import { expect, test } from 'vitest';
import { runners } from '../core/plan/sources/config/runners.js';
import { DEFAULT_RUNNER_CONFIG, isBoxed, runnerConfig, secretSettings, wholeConfig } from './runner-config.js';

const { codex, pi, ...others } = DEFAULT_RUNNER_CONFIG;

test('what another version stored is whole: what it did not know has its default, what it says stays', () => {
  const { projectInstructions: _unknown, ...older } = { ...codex, command: 'mine', profile: null };
  expect(wholeConfig({ codex: older, pi })).toEqual({ codex: { ...codex, command: 'mine' }, pi, ...others });
  expect(wholeConfig({ codex: { ...codex, projectInstructions: false }, pi })?.codex.projectInstructions).toBe(false);
});

test.each([[{ codex }], [{ pi }]])('a runner that it did not know has its defaults: %j', (written) => {
  expect(wholeConfig(written)).toEqual({ codex, pi, ...others });
});

test.each([[null], [{}], [{ other: {} }]])('without any table there is none: %j', (written) => {
  expect(wholeConfig(written)).toBeNull();
});

test('a runner that the configuration names has its own table, walls and secrets', () => {
  const own = { argv: ['x'], env: { TOKEN: 'abc-123' }, sandbox: 'bubblewrap' };
  const config = runnerConfig(runners.parse({ command: { own, other: { argv: ['y'] } } }));
  expect(config.command['own']).toMatchObject({ argv: ['x'], passEnv: [], exitCodes: {}, permissions: null });
  expect(['command.own', 'command.other', 'command', 'own'].map((name) => isBoxed(config, name))).toEqual([
    ...[true, false, false, false],
  ]);
  expect(secretSettings(config)).toContainEqual({ TOKEN: 'abc-123' });
  expect(wholeConfig(JSON.parse(JSON.stringify(config)))).toEqual(config);
});
