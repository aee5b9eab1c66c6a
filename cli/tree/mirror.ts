// Commands that compare the files with the workflows and write them anew.
import type { Command } from 'commander';
import { does, explain } from './does.js';

const MIRROR = {
  verify:
    'Compare documents, snapshot, status files and diagnostics with what the workflows say. Changes nothing; exit 1 when they differ.',
  rebuild: 'Write the files anew from what the workflows say, then compare; exit 1 when a difference is left.',
} as const;

export function addMirror(program: Command): void {
  const mirror = program.command('mirror');
  explain(mirror, 'The files under millrace-agents/, against the workflows.', 'millrace mirror verify');
  for (const [name, description] of Object.entries(MIRROR)) {
    explain(mirror.command(name), description, `millrace mirror ${name}`).action(
      does(async () => (await import('../commands/mirror.js'))[name as keyof typeof MIRROR]),
    );
  }
}
