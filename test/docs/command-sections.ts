// The tree of commands as sections of a page: what each is for, how it is called, what it takes, and its example.
import type { Argument, Command, Option } from 'commander';
import { pathOf } from '../../cli/tree/effects.js';
import { tableOf } from './markdown.js';

/** A section for each command and each group, in the order of the help. */
export const commandSections = (program: Command): string[] => shownOf(program).flatMap((one) => sectionOf(one, 3));

/** What the help leaves out because it is an older name of something else. */
export const formerNames = (program: Command): string =>
  tableOf(
    ['name', 'what it does'],
    hiddenBelow(program).map((command) => [`\`${callName(command)}\``, command.description()]),
  );

export function optionTable(command: Command): string {
  const options = command.createHelp().visibleOptions(command);
  return tableOf(['option', 'meaning'], options.filter(isTold).map(optionRow));
}

/** As one types it. */
const callName = (command: Command): string => `millrace ${pathOf(command)}`;

const shownOf = (command: Command): Command[] => {
  const shown = command.createHelp().visibleCommands(command);
  return command.commands.filter((one) => shown.includes(one));
};

function hiddenBelow(command: Command): Command[] {
  const shown = shownOf(command);
  return command.commands.flatMap((one) => [...(shown.includes(one) ? [] : [one]), ...hiddenBelow(one)]);
}

function sectionOf(command: Command, depth: number): string[] {
  const head = `${'#'.repeat(depth)} ${callName(command)}`;
  const below = shownOf(command).flatMap((one) => sectionOf(one, depth + 1));
  if (below.length > 0 && !isCallable(command)) return [head, command.description(), ...below];
  return [head, command.description(), ...callOf(command), ...below];
}

/** A group without arguments and options of its own only holds its commands. */
const isCallable = (command: Command): boolean =>
  command.registeredArguments.length > 0 || command.options.length > 0 || command.commands.length === 0;

function callOf(command: Command): string[] {
  const help = command.createHelp();
  const rows = [...help.visibleArguments(command).map(argumentRow), ...toldOptions(command).map(optionRow)];
  const call = `\`\`\`text\n${help.commandUsage(command)}\n\`\`\``;
  const table = rows.length === 0 ? [] : [tableOf(['it takes', 'meaning'], rows)];
  return [call, ...table, ...exampleOf(command)];
}

const toldOptions = (command: Command): Option[] => command.createHelp().visibleOptions(command).filter(isTold);

/** Every command has it. */
const isTold = ({ long }: Option): boolean => long !== '--help';

function argumentRow(argument: Argument): string[] {
  const name = argument.required ? `<${argument.name()}>` : `[${argument.name()}]`;
  return [`\`${name}\``, argument.description];
}

function optionRow(option: Option): string[] {
  const { argChoices = [], defaultValue, flags, description } = option;
  const choices = argChoices.length === 0 ? '' : `one of ${argChoices.map((one) => `\`${one}\``).join(', ')}`;
  const isSaid = typeof defaultValue === 'string' && defaultValue !== '';
  const standing = isSaid ? `default \`${defaultValue}\`` : '';
  return [`\`${flags}\``, [description, choices, standing].filter((part) => part !== '').join('; ')];
}

/** The help's own lines: they are added below it, where nothing else can be asked for them. */
function exampleOf(command: Command): string[] {
  const said: string[] = [];
  command.configureOutput({ writeOut: (text) => void said.push(text) }).outputHelp();
  const [, example] = /\nExamples?:\n([\s\S]*?)\n*$/.exec(said.join('')) ?? [];
  return example === undefined ? [] : [`\`\`\`text\n${example.replace(/^ {2}/gm, '')}\n\`\`\``];
}
