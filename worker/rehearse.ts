// What a workspace would answer to a command, without giving it one: the reducer that would decide it looks at the state, and nothing is
// sent, started or written. The worker that serves is asked for the state; where none does, the files say it, as to the next one.
import { Client } from '@temporalio/client';
import { issuedProblem } from '../core/contracts/command-args.js';
import { type CommandEvent, COMMANDS } from '../core/contracts/command-table.js';
import type { Answer, CommandRow, Issued } from '../core/contracts/commands.js';
import { workspaceWorkflowId } from '../core/contracts/ids.js';
import { NEWEST_RULES } from '../core/contracts/rules.js';
import { unpackScheduler } from '../core/engine/workspace/carry.js';
import { newScheduler, type SchedulerState } from '../core/engine/workspace/scheduler-state.js';
import { stepScheduler } from '../core/engine/workspace/scheduler.js';
import { takeUpScheduler } from '../core/engine/workspace/take-up.js';
import { fieldsOf } from '../core/form.js';
import { readRemains, wasShown } from '../disk/take-up/remains.js';
import { carriedStateQuery } from '../workflows/messages.js';
import { type CommandOptions, runningServer, signed, SilentWorker, type WorkspaceCommand } from './commands.js';
import { hear, silenceOf } from './fleet/answers.js';
import { readLease } from './fleet/lease.js';
import { type WorkspacePlace, workspacePlace } from './place.js';
import type { ServerChoice } from './server/choose.js';
import { connect } from './server/connect.js';

/** Throws what `sendCommand` throws. */
export async function rehearse(
  workspaceDir: string,
  command: WorkspaceCommand,
  options: CommandOptions,
): Promise<Answer> {
  const row: CommandRow<Issued> = COMMANDS[command.name];
  const place = await workspacePlace(workspaceDir);
  const choice = await runningServer(place, options);
  const { name, args } = await signed(options.sign, place, command);
  const state = await stateNow(place, choice, row, options.timeoutMs);
  const problem = issuedProblem(args) ?? row.problem(fieldsOf(args));
  if (problem !== null)
    return { ok: false, code: 'refused', text: `The workspace refuses this: ${problem}.`, seq: state.seq };
  return stepScheduler(state, { type: name, at: new Date().toISOString(), args } as CommandEvent).answer;
}

async function stateNow(
  place: WorkspacePlace,
  choice: ServerChoice,
  row: CommandRow<Issued>,
  timeoutMs: number,
): Promise<SchedulerState> {
  const connection = await connect(choice);
  try {
    const holder = readLease(place.dirs.state);
    if (holder?.role !== 'serve') return await stateInFiles(place);
    if ((await hear(place.dirs.state, holder)) === 'silent')
      throw new SilentWorker(silenceOf(place.dirs.state, holder), row.leave === true);
    const { workflow } = new Client({ connection, namespace: choice.namespace });
    const ask = () => workflow.getHandle(workspaceWorkflowId(place.id)).query(carriedStateQuery);
    return unpackScheduler(await connection.withDeadline(Date.now() + timeoutMs, ask));
  } finally {
    await connection.close();
  }
}

async function stateInFiles({ id, dirs }: WorkspacePlace): Promise<SchedulerState> {
  if (!(await wasShown(dirs))) return newScheduler(id, NEWEST_RULES);
  return takeUpScheduler((await readRemains(dirs, id)).remains, NEWEST_RULES);
}
