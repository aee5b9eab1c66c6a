// What can be told of a program that nobody here knows: whether it is there, what it is given, and who keeps it to its permissions.
// It is not started for it: nobody knows what it would do.
import type { Permission } from '../../core/contracts/plan.js';
import { own } from '../../core/own.js';
import type { RunContext, Seen } from '../adapter.js';
import { findProgram } from '../program.js';
import { COMMAND } from './settings.js';
import { noProgram, noTable, pathOf, tableOf } from './surroundings.js';

type Around = Pick<RunContext, 'workspaceDir' | 'config' | 'env'>;

export async function inspectCommand(member: string, context: Around): Promise<Seen[]> {
  const table = tableOf(member, context);
  if (table === null) return [{ level: 'error', code: 'runner_misconfigured', what: noTable(member) }];
  const program = findProgram(table.argv[0], pathOf(table, context), context.workspaceDir);
  const runner = `${COMMAND}.${member}`;
  if (program === null) return [{ level: 'error', code: 'runner_binary_missing', what: noProgram(runner, table) }];
  const lacking = table.passEnv.filter((name) => own(context.env, name) === undefined);
  return [
    { level: 'ok', code: 'runner_binary', what: `${program}, which speaks ${table.dialect}` },
    ...lacking.map((name) => unset(runner, name)),
    ...(table.prompt === 'argument' ? [visible(runner)] : []),
  ];
}

const unset = (runner: string, name: string): Seen => ({
  ...{ level: 'warning', code: 'variable_unset', what: `${runner} is to get ${name}, which is not set here` },
  remedy: 'Set it where the worker is started, or take it out of pass_env.',
});

const visible = (runner: string): Seen => ({
  ...{
    level: 'warning',
    code: 'prompt_visible',
    what: `${runner} gets its prompt as an argument, which every user of the machine can see`,
  },
  remedy: 'Set prompt = "stdin" or "file" if the program can read it so.',
});

/** Where walls of ours are around it they are told of as those of any runner. */
export async function openingsOfCommand(
  member: string,
  permissions: readonly Permission[],
  context: Around,
): Promise<string[]> {
  const table = tableOf(member, context);
  const levels = permissions.filter((level) => level !== 'maximum').join(', ');
  if (table === null || table.sandbox === 'bubblewrap' || levels === '') return [];
  return [
    `That ${COMMAND}.${member} keeps to ${levels} is what [runners.${COMMAND}.${member}] says of it: nothing of ours looks after it.`,
  ];
}
