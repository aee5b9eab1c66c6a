import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DEFAULT_RUNNER_CONFIG } from '../runner-config.js';
import type { PiConfig } from './settings.js';
import { ownEnv, providerOf, userFolder } from './surroundings.js';

let folder = '';
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'millrace-pi-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const around = (pi: Partial<PiConfig> = {}, env: NodeJS.ProcessEnv = {}) => ({
  workspaceDir: '/ws',
  config: { ...DEFAULT_RUNNER_CONFIG, pi: { ...DEFAULT_RUNNER_CONFIG.pi, ...pi } },
  env: { PI_CODING_AGENT_DIR: folder, ...env },
});

test('the user’s folder is named by a variable, ours before the worker’s, else it is in the home', () => {
  expect(userFolder(around({ env: { PI_CODING_AGENT_DIR: '/own' } }))).toBe('/own');
  expect(userFolder(around())).toBe(folder);
  expect(userFolder({ ...around(), env: { HOME: '/home/me' } })).toBe('/home/me/.pi/agent');
});

test('the provider is the configured one, else the user’s default, unless the model names it', () => {
  expect(providerOf('m', around())).toBeNull();
  writeFileSync(join(folder, 'settings.json'), '{"defaultProvider":"anthropic"}');
  expect(providerOf('m', around())).toBe('anthropic');
  expect(providerOf('m', around({ provider: 'own' }))).toBe('own');
  expect(providerOf('openai/m', around())).toBeNull();
  expect(providerOf(null, around())).toBeNull();
});

test('Pi gets the key of its provider, what the user configured, and no other variable', () => {
  const worker = { OPENAI_API_KEY: 'a', ANTHROPIC_API_KEY: 'b', STRIPE_API_KEY: 'c' };
  expect(ownEnv('openai', around({ env: { X: 'y' } }, worker))).toEqual({
    ...{ PI_OFFLINE: '1', OPENAI_API_KEY: 'a' },
    X: 'y',
  });
  expect(ownEnv(null, around({}, worker))).toEqual({ PI_OFFLINE: '1', OPENAI_API_KEY: 'a', ANTHROPIC_API_KEY: 'b' });
});

test('models that cannot be read are none', () => {
  writeFileSync(join(folder, 'models.json'), '{"providers":[1');
  expect(ownEnv('own', around())).toEqual({ PI_OFFLINE: '1' });
});
