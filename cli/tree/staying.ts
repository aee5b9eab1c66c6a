// Commands that keep a worker going when nobody watches.
import { type Command, Option } from 'commander';
import { does, explain } from './does.js';
import { ALL, usingPlan } from './options.js';

export function addStaying(program: Command): void {
  explain(
    usingPlan(program.command('up')),
    'Start a worker in the background that outlives this terminal, and wait until it serves.',
    'millrace up',
  )
    .option('--all', `serve ${ALL}`)
    .action(does(async () => (await import('../commands/up-all.js')).upHereOrAll));
  explain(
    program.command('down'),
    'Let the worker leave after the stage in flight, and wait until it is gone.',
    'millrace down --reason "machine goes off"',
  )
    .option('--now', 'at once; the agent works on, and the next worker takes up its result')
    .option('--all', 'the process that serves all workspaces of the list')
    .addOption(new Option('--process <pid>', 'this worker alone, for a service that stops its own').hideHelp())
    .option('--no-wait', 'do not wait until it is gone (exit 7)')
    .option('--reason <text>', 'why, for the audit', '')
    .action(does(async () => (await import('../commands/up-all.js')).downHereOrAll));
  const service = program.command('service');
  explain(service, 'A worker that systemd starts, and starts again when it dies.', 'millrace service install');
  explain(
    service.command('install'),
    'Write a systemd user unit for this workspace, enable it and start it.',
    'millrace service install --print',
  )
    .option('--print', 'say the unit, and write nothing')
    .action(does(async () => (await import('../commands/service.js')).install));
  explain(
    service.command('uninstall'),
    'Stop and disable the unit of this workspace, and remove it.',
    'millrace service uninstall',
  )
    .option('--print', 'say what would be done, and do nothing')
    .action(does(async () => (await import('../commands/service.js')).uninstall));
}
