// Commands about what is kept of the files before and after stages.
import type { Command } from 'commander';
import { does, explain } from './does.js';
import { LIMIT, days, rows } from './options.js';

export function addCheckpoints(program: Command): void {
  const checkpoints = explain(
    program.command('checkpoints'),
    'What is kept of the files before and after stages.',
    'millrace checkpoints ls',
  );
  explain(checkpoints.command('ls'), 'List checkpoints, newest first.', 'millrace checkpoints ls --limit 5')
    .option('--limit <n>', LIMIT, rows)
    .action(does(async () => (await import('../commands/checkpoints.js')).list));
  explain(
    checkpoints.command('prune'),
    'Let go of what is older than `[checkpoints] keep_days`. Those of the last stage of work that is not done stay.',
    'millrace checkpoints prune --days 3',
  )
    .option('--days <n>', 'in place of the setting', days)
    .action(does(async () => (await import('../commands/checkpoints.js')).prune));
}
