// Commands that bring work in and show the queue.
import type { Command } from 'commander';
import { COMMANDS } from '../../core/contracts/command-table.js';
import { does, explain } from './does.js';
import { LIMIT, rows } from './options.js';
import { addItems } from './items.js';

const add = (family: string) => does(async () => (await import('../commands/add.js')).adding(family));

export function addWork(program: Command): void {
  addDocument(program.command('add-task'), 'task');
  addDocument(program.command('add-spec'), 'spec');
  addDocument(program.command('add-probe'), 'probe');
  addIdea(program.command('add-idea'));
  const fresh = program.command('new').argument('<family>', 'task, idea, spec, probe, incident, learning_request, …');
  explain(fresh, 'Write a document to fill in, named after its id.', 'millrace new task "Drop every space in slugs"')
    .argument('<title...>', 'what it is about')
    .option('--id <id>', 'its id; default made of the title')
    .option('--stdout', 'print it, and write no file')
    .action(does(async () => (await import('../commands/new.js')).create));
  const any = program
    .command('add')
    .argument(
      '<family>',
      'task, spec, probe, idea, incident, learning_request, blueprint_draft, or one that the workspace added',
    );
  describe(any, 'document', 'Add a document of any family.', 'millrace add review review.md').action(
    does(async () => (await import('../commands/add.js')).addAny),
  );
  const queue = addQueue(program);
  const closures = explain(
    program.command('closures'),
    'The roots that are judged before they close.',
    'millrace closures ls',
  );
  explain(closures.command('ls'), 'List the roots that are open or wait for you.', 'millrace closures ls')
    .option('--all', 'also those that are closed')
    .option('--limit <n>', 'show so many, or `all`; default 100, with --json all', rows)
    .action(does(async () => (await import('../commands/closures.js')).list));
  explain(
    closures.command('show'),
    'Show where a root stands, and how many of its requirements are met.',
    'millrace closures show checkout-v2',
  )
    .argument('<root>', 'id of the root spec, or the beginning of it')
    .action(does(async () => (await import('../commands/closures.js')).show));
  explain(closures.command('judge'), COMMANDS.judge.help, 'millrace closures judge checkout-v2')
    .argument('<root>', 'id of the root spec')
    .option('--reason <text>', 'why, for the audit', '')
    .action(does(async () => (await import('../commands/closures.js')).judge));
  addItems(program, queue);
}

/** Gives the group, for what belongs to it besides. */
export function addQueue(program: Command): Command {
  const queue = explain(
    program.command('queue'),
    'Show the queue: what is active, waits or is blocked.',
    'millrace queue ls',
  );
  addDocument(queue.command('add-task', { hidden: true }), 'task');
  addDocument(queue.command('add-spec', { hidden: true }), 'spec');
  addDocument(queue.command('add-probe', { hidden: true }), 'probe');
  addIdea(queue.command('add-idea', { hidden: true }));
  explain(queue.command('ls'), 'List what is active, queued and blocked, in the order of claims.', 'millrace queue ls')
    .option('--all', 'also what is done, cancelled or superseded')
    .option('--limit <n>', LIMIT, rows)
    .action(does(async () => (await import('../commands/queue.js')).list));
  explain(queue.command('show'), 'Show one item: its state, why it is there, and its runs.', 'millrace queue show T-42')
    .argument('<id>', 'id of the item, or the beginning of it')
    .action(does(async () => (await import('../commands/queue.js')).show));
  return queue;
}

function addDocument(command: Command, family: string): void {
  const what = `Add a ${family} to the queue; all faults of the document are told at once.`;
  describe(command, family, what, `millrace add-${family} ${family}.md`).action(add(family));
}

function addIdea(command: Command): void {
  const what = 'Add an idea, which is free Markdown: it becomes a spec that planning works out.';
  describe(command, 'idea', what, 'millrace add-idea "make the links of our pages shorter"')
    .option('--title <title>', 'title of the idea, put before its text')
    .action(does(async () => (await import('../commands/add.js')).addIdeas));
}

function describe(command: Command, what: string, description: string, example: string): Command {
  return explain(command, description, example)
    .argument(
      '[files...]',
      `the ${what} as .md or .json; several, or a folder of them; - reads standard input; or a sentence: words in quotes that name no file`,
    )
    .option('--text <words>', 'a sentence, or the document itself, in place of a file')
    .option('--reason <text>', 'why, for the audit')
    .option('--dry-run', 'check the document and change nothing');
}
