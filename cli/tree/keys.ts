// Commands about who may decide.
import { type Command, InvalidArgumentError } from 'commander';
import { RIGHTS, type Right } from '../../core/contracts/operators.js';
import { does, explain } from './does.js';

export function addKeys(program: Command): void {
  const keys = explain(
    program.command('keys'),
    'Who may decide: operators, their public keys and their rights.',
    'millrace keys ls',
  );
  explain(keys.command('ls'), 'List who may decide, with keys and rights.', 'millrace keys ls').action(
    does(async () => (await import('../commands/keys.js')).list),
  );
  withKey(
    explain(
      keys.command('add'),
      'Name an operator, or give one other rights.',
      'millrace keys add alice --key ~/.ssh/id_ed25519.pub --rights pause,approve',
    ),
  )
    .requiredOption('--rights <list>', `what it may decide: ${RIGHTS.join(', ')}, or all`, rights)
    .action(does(async () => (await import('../commands/keys.js')).add));
  withKey(
    explain(
      keys.command('rotate'),
      'Give an operator another key; the former counts no more.',
      'millrace keys rotate alice --key ~/.ssh/new.pub',
    ),
  ).action(does(async () => (await import('../commands/keys.js')).rotate));
  reasoned(explain(keys.command('remove'), 'Take an operator away.', 'millrace keys remove alice'))
    .argument('<name>', 'of the operator, written out')
    .action(does(async () => (await import('../commands/keys.js')).remove));
  reasoned(
    explain(
      keys.command('require'),
      'Whether nothing is decided without a signature: on, or off.',
      'millrace keys require on',
    ),
  )
    .argument('<on|off>', 'on: unsigned commands are refused', onOrOff)
    .action(does(async () => (await import('../commands/keys.js')).requireKeys));
}

const reasoned = (command: Command): Command => command.option('--reason <text>', 'why, for the audit', '');

/** The parser gives `--key` to the program, wherever it stands: these commands find it there. */
const withKey = (command: Command): Command =>
  reasoned(command)
    .argument('<name>', 'of the operator, written out')
    .option('--key <file>', 'its public key, as in a .pub file; - reads standard input')
    .option('--by <file>', 'private key that signs this; default MILLRACE_KEY, else ssh-agent');

function rights(list: string): Right[] {
  const given = list === 'all' ? RIGHTS.filter((right) => right !== 'serve') : list.split(',').map((one) => one.trim());
  const wrong = given.find((one) => !(RIGHTS as readonly string[]).includes(one));
  if (wrong !== undefined)
    throw new InvalidArgumentError(
      `There is no right ${JSON.stringify(wrong)}; there are ${RIGHTS.join(', ')}, or all.`,
    );
  return given as Right[];
}

function onOrOff(text: string): string {
  if (text !== 'on' && text !== 'off') throw new InvalidArgumentError('It has to be on or off.');
  return text;
}
