// Commands about the programs that play stages.
import { type Command, Option } from 'commander';
import { does, explain } from './does.js';

export function addRunners(program: Command): void {
  const group = explain(program.command('runner'), 'The programs that play stages.', 'millrace runner test codex_cli');
  explain(
    group.command('test'),
    'Play the cases of the suite with a real runner, and say which of them it passes. Stages of no work are run.',
    "millrace runner test codex_cli --case 'refusals/*'",
  )
    .argument('<name>', 'as a stage is bound to it: codex_cli, pi_rpc, claude_code, command.NAME')
    .addOption(
      new Option('--against <what>', 'a model server on this machine, or your own login, which costs some tokens')
        .choices(['stub', 'live'])
        .default('stub'),
    )
    .option('--case <pattern>', 'only these: a name, a group, or a part of one with `*`')
    .option('--yes', 'with --against live: do not ask')
    .action(does(async () => (await import('../commands/runner-test.js')).testRunner));
}
