// Names that a command had in the reference's first days: they work, and no help shows them.
import type { Command } from 'commander';
import { does, explain } from './does.js';
import { parseCount } from './options.js';

export function addFormer(program: Command): void {
  const start = explain(
    program.command('start', { hidden: true }),
    'The older name of `run once` and `run daemon`.',
    'millrace start --once',
  );
  start
    .option('--once', 'the same as `millrace run once`')
    .option('--daemon', 'the same as `millrace run daemon`')
    .option('--max-ticks <n>', 'with --daemon: leave after this many stages', parseCount)
    .action(does(async () => (await import('../commands/start.js')).start));
}
