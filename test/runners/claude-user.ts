// A user of Claude Code: a home without a login, the models of the tests' model server, the key in a variable.
import { mkdirSync } from 'node:fs';
import type { ClaudeConfig } from '../../agents/claude/settings.js';
import { DEFAULT_RUNNER_CONFIG, type RunnerConfig } from '../../agents/runner-config.js';

/** The key the model server is asked with. It must not turn up in anything that is stored. */
export const API_KEY = 'test-key-0123456789';

export const claudeConfig = (config: Partial<ClaudeConfig> = {}): RunnerConfig => ({
  ...DEFAULT_RUNNER_CONFIG,
  claude_code: { ...DEFAULT_RUNNER_CONFIG.claude_code, ...config },
});

/**
 * Variables of this user. `HOME` is private too: what is killed here must not hurt whoever runs this. `baseUrl`: as the model server
 * gives it. `binFolders`: where the real `claude` is, and what it needs.
 */
export function claudeEnv(home: string, baseUrl: string, ...binFolders: string[]): NodeJS.ProcessEnv {
  mkdirSync(home, { recursive: true });
  const { CLAUDE_CONFIG_DIR: _folder, CLAUDE_CODE_OAUTH_TOKEN: _token, ...env } = process.env;
  const PATH = [...binFolders, env['PATH']].join(':');
  return { ...env, PATH, HOME: home, ANTHROPIC_API_KEY: API_KEY, ANTHROPIC_BASE_URL: baseUrl.replace(/\/v1$/, '') };
}
