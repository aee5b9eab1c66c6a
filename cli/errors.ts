// Every error leaves through one gate: what is wrong and what to do next, on stderr or as JSON, never a stack trace unasked.
import type { CommanderError as UsageError } from 'commander';
import { CommanderError } from './commander.js';
import { EXIT, type ExitCode } from './exit.js';
import { inertJson, inertLines } from './render/inert.js';
import { own } from '../core/own.js';

export interface Failure {
  exit: ExitCode;
  /** For programs: a word such as `not_found`. */
  code: string;
  message: string;
  /** What to do next. */
  hint?: string;
  /** One entry per fault, when there are several. */
  problems?: readonly object[];
}

/** An error that is meant for the user. */
export class CliError extends Error {
  constructor(readonly failure: Failure) {
    super(failure.message);
    this.name = 'CliError';
  }
}

/** Refused or failed, exit 1. */
export const failed = (code: string, message: string, hint?: string): CliError =>
  new CliError({ exit: EXIT.failed, code, message, ...(hint === undefined ? {} : { hint }) });

export const notFound = (message: string, hint: string): CliError =>
  new CliError({ exit: EXIT.notFound, code: 'not_found', message, hint });

export const misused = (message: string, hint: string): CliError =>
  new CliError({ exit: EXIT.usage, code: 'usage', message, hint });

/**
 * What the parser does at its end, for `exitOverride`: throws, with the help of this command as what to do next. `command`: how
 * one calls it; `isGroup`: whether it has subcommands. Help and version go on as they are, because they are no errors.
 */
export const ending =
  (command: string, isGroup: boolean) =>
  (error: UsageError): never => {
    throw error.exitCode === 0 ? error : misread(error, command, isGroup);
  };

/** A group without a subcommand shows its help as an error, on stderr. */
function misread(error: UsageError, command: string, isGroup: boolean): CliError {
  const bare = error.code === 'commander.help';
  const message = bare ? 'A subcommand is missing.' : error.message.replace(/^error: /, '');
  const shows = isGroup ? 'the commands; each has a `--help`' : 'what it takes';
  return misused(message, `\`${command} --help\` shows ${shows}.`);
}

/** Reports an error and gives the exit code. Showing the help or the version also comes as an error, with exit 0. */
export function report(error: unknown, as: { json: boolean; debug: boolean }): number {
  if (error instanceof CommanderError && error.exitCode === 0) return EXIT.done;
  const failure = failureOf(error);
  const { exit, ...shown } = failure;
  if (as.json) process.stdout.write(`${inertJson({ ok: false, error: shown })}\n`);
  else process.stderr.write(plain(failure));
  if (as.debug && error instanceof Error) process.stderr.write(`${error.stack ?? ''}\n`);
  return exit;
}

function plain({ message, hint }: Failure): string {
  return `error: ${inertLines(message)}\n${hint === undefined ? '' : `${inertLines(hint)}\n`}`;
}

function failureOf(error: unknown): Failure {
  if (error instanceof CliError) return error.failure;
  if (!(error instanceof Error)) return internal(String(error));
  if (error.name === 'ServerError') return serverFailure(error);
  if (UNANSWERED.includes(error.name)) return unanswered(error.message);
  if (error.name === 'SilentWorker') return { exit: EXIT.noServer, code: 'worker_silent', message: error.message };
  if (error.name === 'ServedElsewhere') return { exit: EXIT.conflict, code: 'bound_elsewhere', message: error.message };
  if (error.name === 'CopiedWorkspace') return { exit: EXIT.conflict, code: 'copied', message: error.message };
  if (error.name === 'NoWorkspace') return { exit: EXIT.noWorkspace, code: 'no_workspace', message: error.message };
  if (error.name === 'WorkspaceGone' || error.name === 'FolderGone')
    return { exit: EXIT.noWorkspace, code: 'workspace_gone', message: error.message };
  if (error.name === 'NewerRules') return { exit: EXIT.conflict, code: 'newer_rules', message: error.message };
  if (error.name === 'UnknownWorkspace') return { exit: EXIT.notFound, code: 'not_known', message: error.message };
  if (error.name === 'NeverSteady') return { exit: EXIT.failed, code: 'never_steady', message: error.message };
  if (error.name === 'WorkerConflict') return { exit: EXIT.conflict, code: 'worker_runs', message: error.message };
  if (error.name === 'SourceError') return { exit: EXIT.failed, code: 'bad_source', message: error.message };
  if ('code' in error && 'syscall' in error) return { exit: EXIT.failed, code: 'file_system', message: error.message };
  return internal(error.message);
}

/** Errors of `worker/server`, known by name so that nothing of it is loaded here. Their messages say what to do. */
function serverFailure(error: Error): Failure {
  const code = 'code' in error ? String(error.code) : 'server';
  const exits: Record<string, ExitCode> = { bad_config: EXIT.failed, bound_elsewhere: EXIT.conflict };
  return { exit: own(exits, code) ?? EXIT.noServer, code, message: error.message };
}

/** Errors of the Temporal client for a request that got no answer. */
const UNANSWERED = ['ServiceError', 'WorkflowNotFoundError', 'WorkflowUpdateRPCTimeoutOrCancelledError'];

function unanswered(message: string): Failure {
  const hint = 'Whether it took effect is not known; `millrace status` shows what is. A repeat is harmless.';
  return { exit: EXIT.noServer, code: 'no_answer', message: `The workspace did not answer: ${message}`, hint };
}

function internal(message: string): Failure {
  const hint = 'This should not happen. Run the command again with --debug to see where it comes from.';
  return { exit: EXIT.failed, code: 'internal', message, hint };
}
