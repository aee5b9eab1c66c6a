import { expect, test } from 'vitest';
import { stageRequest } from '../../test/support/stage-request.js';
import { DEFAULT_RUNNER_CONFIG } from '../runner-config.js';
import type { PiSession } from './session.js';
import type { PiConfig } from './settings.js';
import { piArgv } from './argv.js';

const argv = (
  changes: Parameters<typeof stageRequest>[0] = {},
  settings: Partial<PiConfig> = {},
  provider: string | null = null,
  session: PiSession | null = null,
  isNewer = false,
): string =>
  piArgv(stageRequest(changes), { ...DEFAULT_RUNNER_CONFIG.pi, ...settings }, '/bin/pi', {
    provider,
    session,
    isNewer,
  }).join(' ');

test('a plain request', () => {
  expect(argv()).toBe(
    '/bin/pi --mode rpc --no-session --model stub-model --thinking medium ' +
      '--no-context-files --no-skills --no-extensions --no-prompt-templates --no-themes ' +
      '--system-prompt  --append-system-prompt ',
  );
});

test('settings give further arguments and Pi’s own files; extensions never', () => {
  const line = argv({}, { args: ['--verbose'], disableContextFiles: false, disableSkills: false }, 'own');
  expect(line).toContain('/bin/pi --verbose --mode rpc --no-session --provider own');
  expect(line).not.toMatch(/context-files|no-skills/);
  expect(line).toContain('--no-extensions');
});

test('the configured thinking serves only a request that names no effort', () => {
  expect(argv({ effort: null }, { thinking: 'high' })).toContain('--thinking high');
  expect(argv({ effort: 'low' }, { thinking: 'high' })).toContain('--thinking low');
  expect(argv({ model: null, effort: null })).not.toMatch(/--model|--thinking/);
});

test('a session is kept where it may go on, and goes on where it was kept', () => {
  expect(argv({}, {}, null, { folder: '/j/session', file: null })).toContain(
    '--mode rpc --session-dir /j/session --model',
  );
  const goesOn = argv({}, {}, null, { folder: '/j/session', file: '/j/session/s.jsonl' });
  expect(goesOn).toContain('--session-dir /j/session --session /j/session/s.jsonl --model');
  expect(goesOn).not.toContain('--no-session');
});

test('a Pi of 1.0 or later is told that what the work tree says of itself counts for nothing', () => {
  expect(argv({}, {}, null, null, true)).toMatch(/ --no-approve --no-mcp$/);
  expect(argv()).not.toMatch(/approve|mcp/);
});
