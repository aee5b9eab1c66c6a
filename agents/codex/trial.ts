// The real Codex under a home that is made for it, with a model server of ours as its provider.
import { join } from 'node:path';
import type { Trial, TrialPlace } from '../adapter.js';
import { picked } from '../environment.js';
import { writeWhole } from '../files.js';

export function codexTrial({ home, url, key, config }: TrialPlace): Trial {
  writeWhole(join(home, 'config.toml'), codexConfig(url));
  return {
    env: { CODEX_HOME: home, OPENAI_API_KEY: key },
    config: { ...config, codex: { ...config.codex, ...ASIDE, env: picked(config.codex.env, ['PATH']) } },
    cannot: {
      'refusals/429-until': 'Codex does not pass on what a server says with 429',
    },
  };
}

/** Of the operator's settings what may lead to a provider, and, as one has it who does not want the tree to be heard, what it says. */
const ASIDE = { profile: null, extraConfig: [], projectInstructions: false };

/** No look-ups of its own, no tries of its own: one answer of the server is one end of the run. `provider`: how the key is given. */
export const codexConfig = (baseUrl: string, provider = 'env_key = "OPENAI_API_KEY"'): string => `
model_provider = "test"
check_for_update_on_startup = false
[analytics]
enabled = false
[features]
plugins = false
[model_providers.test]
name = "test"
base_url = "${baseUrl}"
wire_api = "responses"
${provider}
request_max_retries = 0
stream_max_retries = 0
`;
