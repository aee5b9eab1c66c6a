// The program without commands: what it says of itself, and the options that every command takes.
import { Command, Option } from 'commander';
import { EXIT_HELP } from './exit.js';
import { version } from './version.js';

/** With the way of a first night, which is what somebody new looks for. */
const DESCRIPTION = `Runs coding work that outlasts one agent session: documents in a queue, agents in stages, on Temporal.

Example:
  cd your-repository
  millrace init                                        # once
  millrace add-idea "make the links of our pages shorter"
  millrace run --until idle                            # agents work until nothing is left to do
  millrace report                                      # what was done, and what waits for you`;

/** `ours`: the version that it names. */
export const withGlobals = (ours = version()): Command =>
  new Command('millrace')
    .description(DESCRIPTION)
    .version(ours, '-V, --version', 'show the version')
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
