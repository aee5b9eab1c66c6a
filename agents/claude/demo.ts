// The demo with the real Claude Code, and whether it can be used here.
import { tmpdir } from 'node:os';
import type { Demo, Lack } from '../adapter.js';
import { DEFAULT_RUNNER_CONFIG as config } from '../runner-config.js';
import { boxWorks } from '../walls/box.js';
import { claudeKind } from './settings.js';
import { claudeProgram, hasLogin } from './surroundings.js';

export const claudeDemo: Demo = {
  name: claudeKind.name,
  intro: 'Runner: Claude Code, under your own login. It takes some minutes and spends tokens of yours.',
  init: (permission) => [
    ...['--mode', claudeKind.mode, '--permission', permission],
    ...(permission === 'maximum' ? [] : ['--sandbox', 'bubblewrap']),
  ],
  lacks,
};

const WITHOUT =
  'Install it (the package `bubblewrap`), or let Claude Code do everything that you can: `npm run demo -- --runner claude_code --permission maximum`.';

async function lacks(env: NodeJS.ProcessEnv, permission: string): Promise<Lack | null> {
  const around = { workspaceDir: process.cwd(), config, env };
  if (claudeProgram(around) === null) {
    const hint = 'Install it with `npm install -g @anthropic-ai/claude-code`.';
    return { code: 'no_claude', message: 'Claude Code is missing: no program "claude" is on PATH.', hint };
  }
  // The workspace will lie there, and a program in it counts for nothing.
  if (permission !== 'maximum' && !(await boxWorks({ ...around, workspaceDir: tmpdir() })))
    return {
      code: 'no_sandbox',
      message: 'bubblewrap, which is put around Claude Code, does not work here.',
      hint: WITHOUT,
    };
  if (hasLogin(around)) return null;
  const hint = 'Start claude and log in with `/login`, or set ANTHROPIC_API_KEY.';
  return { code: 'no_login', message: 'Claude Code is there, but has neither a login nor a key.', hint };
}
