// The command that tells what happened.
import type { Command } from 'commander';
import { does, explain } from './does.js';

export function addReport(program: Command): void {
  const what =
    'Report what was done, what waits for you, what it cost and what to do now. Needs no server: it reads the files.';
  reportOptions(explain(program.command('report'), what, 'millrace report --since last'));
  const supervisor = program.command('supervisor', { hidden: true });
  explain(supervisor, 'The same as `report`, under its older name.', 'millrace supervisor report --json');
  reportOptions(explain(supervisor.command('report'), what, 'millrace supervisor report --json'));
}

const reportOptions = (command: Command): Command =>
  command
    .option(
      '--since <when>',
      'the cursor of an earlier report, `last` for what you were told last, or a time such as `90m`, `24h`, `7d`; default 24h',
    )
    .option('--md', 'Markdown; the default')
    .option('--check', 'exit 20 when something needs you')
    .action(does(async () => (await import('../commands/report.js')).report));
