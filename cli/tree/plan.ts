// Commands that look at plans and at what they are made from. None of them writes, but the file that --output names.
import { type Command, Option } from 'commander';
import { does, explain } from './does.js';
import { planOptions } from './options.js';

export function addPlan(program: Command): void {
  const compile = explain(
    program.command('compile'),
    'Check, show, compare and rehearse the plan. Changes nothing.',
    'millrace compile show',
  );
  addCompiling(compile);
  explain(
    compile.command('diff'),
    'Tell what would route or run differently: between two modes, plans that were active here, or files of plans.',
    'millrace compile diff active current',
  )
    .argument('[a]', '`active`, `current`, a mode, a plan by id or digest, or a file; default active')
    .argument('[b]', 'likewise; default current')
    .option('--config <file>', 'take this file in place of millrace-agents/millrace.toml')
    .action(does(async () => (await import('../commands/compile-diff.js')).diff));
  planOptions(
    explain(
      compile.command('simulate'),
      'Play outcomes through the engine and show the route. No agent runs.',
      'millrace compile simulate --outcomes outcomes.txt --family task',
    ),
  )
    .requiredOption(
      '--outcomes <file>',
      'one per line: `OUTCOME` or `node: OUTCOME`, with class=… or resume=… behind it',
    )
    .option('--family <id>', 'family of the item; default task')
    .option('--entry <node>', 'begin at this node instead of where the family enters')
    .action(does(async () => (await import('../commands/simulate.js')).simulate));
  addModes(program);
}

function addCompiling(compile: Command): void {
  planOptions(
    explain(
      compile.command('validate'),
      'Check the plan, and whether it is the active one.',
      'millrace compile validate',
    ),
  ).action(does(async () => (await import('../commands/compile.js')).validate));
  planOptions(
    explain(compile.command('show'), 'Show what runs at each node, and how far it can go.', 'millrace compile show'),
  )
    .option('--witness', 'with the longest activations themselves, as `compile simulate` plays them')
    .action(does(async () => (await import('../commands/compile.js')).show));
  planOptions(
    explain(compile.command('graph'), 'Show where outcomes lead.', 'millrace compile graph --plane execution'),
  )
    .addOption(new Option('--plane <plane>', 'only this one').choices(['planning', 'execution', 'learning']))
    .addOption(new Option('--format <format>', '`json` is the same as --json').choices(['text', 'json', 'mermaid']))
    .option('--output <file>', 'write it to this file')
    .action(does(async () => (await import('../commands/compile.js')).graph));
}

function addModes(program: Command): void {
  const modes = explain(program.command('modes'), 'The modes a plan can be made from.', 'millrace modes list');
  explain(
    modes.command('list'),
    'List the modes, shipped ones and those of the workspace.',
    'millrace modes list',
  ).action(does(async () => (await import('../commands/modes.js')).list));
  explain(modes.command('show'), 'Show what one mode says.', 'millrace modes show default_codex')
    .argument('<id>', 'id of the mode, or an alias')
    .action(does(async () => (await import('../commands/modes.js')).show));
}
