// Commands that keep a worker going when nobody watches.
import type { Command } from 'commander';
import { does, explain } from './does.js';
import { usingPlan } from './options.js';

export function addStaying(program: Command): void {
  explain(
    usingPlan(program.command('up')),
    'Start a worker in the background that outlives this terminal, and wait until it serves.',
    'millrace up',
  ).action(does(async () => (await import('../commands/up.js')).up));
  explain(
    program.command('down'),
    'Let the worker leave after the stage in flight, and wait until it is gone.',
    'millrace down --reason "machine goes off"',
  )
    .option('--now', 'at once; the agent works on, and the next worker takes up its result')
    .option('--no-wait', 'do not wait until it is gone (exit 7)')
    .option('--reason <text>', 'why, for the audit', '')
    .action(does(async () => (await import('../commands/down.js')).down));
}
