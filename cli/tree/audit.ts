// Commands about who decided what.
import type { Command } from 'commander';
import { does, explain } from './does.js';
import { LIMIT, rows } from './options.js';

export function addAudit(program: Command): void {
  const audit = explain(program.command('audit'), 'Who decided what, and why.', 'millrace audit ls');
  explain(audit.command('ls'), 'List decisions, the last ones last.', 'millrace audit ls T-42 --since 7d')
    .argument('[id]', 'only about this item, root, approval or command')
    .option('--since <when>', 'from then on: a span such as `24h` or `7d`, or a date')
    .option('--by <name>', 'only of this operator')
    .option('--limit <n>', LIMIT, rows)
    .action(does(async () => (await import('../commands/audit.js')).list));
  explain(
    audit.command('verify'),
    'Check that no line was changed, taken away or put in. Exit 0 only for what is intact; docs/audit.md has the other codes.',
    'millrace audit verify audit-of-friday.jsonl',
  )
    .argument('[file]', 'an exported audit; without it, the one of this workspace')
    .option('--head <hash>', 'it has to hold the line with this hash, which you noted elsewhere')
    .action(does(async () => (await import('../commands/audit.js')).verify));
  explain(
    audit.command('export'),
    'Write the audit as one file, which can be verified anywhere.',
    'millrace audit export --out audit-of-friday.jsonl',
  )
    .option('--out <file>', 'where to; by default a file in this folder that is named after the workspace')
    .action(does(async () => (await import('../commands/audit.js')).exportAudit));
}
