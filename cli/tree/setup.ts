// Commands that set a workspace up.
import { type Command, Option } from 'commander';
import { does, explain } from './does.js';

/** Runners with a mode of their own; a test compares them with what the runners say. */
export const INIT_RUNNERS = ['codex_cli', 'pi_rpc', 'claude_code'] as const;

export function addSetup(program: Command): void {
  explain(
    program.command('init'),
    'Make a workspace here, or in DIR. Safe to repeat.',
    'millrace init --permission basic',
  )
    .argument('[dir]', 'folder, usually of a git repository; default the current one')
    .addOption(
      new Option('--permission <level>', 'what agents may do').choices(['read_only', 'basic', 'elevated', 'maximum']),
    )
    .addOption(
      new Option('--sandbox <kind>', 'walls around runners that have none of their own').choices([
        'none',
        'bubblewrap',
      ]),
    )
    .addOption(
      new Option('--trees <mode>', 'where agents edit; default per_root where trees fit').choices([
        'in_place',
        'per_root',
      ]),
    )
    .option('--server <address>', 'Temporal server as host:port; default one of our own')
    .option('--new-id', 'make a copy of a workspace one of its own')
    .option('--mode <id>', 'mode to run')
    .addOption(new Option('--runner <name>', 'agent that runs every stage').choices(INIT_RUNNERS).conflicts('mode'))
    .action(does(async () => (await import('../commands/init.js')).init));
  explain(
    program.command('trust'),
    'Show what decides how work is done here and differs from what you accepted; accept it, or bring that back.',
    'millrace trust --accept',
  )
    .option('--accept', 'use it from the next run or reload on')
    .option('--revert', 'write back what was accepted')
    .option('--full', 'show every line that differs')
    .option('--mode <id>', 'compare the plan of this mode')
    .action(does(async () => (await import('../commands/trust.js')).trust));
  explain(program.command('version'), 'Show the version.', 'millrace version').action(
    does(async () => (await import('../commands/version.js')).showVersion),
  );
}
