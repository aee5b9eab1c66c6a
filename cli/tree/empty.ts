// What was left empty on a command line. In a shell that is a variable that nobody set, `"$X"`: no command guesses what was meant.
import type { Command } from 'commander';
import { misused } from '../errors.js';

/** What may be empty: free text, a value of the configuration, and words that are just being written. */
const FREE: readonly string[] = ['text', 'title', 'value', 'words'];

/** Exit 2 where an argument, or what stands behind an option, is empty or blank and names a file, a folder, an id or the like. `path`: as `queue show`. */
export function assertFilled(command: Command, path: string): void {
  const said = [...argumentsOf(command), ...optionsOf(command)].find(({ values }) => values.some(isBlank));
  if (said === undefined) return;
  throw misused(
    `\`millrace ${path}\` was given nothing for ${said.name}: the text there is empty.`,
    `Where a variable stands there, it is not set. \`millrace ${path} --help\` shows what it takes.`,
  );
}

interface Said {
  name: string;
  values: unknown[];
}

const isBlank = (value: unknown): boolean => typeof value === 'string' && value.trim() === '';

const argumentsOf = ({ registeredArguments, processedArgs }: Command): Said[] =>
  registeredArguments.flatMap((argument, at) =>
    FREE.includes(argument.name()) ? [] : [{ name: `<${argument.name()}>`, values: [processedArgs[at]].flat() }],
  );

function optionsOf(command: Command): Said[] {
  return command.options.flatMap((option) => {
    const isFree = FREE.some((one) => option.flags.endsWith(`<${one}>`));
    return isFree
      ? []
      : [
          {
            name: option.long ?? option.flags,
            values: [command.getOptionValue(option.attributeName())].flat() as unknown[],
          },
        ];
  });
}
