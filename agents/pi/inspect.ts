// What can be told of Pi without a model: whether it is there and starts, whether there is a login, and whether walls are missing.
import type { AskedRun, Seen } from '../adapter.js';
import { allowedEnv } from '../environment.js';
import { findProgram, versionOf } from '../program.js';
import { type Around, hasLogin, noProgram, ownEnv, piProgram, userFolder } from './surroundings.js';
import { isOlderThan, piPackage } from './version.js';

export async function inspectPi({ permissions, probe }: AskedRun, context: Around): Promise<Seen[]> {
  const program = piProgram(context);
  if (program === null) return [{ level: 'error', code: 'runner_binary_missing', what: noProgram(context) }];
  const env = { ...allowedEnv(context.env), ...ownEnv(context.config.pi.provider, context) };
  return [
    { level: 'ok', code: 'runner_binary', what: program },
    ...(probe ? [(await oldNode(program, env, context)) ?? (await versionOf(program, env))] : []),
    login(context),
    ...(context.config.pi.sandbox !== 'none' || permissions.every((level) => level === 'maximum') ? [] : [NO_SANDBOX]),
  ];
}

/** A Pi whose Node is too old says so in words that nobody reads as that; null where it is not, or cannot be seen. */
async function oldNode(program: string, env: Record<string, string>, { workspaceDir }: Around): Promise<Seen | null> {
  const pi = piPackage(program);
  const node = findProgram('node', env['PATH'] ?? '', workspaceDir);
  if (pi === null || pi.node === null || node === null) return null;
  const { level, what } = await versionOf(node, env);
  if (level !== 'ok' || !isOlderThan(what, pi.node)) return null;
  return {
    ...{ level: 'error', code: 'runner_broken' },
    what: `Pi ${pi.version} needs Node ${pi.node} or newer, and ${node} is ${what}`,
    remedy:
      'Put a newer Node first on the PATH of the worker, or of Pi alone: PATH in [runners.pi.env] of millrace.toml.',
  };
}

const NO_SANDBOX: Seen = {
  level: 'warning',
  code: 'sandbox_missing',
  what: 'Pi has no sandbox: its agents may do anything, whatever the permission',
  remedy:
    'Set `sandbox = "bubblewrap"` in [runners.pi], or give its stages the permission `maximum` to say that this is meant.',
};

function login(context: Around): Seen {
  if (hasLogin(context))
    return {
      level: 'ok',
      code: 'login',
      what: 'there is a login, a key or a provider of your own; a stage tells if it works',
    };
  const remedy = 'Start `pi` once and use `/login`, or set the variable of a key, such as OPENAI_API_KEY.';
  return { level: 'warning', code: 'login_missing', what: `no login is stored in ${userFolder(context)}`, remedy };
}
