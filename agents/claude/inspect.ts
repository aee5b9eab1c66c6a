// What can be told of Claude Code without a model: whether it is there and starts, whether there is a login, whether its sandbox works.
import type { AskedRun, Seen } from '../adapter.js';
import { allowedEnv } from '../environment.js';
import { versionOf } from '../program.js';
import { isBoxed } from '../runner-config.js';
import { NO_SANDBOX, sandboxComplaint } from './sandbox.js';
import { claudeKind } from './settings.js';
import { type Around, claudeProgram, givenEnv, hasLogin, noProgram, userFolder, withoutKeys } from './surroundings.js';

export async function inspectClaude({ permissions, probe }: AskedRun, context: Around): Promise<Seen[]> {
  const program = claudeProgram(context);
  if (program === null) return [{ level: 'error', code: 'runner_binary_missing', what: noProgram(context) }];
  const env = { ...allowedEnv(context.env), ...withoutKeys(givenEnv(context)) };
  const walled = permissions.some((one) => one === 'basic' || one === 'read_only');
  return [
    { level: 'ok', code: 'runner_binary', what: program },
    ...(probe ? [await versionOf(program, env)] : []),
    login(context),
    ...(probe && walled && !isBoxed(context.config, claudeKind.name) ? [await sandbox(context)] : []),
  ];
}

function login(context: Around): Seen {
  if (hasLogin(context))
    return {
      level: 'ok',
      code: 'login',
      what: 'there is a login or a key; the first stage tells whether it is still good',
    };
  const remedy = 'Start `claude` once and use `/login`, or set ANTHROPIC_API_KEY or CLAUDE_CODE_OAUTH_TOKEN.';
  return { level: 'warning', code: 'login_missing', what: `no login is stored in ${userFolder(context)}`, remedy };
}

async function sandbox(context: Around): Promise<Seen> {
  const complaint = await sandboxComplaint(context);
  if (complaint === null) return { level: 'ok', code: 'sandbox', what: 'its sandbox works here' };
  return { level: 'error', code: 'sandbox_unavailable', what: complaint, remedy: NO_SANDBOX };
}
