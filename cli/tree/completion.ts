// The commands for the keys of a shell.
import { Argument, type Command } from 'commander';
import { does, explain } from './does.js';

/** `complete` asks the tree itself, which therefore has to be whole by then. */
export function addCompletion(program: Command): void {
  explain(
    program.command('completion'),
    'Print what completes commands, options and ids in your shell, for its start-up file: `source <(millrace completion bash)`.',
    'millrace completion bash',
  )
    .addArgument(new Argument('<shell>', 'the shell').choices(['bash', 'zsh', 'fish']))
    .action(does(async () => (await import('../commands/completion.js')).completion));
  explain(
    program.command('complete', { hidden: true }),
    'Tell a shell what belongs at the cursor: what `completion` prints asks it.',
    'millrace complete -- queue show T',
  )
    .argument('[words...]', 'all behind the name of the program; the last one is being written')
    .action(does(async () => (await import('../commands/completion.js')).completing(program)));
}
