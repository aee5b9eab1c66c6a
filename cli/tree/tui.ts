// The command that opens the terminal screen.
import type { Command } from 'commander';
import { does, explain } from './does.js';
import type { GlobalOptions } from '../context.js';

export function addTui(program: Command): void {
  const named: string[] = [];
  program.on('option:workspace', (folder: string) => void named.push(folder));
  explain(
    program.command('tui'),
    'Open the terminal screen: what runs, what needs you, the queue, logs and events as they come; keys pause, approve and retry. --workspace may be said several times.',
    'millrace tui -w ~/shop -w ~/site',
  ).action(
    does<GlobalOptions>(async () => {
      const { tui } = await import('../commands/tui.js');
      return (context) => tui(context, { named, debug: program.opts<GlobalOptions>().debug === true });
    }),
  );
}
