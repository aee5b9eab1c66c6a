// Commands about who is told of what waits for a person.
import type { Command } from 'commander';
import { does, explain } from './does.js';

const notifying = (name: 'ls' | 'send') => does(async () => (await import('../commands/notify.js'))[name]);

export function addNotify(program: Command): void {
  const group = explain(
    program.command('notify'),
    'Who is told of what waits for a person: [[notify]] in millrace.toml.',
    'millrace notify test',
  );
  explain(
    group.command('ls'),
    'List the rules, with what arrived, what waits and what fails.',
    'millrace notify ls',
  ).action(notifying('ls'));
  explain(
    group.command('test'),
    'Send a message to try a rule, or all of them; says whether it arrived.',
    'millrace notify test phone',
  )
    .argument('[name]', 'of the rule; without it all of them')
    .action(does(async () => (await import('../commands/notify.js')).test));
  explain(
    group.command('send'),
    'Tell now what was not told yet, as a worker does: for a timer that watches a worker. Needs no server.',
    'millrace notify send',
  ).action(notifying('send'));
}
