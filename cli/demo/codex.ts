// Whether the real Codex can be used here. Asked before anything is made, so that the answer comes at once.
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { failed } from '../errors.js';

const OTHERWISE = 'Without a model: `npm run demo`.';

/** Throws with what is missing and how to get it. */
export async function needCodex(env: NodeJS.ProcessEnv): Promise<void> {
  const { findCodex } = await import('../../agents/codex/binary.js');
  const program = findCodex('codex', env['PATH'] ?? '', process.cwd());
  if (program === null) {
    const hint = `Install it with \`npm install -g @openai/codex\`. ${OTHERWISE}`;
    throw failed('no_codex', 'The Codex CLI is missing: no program "codex" is on PATH.', hint);
  }
  if (env['CODEX_API_KEY'] || ownProvider(env)) return;
  const { exitCode } = await execa(program, ['login', 'status'], { env, extendEnv: false, reject: false });
  if (exitCode === 0) return;
  const hint = `Log in with \`codex login\`, or set CODEX_API_KEY. ${OTHERWISE}`;
  throw failed('no_login', `${program} is there, but not logged in.`, hint);
}

/** A provider of the user's own may need no login, or one that Codex does not tell us of. */
function ownProvider(env: NodeJS.ProcessEnv): boolean {
  const config = join(env['CODEX_HOME'] ?? join(env['HOME'] ?? homedir(), '.codex'), 'config.toml');
  return existsSync(config) && /^\s*model_provider\s*=/m.test(readFileSync(config, 'utf8'));
}
