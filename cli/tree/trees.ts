// Commands about the trees of roots, and their branches.
import type { Command } from 'commander';
import { does, explain } from './does.js';
import { LIMIT, rows } from './options.js';

const ROOT = 'id of the root';

export function addTrees(program: Command): void {
  const trees = explain(program.command('trees'), 'Trees in which the agents of a root work.', 'millrace trees ls');
  explain(trees.command('ls'), 'List trees and their branches.', 'millrace trees ls')
    .option('--limit <n>', LIMIT, rows)
    .action(does(async () => (await import('../commands/trees.js')).list));
  explain(
    trees.command('show'),
    'Show the tree of a root, its branch, and what is kept of it.',
    'millrace trees show checkout-v2',
  )
    .argument('<root>', ROOT)
    .action(does(async () => (await import('../commands/trees.js')).show));
  explain(
    trees.command('open'),
    'Say in which folder the agents of a root work, and make it anew where it was removed.',
    'millrace trees open checkout-v2',
  )
    .argument('<root>', ROOT)
    .action(does(async () => (await import('../commands/trees.js')).open));
  explain(
    trees.command('repair'),
    'Put right what somebody did to the tree of a root, as it is done before each stage.',
    'millrace trees repair checkout-v2',
  )
    .argument('<root>', ROOT)
    .option('--take-branch', 'its branch was rewritten: go on with it as it is now')
    .action(does(async () => (await import('../commands/trees.js')).repair));
  explain(
    trees.command('remove'),
    'Remove the tree of a root, when nothing in it would be lost. Its branch stays.',
    'millrace trees remove checkout-v2',
  )
    .argument('<root>', ROOT)
    .option('--force', 'also while work of the root is left, and what is in no commit and no checkpoint')
    .action(does(async () => (await import('../commands/trees.js')).remove));
  explain(
    program.command('deliver'),
    'Say how the branch of a root stands to what it began from, and note when it was taken.',
    'millrace deliver checkout-v2 --done',
  )
    .argument('<root>', ROOT)
    .option('--done', 'somebody took it: it waits for nobody any more')
    .action(does(async () => (await import('../commands/trees.js')).deliver));
}
