// The command that serves the dashboard.
import type { Command } from 'commander';
import type { GlobalOptions } from '../context.js';
import { does, explain } from './does.js';

export function addServe(program: Command): void {
  const named: string[] = [];
  program.on('option:workspace', (folder: string) => void named.push(folder));
  explain(
    program.command('serve'),
    'Serve the dashboard, a page that only looks, for the browser of this machine: what runs, what needs you, runs with their output and changes, spend. --workspace may be said several times.',
    'millrace serve -w ~/shop -w ~/site',
  )
    .option('--all', 'every workspace of this machine, also those that come later')
    .option('--port <number>', 'this port and no other; default 8420, or the next that is free')
    .option('--new-token', 'let in nobody who was let in before')
    .action(
      does<GlobalOptions & { all?: boolean; port?: string; newToken?: boolean }>(async () => {
        const { serve } = await import('../commands/serve.js');
        return (context, options) => serve(context, { ...options, named });
      }),
    );
}
