// The real Claude Code under a home that is made for it, with a model server of ours as its provider.
import { join } from 'node:path';
import { picked } from '../environment.js';
import type { Trial, TrialPlace } from '../adapter.js';
import { HOME_VARIABLE } from './surroundings.js';

/** Of the operator's own variables only the way to programs: any other may lead to a provider, or be a login there. */
export function claudeTrial({ home, url, key, config }: TrialPlace): Trial {
  const { claude_code: own } = config;
  return {
    env: { [HOME_VARIABLE]: join(home, '.claude'), ...anthropic(url, key) },
    config: { ...config, claude_code: { ...own, env: picked(own.env, ['PATH']) } },
  };
}

/** By which its programs find a server of Messages; they add the version themselves. */
export const anthropic = (url: string, key: string): Record<string, string> => ({
  ...{ ANTHROPIC_BASE_URL: url.replace(/\/v1$/, ''), ANTHROPIC_API_KEY: key },
});
