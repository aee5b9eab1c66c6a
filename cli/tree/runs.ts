// Commands that run work and show what runs and ran.
import { type Command, Option } from 'commander';
import { COMMANDS } from '../../core/contracts/command-table.js';
import { does, explain } from './does.js';
import { ALL, amount, parseCount, parseSeq, formatOption, LIMIT, rows, usingPlan } from './options.js';

export function addRuns(program: Command): void {
  addRun(program);
  addReaders(program);
  addChanges(program);
}

export function addRun(program: Command): void {
  const run = program.command('run');
  explain(runOptions(run), 'Work on the queue here, until you press Ctrl-C.', 'millrace run --until idle')
    .option('--all', `serve ${ALL}, until you press Ctrl-C`)
    .addOption(
      new Option('--until <end>', '`idle`: leave when there is nothing left to do').choices(['idle', 'stopped']),
    )
    .option(
      '--max-stages <n>',
      'leave after this many stages; a try of a stage that its environment broke counts too',
      parseCount,
    )
    .action(does(async () => (await import('../commands/run-all.js')).runHereOrAll));
  explain(runOptions(run.command('once')), 'Run one stage and leave.', 'millrace run once').action(
    does(async () => (await import('../commands/run.js')).runOnce),
  );
  const daemon = runOptions(run.command('daemon'), true).option(
    '--max-ticks <n>',
    'leave after this many stages',
    parseCount,
  );
  daemon.option('--all', `serve ${ALL}`);
  daemon.addOption(new Option('--detached', "say everything to the worker's log, too").hideHelp());
  explain(daemon, 'Work on the queue until told to stop.', 'millrace run daemon --monitor basic').action(
    does(async () => (await import('../commands/run-all.js')).runDaemonOrAll),
  );
}

export function addReaders(program: Command): void {
  addStatus(program);
  const usage = explain(
    program.command('usage'),
    'Show what was spent, and how the limits stand.',
    'millrace usage --by stage',
  )
    .addOption(
      new Option('--by <what>', 'sum up by this')
        .choices(['stage', 'item', 'lineage', 'runner', 'model', 'day'])
        .default('day'),
    )
    .action(does(async () => (await import('../commands/usage.js')).usage));
  explain(usage.command('raise'), COMMANDS.raise.help, 'millrace usage raise night --to 30 --reason "worth it"')
    .argument('<rule>', 'the rule, by its rule_id in cost_rules')
    .requiredOption(
      '--to <amount>',
      'what it allows in all, for once: until its window ends, or for the item or root',
      amount,
    )
    .option('--for <id>', 'the item or the root, where the rule is one for each of them')
    .option('--reason <text>', 'why, for the audit', '')
    .action(does(async () => (await import('../commands/raise.js')).raise));
  explain(
    program.command('forecast'),
    'Show what the work that is there may take at most, and what such work has usually taken here.',
    'millrace forecast T-42',
  )
    .argument('[id]', 'id of an item, or of a spec for all below it; default all items')
    .action(does(async () => (await import('../commands/forecast.js')).forecast));
  explain(
    program.command('events'),
    'Show what happened, the newest last. With --json each event is a line of JSON, with the number to go on from.',
    'millrace events --since 0 --json',
  )
    .option('--since <seq>', 'all after the event with this number, 0 for all; default the last 50 events', parseSeq)
    .option('-f, --follow', 'go on with what comes; Ctrl-C leaves')
    .action(does(async () => (await import('../commands/events.js')).events));
  const runs = explain(program.command('runs'), 'Show the runs of agents.', 'millrace runs ls');
  explain(runs.command('ls'), 'List runs, newest first.', 'millrace runs ls --limit 5')
    .option('--limit <n>', 'how many, or `all`', rows, 20)
    .action(does(async () => (await import('../commands/runs.js')).list));
  explain(runs.command('show'), 'Show the stages of one run.', 'millrace runs show run-3f2a')
    .argument('<id>', 'id of the run, or the beginning of it')
    .action(does(async () => (await import('../commands/runs.js')).show));
  logOptions(
    program.command('logs'),
    'Show what the agents of an item or a run did and said. Without an id: of the run at work, else of the newest.',
    'millrace logs T-42 --stage builder',
  )
    .option('--worker', 'what the worker of this workspace says, and no agent')
    .option('--server', 'what the embedded Temporal server says');
  logOptions(runs.command('tail'), 'The same as `logs`.', 'millrace runs tail --follow');
}

export function addStatus(program: Command): void {
  const status = explain(
    program.command('status'),
    'Show what runs, what waits and what needs you.',
    'millrace status',
  );
  status
    .option('--check', 'exit 20 when something needs you')
    .option('--watch', 'draw it anew as it changes; Ctrl-C leaves. Where stdout is no terminal: a line per change')
    .option('--limit <n>', `of each list ${LIMIT.replace('100', '10')}`, rows)
    .addOption(formatOption().hideHelp())
    .action(does(async () => (await import('../commands/status.js')).status));
}

function logOptions(command: Command, description: string, example: string): Command {
  explain(command, description, example)
    .argument('[id]', 'id of an item or a run, or the beginning of it')
    .option('--stage <stage>', 'of this stage: its name, or its number in the run; default the last')
    .option('-f, --follow', 'go on until the run ends; Ctrl-C leaves')
    .option('--raw', 'lines as the runner wrote them, not in words')
    .option('-n, --lines <n>', 'how many of the last lines of a stage, or `all`; default 100', rows)
    .action(does(async () => (await import('../commands/logs.js')).logs));
  return command;
}

function addChanges(program: Command): void {
  const diff = program.command('diff');
  explain(
    diff,
    'Show what an item, a run or all below a root changed in the work tree. Without an id: as --since last.',
    'millrace diff T-42 --stat',
  )
    .argument('[id]', 'id of an item, a run or a root, or the beginning of it')
    .option('--stage <stage>', 'this stage alone: its name, or its number in the run')
    .option(
      '--since <when>',
      'all that was recorded since, work of people included: `last` for when the last finished run began, a time such as `90m`, `24h`, `7d`, or the cursor of a report',
    )
    .option('--family <family>', 'needed when several families have the id; of a root: its spec alone')
    .option('--stat', 'files and numbers of lines alone')
    .option('--name-only', 'names of files alone')
    .action(does(async () => (await import('../commands/diff.js')).diff));
  explain(
    program.command('restore'),
    'Write files back as they were before an item or a run began, or when it had ended; what it had not then is removed.',
    'millrace restore T-42 --before -- src/slug.js',
  )
    .argument('<id>', 'id of an item or a run, or the beginning of it')
    .argument('<paths...>', 'files or folders, as seen from here; from outside the workspace, as seen from its top')
    .option('--before', 'as they were before it began')
    .option('--after', 'as they were when it had ended')
    .option('--stage <stage>', 'of this stage: its name, or its number in the run')
    .option('--family <family>', 'needed when several families have the id')
    .option('--force', 'also over what is in no record and would be lost')
    .option('--yes', 'do not ask')
    .action(does(async () => (await import('../commands/restore.js')).restore));
}

/** `isQuiet`: on a terminal it says nothing of what happens, unless it is asked to. */
function runOptions(command: Command, isQuiet = false): Command {
  const fallback = isQuiet ? 'default where stdout is no terminal' : 'default';
  const kinds = `\`basic\`: a line per event, ${fallback}; \`json\`: the same as JSON, what is for people on stderr, default with --json`;
  return usingPlan(command).addOption(new Option('--monitor <kind>', kinds).choices(['none', 'basic', 'json']));
}
