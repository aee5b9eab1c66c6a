// The demo with the real Pi, and whether it can be used here.
import { tmpdir } from 'node:os';
import type { Demo, Lack } from '../adapter.js';
import { DEFAULT_RUNNER_CONFIG as config } from '../runner-config.js';
import { boxWorks } from '../walls/box.js';
import { hasLogin, piProgram } from './surroundings.js';

export const piDemo: Demo = {
  name: 'pi',
  intro: 'Runner: pi, under your own login. It takes some minutes and spends tokens of yours.',
  init: (permission) => [
    ...['--mode', 'default_pi', '--permission', permission],
    ...(permission === 'maximum' ? [] : ['--sandbox', 'bubblewrap']),
  ],
  lacks,
};

const WITHOUT =
  'Install it (the package `bubblewrap`), or let Pi do everything that you can: `npm run demo -- --runner pi --permission maximum`.';

async function lacks(env: NodeJS.ProcessEnv, permission: string): Promise<Lack | null> {
  const around = { workspaceDir: process.cwd(), config, env };
  if (piProgram(around) === null) {
    const hint = 'Install it with `npm install -g @earendil-works/pi-coding-agent`, which needs Node 22.19.';
    return { code: 'no_pi', message: 'Pi is missing: no program "pi" is on PATH.', hint };
  }
  // The workspace will lie there, and a program in it counts for nothing.
  if (permission !== 'maximum' && !(await boxWorks({ ...around, workspaceDir: tmpdir() })))
    return { code: 'no_sandbox', message: 'bubblewrap, the sandbox of Pi, does not work here.', hint: WITHOUT };
  if (hasLogin(around)) return null;
  const hint = 'Start pi and log in with `/login`, or set the variable of a key, such as OPENAI_API_KEY.';
  return { code: 'no_login', message: 'Pi is there, but has neither a login nor a key.', hint };
}
