// The command about what becomes of a root.
import type { Command } from 'commander';
import { does, explain } from './does.js';

export function addLineage(program: Command): void {
  const lineage = explain(program.command('lineage'), 'What becomes of a root.', 'millrace lineage show checkout-v2');
  explain(
    lineage.command('show'),
    'Show each requirement of a root: the sentences it is made of, its tasks, what they changed, and its verdict.',
    'millrace lineage show idea-links',
  )
    .argument('<root>', 'id of the root spec, or the beginning of it')
    .action(does(async () => (await import('../commands/lineage.js')).show));
}
