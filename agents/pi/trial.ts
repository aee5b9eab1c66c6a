// The real Pi under a home that is made for it, with a model server of ours as its one provider.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Trial, TrialPlace } from '../adapter.js';
import { picked } from '../environment.js';
import { writeWhole } from '../files.js';
import { HOME_VARIABLE, piProgram } from './surroundings.js';
import { isNewer, piPackage } from './version.js';

const PROVIDER = 'trial';
const WHOLE_ENVIRONMENT = 'Pi hands its whole environment to the commands of its model, and nothing switches that off';

const NO_END =
  'Pi before 1.0 calls an answer without an end a success, and one whose tokens nobody counts looks the same';

/** The key itself stands in its models: how a variable is named there is another thing in every Pi. */
export function piTrial({ home, url, key, config, env }: TrialPlace): Trial {
  const folder = join(home, 'pi');
  mkdirSync(folder, { recursive: true });
  const models = [{ id: 'trial-model', reasoning: true, contextWindow: 128_000 }];
  const providers = { [PROVIDER]: { baseUrl: url, api: 'openai-completions', apiKey: key, models } };
  writeWhole(join(folder, 'models.json'), JSON.stringify({ providers }));
  writeWhole(join(folder, 'settings.json'), JSON.stringify({ defaultProvider: PROVIDER }));
  const program = piProgram({ workspaceDir: home, config, env });
  const newer = program !== null && isNewer(piPackage(program));
  return {
    env: { [HOME_VARIABLE]: folder, OPENAI_API_KEY: key },
    config: {
      ...config,
      pi: { ...config.pi, provider: PROVIDER, env: { ...picked(config.pi.env, ['PATH']), OPENAI_API_KEY: key } },
    },
    cannot: { 'secrets/tools': WHOLE_ENVIRONMENT, ...(newer ? {} : { 'network/no-end': NO_END }) },
  };
}
