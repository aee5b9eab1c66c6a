// Commands that set a workspace up.
import type { Command } from 'commander';
import { Option } from '../commander.js';
import { does, explain } from './does.js';
import { planOptions } from './options.js';

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
    .option('--server <address>', 'Temporal server as host:port; default one of our own')
    .option('--mode <id>', 'mode to run')
    .action(does(async () => (await import('../commands/init.js')).init));
  addConfig(program);
  explain(program.command('version'), 'Show the version.', 'millrace version').action(
    does(async () => (await import('../commands/version.js')).showVersion),
  );
}

function addReload(command: Command, example: string): void {
  planOptions(explain(command, 'Read the configuration again; what runs finishes on its plan.', example))
    .option('--reason <text>', 'why, for the audit', '')
    .action(does(async () => (await import('../commands/reload.js')).reloadConfig));
}

function addConfig(program: Command): void {
  const config = explain(program.command('config'), 'The configuration.', 'millrace config validate');
  planOptions(explain(config.command('validate'), 'Check millrace.toml.', 'millrace config validate')).action(
    does(async () => (await import('../commands/compile.js')).validate),
  );
  addReload(config.command('reload'), 'millrace config reload');
  addReload(program.command('reload-config', { hidden: true }), 'millrace reload-config');
}
