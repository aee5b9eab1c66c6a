// `pause`, `resume`, `stop`: the answer says what really happened.
import { type CommandName, COMMANDS, type CONTROLS } from '../../core/contracts/command-table.js';
import type { Answer, AnswerCode, CommandRow, Issued } from '../../core/contracts/commands.js';
import type { CommandOptions, WorkspaceCommand } from '../../worker/commands.js';
import { type Context, identify, type Result } from '../context.js';
import { readSnapshot } from '../../read/snapshot.js';
import { CliError, type CliFailure } from '../errors.js';
import { EXIT, type ExitCode } from '../exit.js';
import { sending } from '../sending.js';
import { issuedBy } from '../issued.js';
import { noteNoWorker, stopText } from '../no-worker.js';
import { isKnown } from '../../core/told-error.js';

const TIMEOUT_MS = 30_000;
const EXITS: Record<AnswerCode, ExitCode> = {
  ...{ done: EXIT.done, unchanged: EXIT.done, refused: EXIT.failed },
  ...{ conflict: EXIT.conflict, not_found: EXIT.notFound },
};

/** The handler of one of the commands. */
export const controlling =
  (name: keyof typeof CONTROLS) =>
  async (context: Context, options: { reason: string }): Promise<Result> => {
    const { dir } = await identify(context);
    const result = await told(context, dir, { name, args: issuedBy(context, options) });
    return name === 'stop' ? stopText(context, dir, result) : result;
  };

/** What the workspace answers. Exit 6 when no server runs. */
export async function told(context: Context, dir: string, command: WorkspaceCommand): Promise<Result> {
  try {
    const answer = await sent(context, dir, command, sending(context, TIMEOUT_MS));
    const result = resultOf(answer, command.name);
    await noteNoWorker(context, dir, command.name);
    return result;
  } catch (error) {
    return unserved(error, dir);
  }
}

/** The answer of the workspace; with `--dry-run` the one that it would give. Throws what `sendCommand` throws. */
export async function sent(
  context: Context,
  dir: string,
  command: WorkspaceCommand,
  options: CommandOptions,
): Promise<Answer> {
  if (context.dryRun) return (await import('../../worker/rehearse.js')).rehearse(dir, command, options);
  return (await import('../../worker/commands.js')).sendCommand(dir, command, options);
}

/** A refusal is an error; what is not there has a list as what to do next. */
export function resultOf(answer: Answer, name?: CommandName): Result {
  const { ok, code, text: message } = answer;
  if (ok) return { data: answer, lines: [message] };
  const row: CommandRow<Issued> | undefined = name && COMMANDS[name];
  const list = row?.list ?? 'queue ls';
  const hint = `\`millrace ${list}\` shows what there is.`;
  throw new CliError({ exit: EXITS[code], code, message, ...(code === 'not_found' ? { hint } : {}) });
}

/** Exit 7 when the command is with the server and nobody answers now. Throws everything else. */
export function unserved(error: unknown, dir: string): Result {
  if (!isKnown(error, 'worker_silent') || !('left' in error) || error.left !== true) throw error;
  const { required, windowSeconds } = readSnapshot(dir)?.workspace?.operators ?? {};
  const counts = required === true ? `, if its signature counts still: ${windowSeconds ?? 0} seconds` : '';
  const line = `${error.message} The command is with the Temporal server, and is carried out then${counts}.`;
  return { data: { applied: false, reason: error.message }, lines: [line], exit: EXIT.notApplied };
}

export function noServer(message: string, hint = 'Nothing was changed.'): CliError {
  const failure: CliFailure = { exit: EXIT.noServer, code: 'no_server', message, hint };
  return new CliError(failure);
}
