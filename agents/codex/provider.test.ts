import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DEFAULT_RUNNER_CONFIG } from '../runner-config.js';
import type { CodexConfig } from './settings.js';
import { providerAddress } from './provider.js';

let home = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'millrace-provider-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const put = (name: string, text: string): void => writeFileSync(join(home, name), text);

function address(change: Partial<CodexConfig> = {}, env: NodeJS.ProcessEnv = {}) {
  const config = { ...DEFAULT_RUNNER_CONFIG, codex: { ...DEFAULT_RUNNER_CONFIG.codex, ...change } };
  return providerAddress({ workspaceDir: home, config, env: { CODEX_HOME: home, ...env } });
}

const OWN = 'model_provider = "own"\n[model_providers.own]\nbase_url = "http://[::1]:8080/v1"\n';

describe('the address of the provider', () => {
  test('is the built-in one without a configuration, or another one that is set for it', () => {
    expect(address()).toEqual({ host: 'api.openai.com', port: 443 });
    put('config.toml', 'openai_base_url = "http://gate.test/v1"');
    expect(address()).toEqual({ host: 'gate.test', port: 80 });
  });

  test('is taken from the user’s file, else from the profile, else from the settings of ours, the last one first', () => {
    put('config.toml', OWN);
    expect(address()).toEqual({ host: '::1', port: 8080 });
    put('night.config.toml', '[model_providers.own]\nbase_url = "https://night.test"\n');
    expect(address({ profile: 'night' })).toEqual({ host: 'night.test', port: 443 });
    const extraConfig = [
      'model_providers.own.base_url="http://a.test:1"',
      'model_providers.own.base_url=http://b.test:2/x',
    ];
    expect(address({ profile: 'night', extraConfig })).toEqual({ host: 'b.test', port: 2 });
  });

  test.each([
    ['a provider without an address', 'model_provider = "ollama"', {}],
    ['an address that is none', OWN.replace('http', 'not a url, http'), {}],
    ['a proxy', OWN, { https_proxy: 'http://proxy.test:3128' }],
  ])('cannot be told for %s', (_name, text, env) => {
    put('config.toml', text);
    expect(address({}, env)).toBeNull();
  });
});
