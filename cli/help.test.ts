// The help of every command, from the tree of commands itself, so that a new one is looked at too.
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { createProgram } from './whole-program.js';
import { GROUPS } from './tree/groups.js';

const program = createProgram(false);

const allBelow = (command: Command): Command[] => command.commands.flatMap((one) => [one, ...allBelow(one)]);
const pathOf = (command: Command): string =>
  command.parent === null ? 'millrace' : `${pathOf(command.parent)} ${command.name()}`;

const all = allBelow(program);
const find = (path: readonly string[]): Command =>
  path.reduce<Command>((at, word) => at.commands.find((one) => one.name() === word) ?? at, program);

function helpOf(command: Command): string {
  let text = '';
  command.configureOutput({ writeOut: (piece) => (text += piece) });
  command.outputHelp();
  return text;
}

/** The words of a line as a shell makes them, as far as examples go. */
const wordsOf = (line: string): string[] => (line.match(/"[^"]*"|\S+/g) ?? []).map((word) => word.replaceAll('"', ''));

describe.each(all.map((command) => [pathOf(command), command] as const))('%s', (path, command) => {
  it('says what it does, what it takes, and gives an example that it takes', () => {
    const help = helpOf(command);
    expect(help).toMatch(/^Usage: millrace .*\n\n[A-Z]/);
    expect(command.description()).toMatch(/[.:]$/);
    for (const option of command.options.filter(({ hidden }) => !hidden))
      expect(option.description, `${path} ${option.flags}`).not.toBe('');
    const example = /\nExample:\n {2}(millrace .*)\n/.exec(help)?.[1] ?? '';
    const [, ...words] = wordsOf(example);
    const meant = find(words.slice(0, 3).filter((word) => !word.startsWith('-')));
    expect(meant, `${path}: ${example}`).not.toBe(program);
    const { operands, unknown } = parsed(meant, words);
    expect(unknown, `${path}: ${example}`).toEqual([]);
    const needed = meant.registeredArguments.filter((one) => one.required).length;
    expect(operands.length, `${path}: ${example}`).toBeGreaterThanOrEqual(needed);
  });
});

/** What stands behind the name of a command. */
function parsed(command: Command, words: readonly string[]): { operands: string[]; unknown: string[] } {
  const depth = pathOf(command).split(' ').length - 1;
  const { operands, unknown } = command.parseOptions(words.slice(depth));
  return {
    operands,
    unknown: unknown.filter((word) => word.startsWith('-') && !['--', '--json', '-w'].includes(word)),
  };
}

describe('the help of all', () => {
  const help = helpOf(program);
  const shown = program.commands.filter((one) => help.includes(`\n  ${one.name()} `));

  it('begins with the way of a first night', () => {
    expect(help).toMatch(
      /^Usage:[^]*\n {2}millrace init .*\n {2}millrace add-idea .*[^]*\n {2}millrace report .*[^]*Options:/,
    );
  });

  it('has every command that it shows in one group, `init` and `add-idea` first', () => {
    const names = Object.values(GROUPS).flat() as string[];
    expect(new Set(names).size).toBe(names.length);
    expect(shown.map((one) => one.name()).filter((name) => !names.includes(name))).toEqual([]);
    expect(help).not.toContain('\nCommands:');
    expect(help).toMatch(/\nWork:\n {2}init .*[^]*\n {2}add-idea /);
    const order = Object.keys(GROUPS).map((group) => help.indexOf(`\n${group}:\n`));
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(order).not.toContain(-1);
  });
});
