// The demo with the real Codex, and whether it can be used here.
import { homedir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import type { Demo, Lack } from '../adapter.js';
import { readText } from '../files.js';
import { DEFAULT_RUNNER_CONFIG } from '../runner-config.js';
import { findCodex } from './binary.js';

export const codexDemo: Demo = {
  name: 'codex',
  intro: 'Runner: codex, under your own login. It takes some minutes and spends tokens of yours.',
  init: (permission) => ['--permission', permission],
  lacks,
};

async function lacks(env: NodeJS.ProcessEnv): Promise<Lack | null> {
  const { command } = DEFAULT_RUNNER_CONFIG.codex;
  const program = findCodex(command, env['PATH'] ?? '', process.cwd());
  if (program === null) {
    const hint = 'Install it with `npm install -g @openai/codex`.';
    return { code: 'no_codex', message: `The Codex CLI is missing: no program "${command}" is on PATH.`, hint };
  }
  if (env['CODEX_API_KEY'] || ownProvider(env)) return null;
  const { exitCode } = await execa(program, ['login', 'status'], { env, extendEnv: false, reject: false });
  if (exitCode === 0) return null;
  const hint = 'Log in with `codex login`, or set CODEX_API_KEY.';
  return { code: 'no_login', message: `${program} is there, but not logged in.`, hint };
}

/** A provider of the user's own may need no login, or one that Codex does not tell us of. */
function ownProvider(env: NodeJS.ProcessEnv): boolean {
  const config = join(env['CODEX_HOME'] ?? join(env['HOME'] ?? homedir(), '.codex'), 'config.toml');
  return /^\s*model_provider\s*=/m.test(readText(config) ?? '');
}
