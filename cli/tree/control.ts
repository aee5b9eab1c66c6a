// Commands to a workspace and to the Temporal server.
import type { Command } from 'commander';
import { CONTROLS } from '../../core/contracts/command-table.js';
import { does, explain } from './does.js';
import { addRestarts } from './items.js';
import { parseCount } from './options.js';

const SERVER = {
  start: 'Start the embedded Temporal server, if it does not run.',
  stop: 'Stop the embedded Temporal server, when no worker uses it; its data stays.',
  status: 'Show the embedded Temporal server.',
} as const;

export function addControl(program: Command): void {
  const control = program.command('control', { hidden: true });
  explain(control, 'Pause, resume, stop and such; the short forms do the same.', 'millrace pause');
  for (const [name, { help }] of Object.entries(CONTROLS)) {
    addCommand(program.command(name), name, help);
    addCommand(control.command(name), name, help);
  }
  addRestarts(program, control);
  const server = explain(program.command('server'), 'The embedded Temporal server.', 'millrace server status');
  for (const [name, description] of Object.entries(SERVER)) {
    const command = explain(server.command(name), description, `millrace server ${name}`);
    if (name === 'start') {
      command.option('--port <n>', 'port; default the last one, else a free one', parseCount);
      command.option('--ui-port <n>', 'port of the Web UI; likewise', parseCount);
    }
    if (name === 'stop') command.option('--force', 'also while workers use it: they start it again');
    command.action(
      does(async () => (await import('../commands/server.js')).serverCommand(name as keyof typeof SERVER)),
    );
  }
}

function addCommand(command: Command, name: string, description: string): void {
  explain(command, description, `millrace ${name} --reason "deploy window"`)
    .option('--reason <text>', 'why, for the audit', '')
    .action(does(async () => (await import('../commands/control.js')).controlling(name as keyof typeof CONTROLS)));
}
