// How the help sorts the commands: by what one comes for, the first steps first. Every command that is shown stands here once (a test).
import { Command } from 'commander';

/** Names in the order of the help. */
export const GROUPS = {
  Work: [
    ...['init', 'add-idea', 'add-task', 'add-spec', 'add-probe', 'add', 'new'],
    ...['run', 'up', 'down', 'pause', 'resume', 'stop'],
  ],
  Look: [
    ...['status', 'tui', 'serve', 'report', 'events', 'logs', 'diff', 'queue', 'runs', 'lineage', 'closures'],
    ...['usage', 'forecast', 'audit'],
    ...['trees', 'open', 'workspaces'],
  ],
  Decide: [
    ...[
      'approvals',
      'retry',
      'cancel',
      'restore',
      'deliver',
      'incident',
      'quarantine',
      'retry-active',
      'clear-stale-state',
    ],
  ],
  'Set up': [
    ...[
      'doctor',
      'config',
      'trust',
      'keys',
      'modes',
      'compile',
      'model-aliases',
      'skills',
      'assets',
      'notify',
      'runner',
      'mcp',
    ],
    ...['server', 'service', 'mirror', 'checkpoints', 'upgrade', 'remove', 'completion', 'version', 'help'],
  ],
} as const satisfies Record<string, readonly string[]>;

const PLACES = new Map<string, { group: string; rank: number }>(
  Object.entries(GROUPS).flatMap(([group, names], at) =>
    names.map((name, within) => [name, { group, rank: 1000 * at + within }]),
  ),
);

const rankOf = (command: Command): number => PLACES.get(command.name())?.rank ?? Infinity;

/** Puts each command of the program into its group. One that stands in none comes last, under `Commands:`. */
export function intoGroups(program: Command): void {
  const help = new Command('help').argument('[command]').description('Show the help of a command.');
  program.addHelpCommand(help.helpGroup('Set up:'));
  (program.commands as Command[]).sort((a, b) => rankOf(a) - rankOf(b));
  for (const command of program.commands) {
    const place = PLACES.get(command.name());
    if (place !== undefined) command.helpGroup(`${place.group}:`);
  }
}
