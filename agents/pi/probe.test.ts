import type { FailureName } from '../../core/contracts/failures.js';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { stageRequest } from '../../test/support/stage-request.js';
import { DEFAULT_RUNNER_CONFIG } from '../runner-config.js';
import { probePi } from './probe.js';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'millrace-probe-'));
  mkdirSync(join(root, 'user'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const LONG_AGO = '2020-01-01T00:00:00.000Z';
const LATER = '2100-01-01T00:00:00.000Z';

function probe(failureClass: FailureName, since = LATER, env: NodeJS.ProcessEnv = {}) {
  const pi = { ...DEFAULT_RUNNER_CONFIG.pi, command: join(root, 'pi'), provider: 'own' };
  const around = { workspaceDir: root, config: { ...DEFAULT_RUNNER_CONFIG, pi } };
  const variables = { PI_CODING_AGENT_DIR: join(root, 'user'), ...env };
  return probePi({ request: stageRequest(), failureClass, since }, { ...around, env: variables });
}

test('a missing program is looked for', async () => {
  expect(await probe('runner_binary_missing')).toBe('broken');
  writeFileSync(join(root, 'pi'), '#!/bin/sh\n', { mode: 0o755 });
  expect(await probe('runner_binary_missing')).toBe('ready');
});

test.each<[FailureName, string]>([
  ['auth_missing_or_invalid', 'auth.json'],
  ['auth_missing_or_invalid', 'models.json'],
  ['usage_limit_reached', 'auth.json'],
  ['runner_misconfigured', 'settings.json'],
])('for %s a person has to change %s', async (failureClass, name) => {
  expect(await probe(failureClass, LONG_AGO)).toBe('broken');
  writeFileSync(join(root, 'user', name), '{}');
  expect(await probe(failureClass, LATER)).toBe('broken');
  expect(await probe(failureClass, LONG_AGO)).toBe('ready');
});

test('a provider of the user’s own is there when somebody answers', async () => {
  expect(await probe('network_unavailable')).toBe('unknown');
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  writeFileSync(join(root, 'user', 'models.json'), JSON.stringify({ providers: { own: { baseUrl } } }));
  expect(await probe('network_unavailable')).toBe('ready');
  expect(await probe('network_unavailable', LATER, { HTTPS_PROXY: 'http://proxy.test' })).toBe('unknown');
  await new Promise((resolve) => server.close(resolve));
  expect(await probe('provider_unavailable')).toBe('broken');
});

test('limits are left to the timer', async () => {
  expect(await probe('provider_rate_limited')).toBe('unknown');
});
