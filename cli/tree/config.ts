// Commands that show, change and reload the configuration, and its aliases of models.
import type { Command } from 'commander';
import { COMMANDS } from '../../core/contracts/command-table.js';
import { does, explain } from './does.js';
import { planOptions, usingPlan } from './options.js';

const KEY =
  'dotted key of the setting; a name with dots in it in quotes; an element of a list by its name, or its number from 0';

const FILE = ['--config <file>', 'take this file in place of millrace-agents/millrace.toml'] as const;

const configuring = (name: 'show' | 'get' | 'set' | 'unset') =>
  does(async () => (await import('../commands/config.js'))[name]);

export function addConfig(program: Command): void {
  const config = explain(program.command('config'), 'The configuration, millrace.toml.', 'millrace config show');
  explain(
    config.command('show'),
    'Show every setting: what holds, and where it is set.',
    'millrace config show --changed',
  )
    .option(...FILE)
    .option('--changed', 'only what differs from the default')
    .action(configuring('show'));
  explain(config.command('get'), 'Show one setting.', 'millrace config get recovery.max_fix_cycles')
    .argument('<key>', KEY)
    .option(...FILE)
    .action(configuring('get'));
  const set = 'Change one setting. Comments and layout of the file stay; what would be wrong is refused.';
  explain(config.command('set'), set, 'millrace config set runners.codex.permission_default read_only')
    .argument('<key>', KEY)
    .argument('<value>', 'as in TOML; quotes around text may be left out')
    .action(configuring('set'));
  const unset = 'Take one setting, or a whole table, out of the file: the default holds again.';
  explain(config.command('unset'), unset, 'millrace config unset stages.builder.model')
    .argument('<key>', KEY)
    .action(configuring('unset'));
  planOptions(explain(config.command('validate'), 'Check millrace.toml.', 'millrace config validate')).action(
    does(async () => (await import('../commands/compile.js')).validate),
  );
  addReload(config.command('reload'), 'millrace config reload');
  addReload(program.command('reload-config', { hidden: true }), 'millrace reload-config');
  const control = program.commands.find((command) => command.name() === 'control');
  if (control !== undefined) addReload(control.command('reload-config'), 'millrace control reload-config');
  addAliases(program);
}

function addReload(command: Command, example: string): void {
  usingPlan(explain(command, COMMANDS.reload.help, example))
    .option('--reason <text>', 'why, for the audit', '')
    .action(does(async () => (await import('../commands/reload.js')).reloadConfig));
}

const aliases = () => import('../commands/model-aliases.js');

function addAliases(program: Command): void {
  const group = program.command('model-aliases');
  explain(group, 'Names for a model with an effort, and the stages that get them.', 'millrace model-aliases list');
  const add = (name: string, description: string, example: string): Command =>
    explain(group.command(name), description, `millrace model-aliases ${name}${example === '' ? '' : ` ${example}`}`);
  add('list', 'List the aliases and what they are assigned to.', '').action(does(async () => (await aliases()).list));
  add('show', 'Show one alias.', 'standard')
    .argument('<id>')
    .action(does(async () => (await aliases()).show));
  add('set', 'Define an alias, or change it.', 'deep --model gpt-5.5 --thinking-level high')
    .argument('<id>')
    .requiredOption('--model <model>', 'as the runner knows it')
    .requiredOption('--thinking-level <level>', 'as the runner knows it')
    .action(does(async () => (await aliases()).set));
  add('remove', 'Remove an alias; a built-in one is as it was.', 'deep')
    .argument('<id>')
    .action(does(async () => (await aliases()).remove));
  add('assign-global', 'Give an alias to every stage to which nothing else assigns one.', 'fast')
    .argument('<id>')
    .action(does(async () => (await aliases()).assignGlobal));
  add('clear-global', 'Take that back.', '').action(does(async () => (await aliases()).clearGlobal));
  for (const [target, what, example] of [
    ['loop', 'graph', 'execution.standard'],
    ['stage', 'stage kind', 'builder'],
  ] as const) {
    add(`assign-${target}`, `Give an alias to a ${what}.`, `${example} fast`)
      .argument(`<${target}>`)
      .argument('<id>')
      .action(does(async () => (await aliases()).assigning(target)));
    add(`clear-${target}`, 'Take that back.', example)
      .argument(`<${target}>`)
      .action(does(async () => (await aliases()).clearing(target)));
  }
}
