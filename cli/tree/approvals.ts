// Commands about what stages ask before they start.
import type { Command } from 'commander';
import { DECISIONS } from '../../core/contracts/command-table.js';
import { does, explain } from './does.js';
import { rows } from './options.js';

export function addApprovals(program: Command): void {
  const approvals = explain(
    program.command('approvals'),
    'What stages ask before they start.',
    'millrace approvals ls',
  );
  explain(approvals.command('ls'), 'List what waits for a decision.', 'millrace approvals ls')
    .option('--all', 'also what was decided')
    .option('--limit <n>', 'show so many, or `all`; default 100, with --json all', rows)
    .action(does(async () => (await import('../commands/approvals.js')).list));
  explain(approvals.command('show'), 'Show what exactly would be allowed.', 'millrace approvals show 3f2a')
    .argument('<id>', 'id of the approval or of its item, or the beginning of one')
    .action(does(async () => (await import('../commands/approvals.js')).show));
  for (const [name, { help }] of Object.entries(DECISIONS)) {
    explain(approvals.command(name), help, `millrace approvals ${name} T-42 --reason "seen the plan"`)
      .argument('<id>', 'id of the approval or of the item that waits for it; at a terminal also the beginning of one')
      .option('--reason <text>', 'why, for the audit', '')
      .action(does(async () => (await import('../commands/approvals.js')).deciding(name as keyof typeof DECISIONS)));
  }
}
