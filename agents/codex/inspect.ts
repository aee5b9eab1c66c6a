// What can be told of Codex without a model: whether it is there and starts, whether a login is stored, whether its sandbox works.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Asked, Seen } from '../adapter.js';
import { allowedEnv } from '../environment.js';
import { readIfThere } from '../files.js';
import { versionOf } from '../program.js';
import { NO_SANDBOX } from './classify.js';
import { sandboxComplaint } from './sandbox.js';
import { type Around, codexHome, codexProgram, noProgram, ownEnv } from './surroundings.js';

export async function inspectCodex({ permissions, probe }: Asked, context: Around): Promise<Seen[]> {
  const program = codexProgram(context);
  if (program === null) return [{ level: 'error', code: 'runner_binary_missing', what: noProgram(context) }];
  const sandboxed = permissions.includes('basic') || permissions.includes('read_only');
  return [
    { level: 'ok', code: 'runner_binary', what: program },
    ...(probe ? [await versionOf(program, { ...allowedEnv(context.env), ...ownEnv(context) })] : []),
    login(context),
    ...(probe && sandboxed ? [await sandbox(program, context)] : []),
  ];
}

/** Whether a stored login is still good only a model's provider knows. */
function login(context: Around): Seen {
  const home = codexHome(context);
  const own = ownEnv(context);
  if (existsSync(join(home, 'auth.json')) || own['OPENAI_API_KEY'] || own['CODEX_API_KEY'])
    return { level: 'ok', code: 'login', what: 'a login is stored; the first stage tells whether it is still good' };
  const settings = [readIfThere(join(home, 'config.toml')) ?? '', ...context.config.codex.extraConfig];
  if (settings.some((text) => text.includes('model_provider')))
    return { level: 'ok', code: 'login', what: 'the provider is one of your own; its login cannot be seen from here' };
  const remedy = 'Run `codex login` once, or set OPENAI_API_KEY.';
  return { level: 'warning', code: 'login_missing', what: `no login is stored in ${home}`, remedy };
}

async function sandbox(program: string, context: Around): Promise<Seen> {
  const complaint = await sandboxComplaint(context, program);
  if (complaint === null) return { level: 'ok', code: 'sandbox', what: 'its sandbox works here' };
  return {
    level: 'error',
    code: 'sandbox_unavailable',
    what: `Codex could start no command: ${complaint}`,
    remedy: NO_SANDBOX,
  };
}
