// Whether a call that a page shows is one: command, options and number of arguments, against the tree of commands.
import type { Command } from 'commander';
import { createProgram } from '../../cli/whole-program.js';

const subOf = (command: Command, word: string | undefined): Command | undefined =>
  command.commands.find((one) => word !== undefined && (one.name() === word || one.aliases().includes(word)));

/** The command that these words name, and its words. */
export function commandOf(words: readonly string[]): { command: Command; rest: string[] } {
  let command = createProgram(true);
  let rest = [...words];
  for (let next = subOf(command, rest[0]); next !== undefined; next = subOf(command, rest[0])) {
    command = next;
    rest = rest.slice(1);
  }
  return { command, rest };
}

/** What is wrong with the call, or null. `whole`: its arguments are all there, as in a line that one types. */
export function callProblem(words: readonly string[], whole: boolean): string | null {
  const { command, rest } = commandOf(words);
  const options = [...command.options, ...(command.parent?.options ?? []), ...rootOf(command).options];
  const args: string[] = [];
  for (let at = 0; at < rest.length; at += 1) {
    const word = rest[at] ?? '';
    if (word === '--') args.push(...rest.splice(at + 1));
    else if (!/^-./.test(word)) args.push(word);
    else {
      const option = options.find((one) => one.long === bare(word) || one.short === word);
      if (option === undefined && word !== '--help') return `has no option ${word}`;
      if (option?.required === true && !word.includes('=')) at += 1;
    }
  }
  return countProblem(command, args, whole);
}

const bare = (word: string): string => word.split('=')[0] ?? '';

const rootOf = (command: Command): Command => (command.parent === null ? command : rootOf(command.parent));

function countProblem(command: Command, args: readonly string[], whole: boolean): string | null {
  const wanted = command.registeredArguments;
  const isGroup = command.commands.length > 0 && wanted.length === 0;
  if (isGroup && args.length > 0) return `has no command ${args[0]}`;
  if (!whole) return null;
  if (isGroup && command.options.length === 0) return 'lacks a command';
  const least = wanted.filter(({ required }) => required).length;
  if (args.length < least) return `lacks ${wanted[args.length]?.name()}`;
  const most = wanted.some(({ variadic }) => variadic) ? Infinity : wanted.length;
  return args.length > most ? `takes no ${args[most]}` : null;
}
