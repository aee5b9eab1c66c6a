// Commands that set a workspace up and check its plan.
import type { Command } from 'commander';
import { Option } from '../commander.js';
import { does, explain } from './does.js';
import { formatOption, planOptions } from './options.js';

const compiling = (name: 'validate' | 'show' | 'graph') =>
  does(async () => (await import('../commands/compile.js'))[name]);

export function addSetup(program: Command): void {
  explain(
    program.command('init'),
    'Make a workspace here, or in DIR. Safe to repeat.',
    'millrace init --permission basic',
  )
    .argument('[dir]', 'folder, usually of a git repository; default the current one')
    .addOption(
      new Option('--permission <level>', 'what agents may do').choices(['read_only', 'basic', 'elevated', 'maximum']),
    )
    .option('--server <address>', 'Temporal server as host:port; default one of our own')
    .option('--mode <id>', 'mode to run')
    .action(does(async () => (await import('../commands/init.js')).init));
  addPlan(program);
  explain(program.command('version'), 'Show the version.', 'millrace version').action(
    does(async () => (await import('../commands/version.js')).showVersion),
  );
}

function addPlan(program: Command): void {
  const compile = explain(
    program.command('compile'),
    'Check and show the plan. Writes nothing.',
    'millrace compile show',
  );
  planOptions(explain(compile.command('validate'), 'Check the plan.', 'millrace compile validate')).action(
    compiling('validate'),
  );
  planOptions(explain(compile.command('show'), 'Show the plan.', 'millrace compile show')).action(compiling('show'));
  planOptions(
    explain(compile.command('graph'), 'Show where outcomes lead.', 'millrace compile graph --plane execution'),
  )
    .addOption(new Option('--plane <plane>', 'only this one').choices(['planning', 'execution', 'learning']))
    .addOption(formatOption())
    .action(compiling('graph'));
  const modes = explain(program.command('modes'), 'The modes a plan can be made from.', 'millrace modes list');
  explain(
    modes.command('list'),
    'List the modes, shipped ones and those of the workspace.',
    'millrace modes list',
  ).action(does(async () => (await import('../commands/modes.js')).list));
}
