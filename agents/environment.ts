// What an agent may see of the worker's environment: a list of names, never the whole.

/** Variable that every process of a stage carries. By it they are found and ended. */
export const REQUEST_MARK = 'MILLRACE_REQUEST';

const NAMES = new Set(['PATH', 'HOME', 'LANG', 'TERM', 'TMPDIR', 'SHELL', 'USER', 'LOGNAME', 'TZ']);
const PATTERNS = [/^LC_/, /^XDG_/, /^SSL_CERT_/, /^(?:https?|all|no)_proxy$/i];

/** The variables an agent gets without asking for more. */
export function allowedEnv(env: NodeJS.ProcessEnv): Record<string, string> {
  const allowed = (name: string): boolean => NAMES.has(name) || PATTERNS.some((pattern) => pattern.test(name));
  return Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined && allowed(entry[0])),
  );
}
