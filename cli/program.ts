// One run of the command line, from arguments to exit code. The whole of it is declared for commands that nobody waits for.
import type { Command } from 'commander';
import { own } from '../core/own.js';
import { report } from './errors.js';
import { withGlobals } from './global-options.js';
import { outliveReaders } from './output.js';
import { offerDryRuns } from './tree/effects.js';
import { addReaders, addStatus } from './tree/runs.js';
import { addQueue } from './tree/work.js';

export { importWith } from './apart.js';
export { sayDirectly } from './output.js';

type Add = (program: Command) => unknown;

/** Commands that people wait for, and where they are declared: to declare all there are costs one of them as much as to be carried out. */
const QUICK: Readonly<Record<string, Add>> = {
  ...{ status: addStatus, runs: addReaders, events: addReaders, logs: addReaders, usage: addReaders },
  queue: addQueue,
};

/** Options before the command whose value is the next word. */
const TAKE_A_VALUE: ReadonlySet<string> = new Set(['-w', '--workspace', '--as', '--key', '--command-id']);

/** Runs the command line and gives its exit code. Never throws. */
export async function main(argv: readonly string[]): Promise<number> {
  const asked = askedIn(argv);
  outliveReaders();
  try {
    if (!(await obeyed(quickProgram(commandIn(argv)), argv)))
      await (await import('./whole-program.js')).createProgram(asked.json).parseAsync([...argv], { from: 'user' });
    return Number(process.exitCode ?? 0);
  } catch (error) {
    return report(error, asked);
  }
}

/** Whatever ends the parser, such as a help or a fault: then the whole program has to say it. */
class NotObeyed extends Error {}

/** False = nothing was done or said. */
async function obeyed(program: Command | null, argv: readonly string[]): Promise<boolean> {
  try {
    await program?.parseAsync([...argv], { from: 'user' });
    return program !== null;
  } catch (error) {
    if (error instanceof NotObeyed) return false;
    throw error;
  }
}

/** The first word that is no option and no value of one. A mistake costs time alone: what the quick program does not obey the whole one is asked. */
function commandIn(argv: readonly string[]): string {
  const at = argv.findIndex((word, index) => !word.startsWith('-') && !TAKE_A_VALUE.has(argv[index - 1] ?? ''));
  return argv[at] ?? '';
}

/** With the declarations of one command and of those beside it; null = it is none of the quick ones. */
function quickProgram(name: string): Command | null {
  const add = own(QUICK, name);
  if (add === undefined) return null;
  // What it would say of itself is not said, so that its version need not be looked up.
  const program = withGlobals('').configureOutput({ writeOut: () => undefined, writeErr: () => undefined });
  add(program);
  offerDryRuns(program);
  leaveBy(program, () => {
    throw new NotObeyed();
  });
  return program;
}

function leaveBy(command: Command, leave: () => never): void {
  command.exitOverride(leave);
  for (const one of command.commands) leaveBy(one, leave);
}

/** What nobody caught is told like any other error: Node would print it as it is. Gives the exit code. */
export const reportUncaught = (argv: readonly string[], error: unknown): number => report(error, askedIn(argv));

const askedIn = (argv: readonly string[]) => ({ json: argv.includes('--json'), debug: argv.includes('--debug') });
