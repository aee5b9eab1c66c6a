// What the operator has configured leads no case to a provider, nor takes a key of theirs to a server of ours.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runners } from '../../core/plan/sources/config/runners.js';
import { findRunner } from '../registry.js';
import { runnerConfig } from '../runner-config.js';

const env = { OPENAI_API_KEY: 'sk-of-the-operator', ANTHROPIC_API_KEY: 'sk-of-the-operator', PATH: '/opt/bin' };
const elsewhere = {
  ANTHROPIC_BASE_URL: 'https://elsewhere.example',
  CLAUDE_CODE_USE_BEDROCK: '1',
  CODEX_HOME: '/elsewhere',
};
const codex = { profile: 'elsewhere', extra_config: ['model_provider="elsewhere"'], env: { ...env, ...elsewhere } };
const config = runnerConfig(
  runners.parse({
    ...{ codex, pi: { provider: 'elsewhere', env }, claude_code: { env: { ...env, ...elsewhere } } },
    command: { tiny: { argv: ['tiny'], env: { ...env, OPENROUTER_API_KEY: 'sk-of-the-operator' } } },
  }),
);

test.each(['codex_cli', 'pi_rpc', 'claude_code', 'command.tiny'])('%s', (name) => {
  const home = mkdtempSync(join(tmpdir(), 'millrace-trial-'));
  try {
    const place = {
      home,
      url: 'http://127.0.0.1:1/v1',
      key: 'key-of-the-trial',
      steps: [],
      permission: 'maximum',
    } as const;
    const trial = findRunner(name).trial?.({ ...place, config, env: {} });
    if (trial === undefined || typeof trial === 'string') throw new Error('it has no trial');
    const table = { codex_cli: 'codex', pi_rpc: 'pi', claude_code: 'claude_code' }[name];
    const counts = table === undefined ? trial.config.command : trial.config[table as 'codex'];
    expect(JSON.stringify([trial.env, counts])).not.toMatch(/of-the-operator|elsewhere|BEDROCK/);
    expect(JSON.stringify(counts)).toContain('/opt/bin');
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
});
