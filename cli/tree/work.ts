// Commands that bring work in and show the queue.
import type { Command } from 'commander';
import { does, explain } from './does.js';

const add = (family: 'task' | 'spec') => does(async () => (await import('../commands/add.js')).adding(family));

export function addWork(program: Command): void {
  addDocument(program.command('add-task'), 'task');
  addDocument(program.command('add-spec'), 'spec');
  const queue = explain(program.command('queue'), 'Show the queue, or add to it.', 'millrace queue ls');
  addDocument(queue.command('add-task', { hidden: true }), 'task');
  addDocument(queue.command('add-spec', { hidden: true }), 'spec');
  explain(queue.command('ls'), 'List what is active, queued and blocked, in the order of claims.', 'millrace queue ls')
    .option('--all', 'also what is done, cancelled or superseded')
    .action(does(async () => (await import('../commands/queue.js')).list));
  explain(queue.command('show'), 'Show one item: its state, why it is there, and its runs.', 'millrace queue show T-42')
    .argument('<id>', 'id of the item, or the beginning of it')
    .action(does(async () => (await import('../commands/queue.js')).show));
}

function addDocument(command: Command, family: 'task' | 'spec'): void {
  const what = `Add a ${family} to the queue; all faults of the document are told at once.`;
  explain(command, what, `millrace add-${family} ${family}.md`)
    .argument('[file]', `the ${family} as .md or .json; - reads standard input`)
    .option('--text <document>', 'the document itself, in place of a file')
    .option('--dry-run', 'check the document and change nothing')
    .action(add(family));
}
