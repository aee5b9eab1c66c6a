// What an agent may see of the worker's environment: a list of names, never the whole.
import { own } from '../core/own.js';

/** Variable that every process of a stage carries. By it they are found and ended. */
export const REQUEST_MARK = 'MILLRACE_REQUEST';

/** All that they carry: by the second one git's log of a branch says of what it did for them that no person did it. */
export const marksOf = (request: string): Record<string, string> => ({
  [REQUEST_MARK]: request,
  GIT_REFLOG_ACTION: 'millrace-agent',
});

const NAMES = new Set(['PATH', 'HOME', 'LANG', 'TERM', 'TMPDIR', 'SHELL', 'USER', 'LOGNAME', 'TZ']);
const PATTERNS = [/^LC_/, /^XDG_/, /^SSL_CERT_/, /^(?:https?|all|no)_proxy$/i];

/** The variables an agent gets without asking for more. */
export function allowedEnv(env: NodeJS.ProcessEnv): Record<string, string> {
  const allowed = (name: string): boolean => NAMES.has(name) || PATTERNS.some((pattern) => pattern.test(name));
  return Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined && allowed(entry[0])),
  );
}

/** Those of these names that are set. */
export function picked(env: NodeJS.ProcessEnv, names: readonly string[]): Record<string, string> {
  const entries = names.map((name) => [name, own(env, name)] as const);
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => entry[1] !== undefined));
}
