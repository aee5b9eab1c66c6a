// Commands of operators about items. Each has a short form; the names of the reference keep working.
import { CASCADES, ITEM_COMMANDS } from '../../core/contracts/interventions.js';
import { type Command, Option } from 'commander';
import { does, explain } from './does.js';
import { LIMIT, rows } from './options.js';

const item = (name: 'cancel' | 'archiveBlocked' | 'cancelIncident' | 'resolveIncident' | 'retry' | 'clearStale') =>
  does(async () => (await import('../commands/items.js'))[name]);
const editing = () => import('../commands/edit.js');
/** What `queue edit --priority` takes. */
export const PRIORITIES = ['high', 'normal', 'low'] as const;
const replacing = () => import('../commands/replace.js');
const quarantine = (name: 'list' | 'fix' | 'drop' | 'dropIncident') =>
  does(async () => (await import('../commands/quarantine.js'))[name]);

const { cancel, requeue, supersede, retarget, resolve_incident: resolve } = ITEM_COMMANDS;
const { retry_active: retryActive, clear_stale_state: clear } = ITEM_COMMANDS;
const ID = 'id of the item, or the beginning of it';
const LATER = 'do not wait until its agent is ended (exit 7)';

export function addItems(program: Command, queue: Command): void {
  for (const [parent, name] of [
    [program, 'millrace cancel'],
    [queue, 'millrace queue cancel'],
  ] as const)
    audited(parent.command('cancel'), cancel.help, `${name} T-42 --reason "done by hand"`)
      .argument('<id>', ID)
      .option('--no-wait', LATER)
      .action(item('cancel'));
  for (const [command, name] of [
    [program.command('retry'), 'millrace retry'],
    [queue.command('retry'), 'millrace queue retry'],
    [queue.command('requeue', { hidden: true }), 'millrace queue requeue'],
    [queue.command('retry-blocked', { hidden: true }), 'millrace queue retry-blocked'],
  ] as const)
    audited(command, requeue.help, `${name} T-42 --reason "network is back"`)
      .argument('[id]', ID)
      .option('--all', 'every blocked item that nothing else takes care of')
      .option('--fresh', 'from its first stage, not from the one that failed, and from its branch as it is')
      .option('--root-spec-id <id>', 'only when it lies under this root')
      .action(item('retry'));
  audited(
    queue.command('archive-blocked'),
    'Take a blocked item away for good; it is kept.',
    'millrace queue archive-blocked T-42',
  )
    .argument('<id>', ID)
    .action(item('archiveBlocked'));
  addEditing(queue);
  addReplacing(queue);
  addIncidents(program);
  addQuarantine(program);
}

function addEditing(queue: Command): void {
  audited(
    queue.command('move'),
    'Put a queued item in another place among those of its family.',
    'millrace queue move T-42 --before T-40',
  )
    .argument('<id>', ID)
    .option('--before <id>', 'right before this item')
    .option('--after <id>', 'right behind this item')
    .option('--first', 'before all others')
    .option('--last', 'behind all others')
    .action(does(async () => (await editing()).move));
  audited(
    queue.command('edit'),
    'Change the document of a queued item: a field of it, or all of it, from FILE or in your editor.',
    'millrace queue edit T-42 --title "Drop every space"',
  )
    .argument('<id>', ID)
    .argument('[file]', 'what the document is to be, as .md or .json; - reads standard input; default $EDITOR')
    .option('--title <text>', 'another title')
    .addOption(
      new Option(
        '--priority <how>',
        'high: before all others that are queued; low: behind them; normal: as it was created',
      ).choices([...PRIORITIES]),
    )
    .action(does(async () => (await editing()).edit));
}

