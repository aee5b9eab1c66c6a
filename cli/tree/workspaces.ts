// Commands about workspaces as a whole: which there are, their pages, and taking one away.
import type { Command } from 'commander';
import { does, explain } from './does.js';

export function addWorkspaces(program: Command): void {
  const workspaces = explain(
    program.command('workspaces'),
    'The workspaces of this machine, and of others.',
    'millrace workspaces ls',
  );
  explain(
    workspaces.command('ls'),
    'List the workspaces of this machine: who serves them, what they have to do, and where they are.',
    'millrace workspaces ls --server',
  )
    .option('--server', 'also those that the Temporal server knows in its namespace, and how they stand there')
    .option(
      '--all-hosts',
      'those of every host that uses the Temporal server: whose they are, and when their host was heard last',
    )
    .action(does(async () => (await import('../commands/workspaces.js')).list));
  addList(workspaces);
  addMoves(workspaces);
  explain(
    program.command('open'),
    "Open the page of the workspace, of an item's lineage or of a run in Temporal's Web UI, and say its address.",
    'millrace open T-42',
  )
    .argument('[id]', 'id of an item or a run, or the beginning of it')
    .option('--print', 'only say the address')
    .action(does(async () => (await import('../commands/open.js')).open));
  explain(
    program.command('remove'),
    'Take a workspace away: its folder, its state, its workflows and its service. What agents did in the work tree stays.',
    'millrace remove --yes',
  )
    .argument('[dir]', 'its folder, or its id where the folder is gone; default the workspace here')
    .option('--keep-files', 'leave what lies under millrace-agents/')
    .option('--keep-server-data', 'leave the workflows on the server, and do not ask it')
    .option('--yes', 'do not ask')
    .option('--force', 'also work in trees that is in no commit')
    .action(does(async () => (await import('../commands/remove.js')).remove));
}

/** From one host to another. */
function addMoves(workspaces: Command): void {
  explain(
    workspaces.command('export'),
    'Write the workspace here into one file, for another host: its folder, branches, checkpoints and state. This host does not serve it any more.',
    'millrace workspaces export ~/shop.millrace',
  )
    .argument('<archive>', 'the file, which is not there yet')
    .action(does(async () => (await import('../commands/workspaces-move.js')).exportTo));
  explain(
    workspaces.command('import'),
    'Take a workspace in that another host exported.',
    'millrace workspaces import ~/shop.millrace --into ~/src/shop',
  )
    .argument('<archive>', 'the file')
    .option('--into <dir>', 'the folder that is made; default its former name, below this folder')
    .action(does(async () => (await import('../commands/workspaces-move.js')).importFrom));
  explain(
    workspaces.command('claim'),
    'Have the workspace here belong to this host, whichever host it belonged to: that one is no more, or what was exported is not wanted.',
    'millrace workspaces claim --yes',
  )
    .option('--yes', 'do not ask')
    .action(does(async () => (await import('../commands/workspaces-move.js')).claim));
}

const WHICH = 'its folder, its id or the beginning of it; default the workspace here';

/** Those that one process serves together. */
function addList(workspaces: Command): void {
  explain(
    workspaces.command('add'),
    'Put a workspace into the list of those that `run --all` and `up --all` serve in one process.',
    'millrace workspaces add ~/src/shop',
  )
    .argument('[dir]', 'its folder; default the workspace here')
    .action(does(async () => (await import('../commands/workspaces-list.js')).add));
  explain(
    workspaces.command('pause'),
    'Have a listed workspace left after its stage in flight, and served by nobody until `workspaces resume`.',
    'millrace workspaces pause shop-3f2a --reason "its repository is being moved"',
  )
    .argument('[workspace]', WHICH)
    .option(
      '--host [name]',
      'all work of this host: no worker takes a new stage, whoever starts it, until `resume --host`',
    )
    .option('--now', 'at once; the agent works on, and its result is taken up later')
    .option('--no-wait', 'with --host: do not wait until the last agent has ended')
    .option('--reason <text>', 'why, for whoever looks at the list', '')
    .action(does(async () => (await import('../commands/workspaces-list.js')).pause));
  explain(workspaces.command('resume'), 'Have a paused workspace served again.', 'millrace workspaces resume shop-3f2a')
    .argument('[workspace]', WHICH)
    .option('--host [name]', 'this host takes stages again')
    .action(does(async () => (await import('../commands/workspaces-list.js')).resume));
  explain(
    workspaces.command('remove'),
    'Take a workspace off the list, and nothing else of it away.',
    'millrace workspaces remove shop-3f2a',
  )
    .argument('[workspace]', WHICH)
    .action(does(async () => (await import('../commands/workspaces-list.js')).remove));
}
