// The command by which agents look after a workspace.
import type { Command } from 'commander';
import { does, explain } from './does.js';
import { parseCount } from './options.js';

export const addMcp = (program: Command): void =>
  void explain(
    program.command('mcp'),
    'Let an agent look after this workspace: an MCP server on standard input and output, which only looks unless --allow names more.',
    'millrace mcp',
  )
    .option(
      '--allow <tools>',
      'what it may change, separated by commas: add-idea, add-task, approve, deny, pause, resume, retry, cancel; or all. Needs --as',
    )
    .option('--timeout <seconds>', 'give a call up after so long', parseCount, 120)
    .action(does(async () => (await import('../commands/mcp.js')).mcp));
