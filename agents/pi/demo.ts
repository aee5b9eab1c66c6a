// The demo with the real Pi, and whether it can be used here.
import type { Demo, Lack } from '../adapter.js';
import { DEFAULT_RUNNER_CONFIG as config } from '../runner-config.js';
import { hasLogin, piProgram } from './surroundings.js';

export const piDemo: Demo = {
  name: 'pi',
  intro: 'Runner: pi, under your own login and without a sandbox. It takes some minutes and spends tokens of yours.',
  init: () => ['--mode', 'default_pi', '--permission', 'maximum'],
  lacks,
};

async function lacks(env: NodeJS.ProcessEnv): Promise<Lack | null> {
  const around = { workspaceDir: process.cwd(), config, env };
  if (piProgram(around) === null) {
    const hint = 'Install it with `npm install -g @mariozechner/pi-coding-agent`.';
    return { code: 'no_pi', message: 'Pi is missing: no program "pi" is on PATH.', hint };
  }
  if (hasLogin(around)) return null;
  const hint = 'Start pi and log in with `/login`, or set the variable of a key, such as OPENAI_API_KEY.';
  return { code: 'no_login', message: 'Pi is there, but has neither a login nor a key.', hint };
}