function addReplacing(queue: Command): void {
  audited(queue.command('supersede'), supersede.help, 'millrace queue supersede T-42 --replacement T-43')
    .argument('<old>', ID)
    .requiredOption('--replacement <id>', 'the item that takes its place')
    .addOption(
      new Option('--cascade <how>', 'those who wait: also in their documents (retarget), or cancelled too')
        .choices([...CASCADES])
        .default('none'),
    )
    .action(does(async () => (await replacing()).supersede));
  for (const name of ['retarget', 'retarget-dependency'])
    audited(
      queue.command(name, { hidden: name !== 'retarget' }),
      retarget.help,
      `millrace queue ${name} T-44 --from T-42 --to T-43`,
    )
      .argument('<id>', ID)
      .option('--from <task>', 'the task that it waits for')
      .option('--to <task>', 'the task that it is to wait for')
      .addOption(new Option('--old-dependency <task>', 'the same as --from').hideHelp())
      .addOption(new Option('--new-dependency <task>', 'the same as --to').hideHelp())
      .action(does(async () => (await replacing()).retarget));
}

function addIncidents(program: Command): void {
  const incident = explain(program.command('incident'), 'Incidents.', 'millrace incident resolve I-7');
  reasoned(incident.command('resolve'), resolve.help, 'millrace incident resolve I-7 --reason "fixed the runner"')
    .argument('<id>', ID)
    .action(item('resolveIncident'));
  reasoned(incident.command('cancel'), cancel.help, 'millrace incident cancel I-7')
    .argument('<id>', ID)
    .option('--no-wait', LATER)
    .action(item('cancelIncident'));
  reasoned(
    incident.command('archive-invalid', { hidden: true }),
    'The same as `quarantine drop`, for incidents.',
    'millrace incident archive-invalid I-7.md.invalid',
  )
    .argument('<file>', 'name of the file')
    .action(quarantine('dropIncident'));
}

function addQuarantine(program: Command): void {
  const group = program.command('quarantine');
  explain(group, 'Files that could not be taken in.', 'millrace quarantine ls');
  explain(group.command('ls'), 'List them, and why.', 'millrace quarantine ls')
    .option('--limit <n>', LIMIT, rows)
    .action(quarantine('list'));
  reasoned(
    group.command('fix'),
    'Look at a file again after you corrected it, or take another FILE in its place.',
    'millrace quarantine fix T-42.md.invalid',
  )
    .argument('<name>', 'name of the file, or the beginning of it')
    .argument('[file]', 'corrected document as .md or .json; - reads standard input')
    .action(quarantine('fix'));
  reasoned(
    group.command('drop'),
    'Move a file into the archive below its queue folder.',
    'millrace quarantine drop T-42.md.invalid --reason "a duplicate"',
  )
    .argument('<name>', 'name of the file, or the beginning of it')
    .action(quarantine('drop'));
}

/** Also under `control` and, for planning, as the reference has it. */
export function addRestarts(program: Command, control: Command): void {
  const planning = program.command('planning', { hidden: true });
  explain(planning, 'Commands about the planning plane.', 'millrace planning retry-active');
  for (const parent of [program, control, planning]) {
    const command = reasoned(
      parent.command('retry-active'),
      retryActive.help,
      'millrace retry-active --reason "a wrong turn"',
    );
    command.option('--no-wait', LATER);
    if (parent !== planning) command.option('--scope <plane>', 'only when the active item is of this plane');
    const plane = parent === planning ? ('planning' as const) : undefined;
    command.action(does(async () => (await import('../commands/items.js')).retryingActive(plane)));
  }
  for (const parent of [program, control])
    reasoned(parent.command('clear-stale-state'), clear.help, 'millrace clear-stale-state').action(item('clearStale'));
}

/** `--force` and `--kind` are the reference's; the first changes nothing here, because a person's wish needs no force. */
function audited(command: Command, description: string, example: string): Command {
  return reasoned(command, description, example)
    .option('--family <family>', 'needed when several families have the id')
    .addOption(new Option('--kind <family>', 'the same as --family').hideHelp())
    .addOption(new Option('--force', 'accepted, and not needed').hideHelp());
}

const reasoned = (command: Command, description: string, example: string): Command =>
  explain(command, description, example).option('--reason <text>', 'why, for the audit', '');
