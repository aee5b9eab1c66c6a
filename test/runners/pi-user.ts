// A user of Pi: a folder with the models of the tests' model server, the key in a variable.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isNewer, piPackage } from '../../agents/pi/version.js';
import type { PiConfig } from '../../agents/pi/settings.js';
import { DEFAULT_RUNNER_CONFIG } from '../../agents/runner-config.js';

/** The key the model server is asked with. It must not turn up in anything that is stored. */
export const API_KEY = 'test-key-0123456789';

/** Name of the user's own provider. */
export const PROVIDER = 'tests';

export const PI_CONFIG: PiConfig = { ...DEFAULT_RUNNER_CONFIG.pi, provider: PROVIDER };

export interface PiUser {
  /** Variables of this user. `HOME` is private too: what is killed here must not hurt whoever runs this. */
  env: NodeJS.ProcessEnv;
  /** Where the models of the user's own provider, which is also the default one, are from now on. */
  use(baseUrl: string): void;
}

/** `home`: a folder to be made. `binFolder`: where the real `pi` is. */
export function makePiUser(home: string, binFolder: string): PiUser {
  const folder = join(home, '.pi', 'agent');
  mkdirSync(folder, { recursive: true });
  const apiKey = isNewer(piPackage(join(binFolder.split(':')[0] ?? '', 'pi'))) ? '$TESTS_API_KEY' : 'TESTS_API_KEY';
  return {
    env: { ...process.env, PATH: `${binFolder}:${process.env['PATH']}`, HOME: home, TESTS_API_KEY: API_KEY },
    use: (baseUrl) => {
      const models = ['stub-model', 'gpt-5.5'].map((id) => ({ id, reasoning: true, contextWindow: 128_000 }));
      const provider = { baseUrl, api: 'openai-completions', apiKey, models };
      writeFileSync(join(folder, 'models.json'), JSON.stringify({ providers: { [PROVIDER]: provider } }));
      writeFileSync(join(folder, 'settings.json'), JSON.stringify({ defaultProvider: PROVIDER }));
    },
  };
}
