// Whether the real Pi can be used here. Asked before anything is made, so that the answer comes at once.
import { failed } from '../errors.js';

const OTHERWISE = 'Without a model: `npm run demo`.';

/** Throws with what is missing and how to get it. */
export async function needPi(env: NodeJS.ProcessEnv): Promise<void> {
  const [{ DEFAULT_RUNNER_CONFIG: config }, { hasLogin, piProgram }] = await Promise.all([
    import('../../agents/runner-config.js'),
    import('../../agents/pi/surroundings.js'),
  ]);
  const around = { workspaceDir: process.cwd(), config, env };
  if (piProgram(around) === null) {
    const hint = `Install it with \`npm install -g @mariozechner/pi-coding-agent\`. ${OTHERWISE}`;
    throw failed('no_pi', 'Pi is missing: no program "pi" is on PATH.', hint);
  }
  if (hasLogin(around)) return;
  const hint = `Start pi and log in with \`/login\`, or set the variable of a key, such as OPENAI_API_KEY. ${OTHERWISE}`;
  throw failed('no_login', 'Pi is there, but has neither a login nor a key.', hint);
}
