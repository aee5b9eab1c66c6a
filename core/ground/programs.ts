// What the settings of the runners may name as a file: a program, a script among its arguments, a file in a variable. Which of these are files
// of the workspace is for others to see.
import type { Config } from '../plan/sources/config.js';

export interface NamedFiles {
  /** Program of each runner, with the PATH that it is looked up in; null: the worker's own. */
  commands: { command: string; path: string | null }[];
  /** Pieces of arguments, settings and variables; most are no paths. */
  pieces: string[];
}

/** `key="./tool"`, `--require=./x.js`, `["a", "b"]`, `./bin:/usr/bin` and words of a command line. */
const BETWEEN = /[\s"'`=:;,()[\]{}]+/;

export function namedFiles({ codex, pi }: Config['runners']): NamedFiles {
  const texts = [codex.args, codex.extra_config, Object.values(codex.env), pi.args, Object.values(pi.env)].flat();
  const pieces = texts.flatMap((text) => [text, ...text.split(BETWEEN)]).filter((one) => one !== '');
  const commands = [codex, pi].map(({ command, env }) => ({ command, path: pathIn(env) }));
  return { commands, pieces: [...new Set(pieces)].sort() };
}

const pathIn = (env: Readonly<Record<string, string>>): string | null =>
  Object.entries(env).find(([name]) => name === 'PATH')?.[1] ?? null;
