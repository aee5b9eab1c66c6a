// The command line in this process, as often as one likes: a process for each of a thousand calls would take minutes.
import { main } from '../../../cli/program.js';
import { createProgram } from '../../../cli/whole-program.js';
import { effectOf, pathOf, type Effect } from '../../../cli/tree/effects.js';
import type { Command } from 'commander';
import { type Ran, runHere } from '../../support/in-process.js';

/** A command that does something itself. */
export interface Row {
  path: string;
  effect: Effect | undefined;
  args: { name: string; required: boolean }[];
  options: string[];
  /** It takes anything, to say where that is done. */
  takesAll: boolean;
}

/** Every command that there is, from the program itself. */
export function rows(): Row[] {
  return below(createProgram(false)).flatMap((command) => {
    const isGroup = command.commands.length > 0 && effectOf(pathOf(command)) === undefined;
    if (isGroup) return [];
    const args = command.registeredArguments.map((one) => ({ name: one.name(), required: one.required }));
    const options = command.options.flatMap(({ long }) => long ?? []);
    const takesAll = (command as unknown as { _allowUnknownOption: boolean })._allowUnknownOption;
    return [{ path: pathOf(command), effect: effectOf(pathOf(command)), args, options, takesAll }];
  });
}

const below = (command: Command): Command[] => command.commands.flatMap((one) => [one, ...below(one)]);

/** From sources, and always the same copy: thousands of calls are as quick as they can be then. `env`: in place of what the process has of Millrace and Temporal. */
export function call(argv: readonly string[], cwd: string, env: Record<string, string>): Promise<Ran> {
  const kept = Object.entries(process.env).filter(([name]) => !/^(TEMPORAL|MILLRACE)/.test(name));
  return runHere(argv, { cwd, env: { ...Object.fromEntries(kept), ...env } }, main);
}
