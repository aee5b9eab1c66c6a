// What settings may name as a file: a program, a script among its arguments, a file in a variable. Which of these are files of the workspace is
// for others to see.
import { own } from '../own.js';
import { programOf } from '../plan/runner-kind.js';
import type { NotifyRule } from '../plan/sources/config/notify.js';
import { type Runners, runnerTables } from '../plan/sources/config/runners.js';

export interface NamedFiles {
  /** Program of each runner, with the PATH that it is looked up in; null: the worker's own. */
  commands: { command: string; path: string | null }[];
  /** Pieces of arguments, settings and variables; most are no paths. */
  pieces: string[];
}

/** `key="./tool"`, `--require=./x.js`, `["a", "b"]`, `./bin:/usr/bin` and words of a command line. */
const BETWEEN = /[\s"'`=:;,()[\]{}]+/;

export function namedFiles(runners: Runners): NamedFiles {
  const tables = runnerTables(runners);
  const texts = tables.flatMap(({ settings, values }) => settings.files.flatMap((name) => textsIn(own(values, name))));
  const pieces = texts.flatMap((text) => [text, ...text.split(BETWEEN)]).filter((one) => one !== '');
  const commands = tables.flatMap(({ values }) => {
    const command = programOf(values);
    return command === undefined ? [] : [{ command, path: pathIn(values.env ?? {}) }];
  });
  return { commands, pieces: [...new Set(pieces)].sort() };
}

/** What `[[notify]]` starts, and the program that ends it in time. They run elsewhere, so that only absolute paths lead into the workspace. */
export function namedBySenders(rules: readonly NotifyRule[]): NamedFiles {
  const all = rules.flatMap(({ command }) => (command === undefined ? [] : [command]));
  const words = all.flatMap(([, ...args]) => args.flatMap((one) => [one, ...one.split(BETWEEN)]));
  const programs = all.length === 0 ? [] : [ENDER, ...all.map(([name]) => name)];
  return {
    commands: programs.map((command) => ({ command, path: null })),
    pieces: [...new Set(words.filter((one) => one.startsWith('/')))].sort(),
  };
}

/** Program of the system that ends others in time. */
export const ENDER = 'timeout';

/** Of a text, a list, or a table. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

const pathIn = (env: Readonly<Record<string, string>>): string | null =>
  Object.entries(env).find(([name]) => name === 'PATH')?.[1] ?? null;
