// The whole command line: global options, the groups of commands, and one run of it from arguments to exit code.
import { Command, Option } from 'commander';
import { own } from '../core/own.js';
import { commandIn } from './command-word.js';
import { ending, report } from './errors.js';
import { EXIT_HELP } from './exit.js';
import { outliveReaders, printText } from './output.js';
import { addApprovals } from './tree/approvals.js';
import { addAudit } from './tree/audit.js';
import { addCheckpoints } from './tree/checkpoints.js';
import { addCompletion } from './tree/completion.js';
import { addConfig } from './tree/config.js';
import { addControl } from './tree/control.js';
import { addFormer } from './tree/former.js';
import { addKeys } from './tree/keys.js';
import { intoGroups } from './tree/groups.js';
import { addLineage } from './tree/lineage.js';
import { addMcp } from './tree/mcp.js';
import { addMirror } from './tree/mirror.js';
import { addNotify } from './tree/notify.js';
import { addPlan } from './tree/plan.js';
import { addReport } from './tree/report.js';
import { addRunners } from './tree/runners.js';
import { addReaders, addRun, addRuns, addStatus } from './tree/runs.js';
import { addSetup } from './tree/setup.js';
import { addShelf } from './tree/shelf.js';
import { addStaying } from './tree/staying.js';
import { addServe } from './tree/serve.js';
import { addTrees } from './tree/trees.js';
import { addTui } from './tree/tui.js';
import { offerDryRuns } from './tree/effects.js';
import { addQueue, addWork } from './tree/work.js';
import { addWorkspaces } from './tree/workspaces.js';
import { version } from './version.js';

/** With the way of a first night, which is what somebody new looks for. */
const DESCRIPTION = `Runs coding work that outlasts one agent session: documents in a queue, agents in stages, on Temporal.

Example:
  cd your-repository
  millrace init                                        # once
  millrace add-idea "make the links of our pages shorter"
  millrace run --until idle                            # agents work until nothing is left to do
  millrace report                                      # what was done, and what waits for you`;

export { importWith } from './apart.js';
export { sayDirectly } from './output.js';

type Add = (program: Command) => unknown;

const PARTS: readonly Add[] = [
  ...[addWork, addRuns, addStaying, addReport, addTui, addServe, addNotify, addRunners, addLineage, addControl],
  ...[addMcp, addApprovals, addKeys, addMirror, addAudit, addCheckpoints, addTrees, addPlan, addSetup],
  ...[addWorkspaces, addShelf, addConfig, addFormer, addCompletion],
];

/** Commands that people wait for, and where they are declared: to declare all there are costs one of them as much as to be carried out. */
const QUICK: Readonly<Record<string, Add>> = {
  ...{ status: addStatus, runs: addReaders, events: addReaders, logs: addReaders, usage: addReaders },
  ...{ queue: addQueue, run: addRun },
};

/** Runs the command line and gives its exit code. Never throws. */
export async function main(argv: readonly string[]): Promise<number> {
  const asked = askedIn(argv);
  outliveReaders();
  try {
    if (!(await obeyed(quickProgram(commandIn(argv)), argv)))
      await createProgram(asked.json).parseAsync([...argv], { from: 'user' });
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

/** With the declarations of one command and of those beside it; null = it is none of the quick ones. */
function quickProgram(name: string): Command | null {
  const add = own(QUICK, name);
  if (add === undefined) return null;
  const program = withGlobals().configureOutput({ writeOut: () => undefined, writeErr: () => undefined });
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

/** `json`: errors and helps are not said as text. */
export function createProgram(json: boolean): Command {
  const program = withGlobals().configureOutput({
    writeOut: (text) => printText('stdout', text),
    writeErr: (text) => (json ? undefined : printText('stderr', text)),
  });
  for (const add of PARTS) add(program);
  offerDryRuns(program);
  intoGroups(program);
  nameHelp(program, program, program.name());
  return program;
}

/** Without commands. */
const withGlobals = (): Command =>
  new Command('millrace')
    .description(DESCRIPTION)
    .version(version(), '-V, --version', 'show the version')
    .option('-w, --workspace <dir>', 'workspace; default MILLRACE_WORKSPACE, else the nearest one above this folder')
    .option('--json', 'answer with one JSON object, errors included')
    .option('--debug', 'show where an error comes from')
    .option('--as <name>', 'who asks, for the audit; default your user name')
    .option('--key <file>', 'private key that signs what you decide; default MILLRACE_KEY, else ssh-agent')
    .addOption(new Option('--command-id <id>', 'of what is sent: a repeat with the same id is harmless').hideHelp())
    .configureHelp({ showGlobalOptions: true })
    .addHelpText('after', `\n${EXIT_HELP}`)
    // The boundary reports errors. Help that is shown because something is missing is one of them.
    .configureOutput({ outputError: () => undefined });

/** An error of the command line names the help of the command in which it arose. */
function nameHelp(program: Command, command: Command, path: string): void {
  command.exitOverride(ending(program, command, path));
  for (const one of command.commands) nameHelp(program, one, `${path} ${one.name()}`);
}
