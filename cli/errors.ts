// Every error is told in one way: what is wrong and what to do next, on stderr or as JSON, never a stack trace unasked.
import { type Command, CommanderError } from 'commander';
import { EXIT, type ExitCode } from './exit.js';
import { putJson, putLines } from './output.js';
import { listed } from './render/listed.js';
import { diskCodeOf, isFull, wordsOf } from '../disk/trouble.js';
import { ToldError } from '../core/told-error.js';
import { clipped } from '../core/contracts/limits.js';
import { own } from '../core/own.js';
import { meantBy, meantText } from './suggest.js';

export interface CliFailure {
  exit: ExitCode;
  /** For programs: a word such as `not_found`. */
  code: string;
  message: string;
  /** Said below it, each on a line of its own. */
  below?: readonly string[];
  /** What to do next. */
  hint?: string;
  /** One entry per fault, when there are several. */
  problems?: readonly object[];
}

/** An error that is meant for the user. */
export class CliError extends ToldError {
  readonly code: string;
  readonly exit: ExitCode;
  constructor(readonly failure: CliFailure) {
    super(failureLines(failure).join('\n'));
    this.name = 'CliError';
    this.code = failure.code;
    this.exit = failure.exit;
  }
}

/** What is wrong, line by line. */
export const failureLines = ({ message, below = [] }: CliFailure): string[] => [message, ...below];

/** Refused or failed, exit 1. */
export const failed = (code: string, message: string, hint?: string): CliError =>
  new CliError({ exit: EXIT.failed, code, message, ...(hint === undefined ? {} : { hint }) });

export const notWritten = (error: Error): CliError =>
  failed('not_written', `The answer could not be written: ${error.message}.`);

export const notFound = (message: string, hint: string): CliError =>
  new CliError({ exit: EXIT.notFound, code: 'not_found', message, hint });

export const misused = (message: string, hint: string): CliError =>
  new CliError({ exit: EXIT.usage, code: 'usage', message, hint });

/**
 * What the parser does at its end, for `exitOverride`: throws, with the help of this command as what to do next. `path`: how
 * one calls it. Help and version go on as they are, because they are no errors.
 */
export const ending =
  (program: Command, command: Command, path: string) =>
  (error: CommanderError): never => {
    throw error.exitCode === 0 ? error : misread(error, program, command, path);
  };

/** A group without a subcommand shows its help as an error, on stderr. */
function misread(error: CommanderError, program: Command, command: Command, path: string): CliError {
  const bare = error.code === 'commander.help';
  const said = bare ? 'A subcommand is missing.' : error.message.replace(/^error: /, '');
  const [head = '', meant = ''] = noSubcommand(error, command) ?? said.split('\n');
  // The parser goes by letters alone, and would take `edit` for `init`.
  const isCommand = error.code === 'commander.unknownCommand' || noSubcommand(error, command) !== null;
  const better = isCommand ? meantText(meantBy(program, command, command.args[0] ?? '')) : ` ${meant}`.trimEnd();
  const shows = command.commands.length > 0 ? 'the commands; each has a `--help`' : 'what it takes';
  return misused(`${head}${better}`, `\`${path} --help\` shows ${shows}.`);
}

/** A word behind a command that takes none, and has subcommands: one of these was meant, which the parser does not say. */
const noSubcommand = ({ code }: CommanderError, { args, commands }: Command): [string] | null =>
  code === 'commander.excessArguments' && commands.length > 0 ? [`unknown command '${args[0] ?? ''}'`] : null;

/** Reports an error and gives the exit code. Showing the help or the version also comes as an error, with exit 0. */
export function report(error: unknown, as: { json: boolean; debug: boolean }): number {
  if (error instanceof CommanderError && error.exitCode === 0) return EXIT.done;
  const failure = failureOf(error);
  if (as.json) putJson({ ok: false, error: shownOf(failure) });
  else putLines('stderr', plain(failure));
  if (as.debug && error instanceof Error) putLines('stderr', framesOf(error));
  return failure.exit;
}

/** What is wrong and what to do, in one line, for whoever goes on beside it. */
export function sentencesOf(error: unknown): string {
  const { message, below = [], hint } = failureOf(error);
  const more = below.length > LAST_OF_LINE ? ` … and ${below.length - LAST_OF_LINE} more.` : '';
  return (
    [message, ...below.slice(0, LAST_OF_LINE).map((line) => line.trim())].join(' ') + more + (hint ? ` ${hint}` : '')
  );
}

const LAST_OF_LINE = 3;

/** More faults than this are counted: they have one cause, or the first ones are mended first. */
const MOST = 50;
const MOST_IN_JSON = 1000;

function plain({ message, below = [], hint }: CliFailure): string[] {
  const more = (count: number): string => `… and ${count} more like these`;
  return [`error: ${message}`, ...listed(below, MOST, more), ...(hint === undefined ? [] : [hint])];
}

function shownOf({ code, message, below = [], hint, problems }: CliFailure): object {
  const lines = [message, ...listed(below, MOST_IN_JSON, (count) => `… and ${count} more`)];
  const faults = problems && { problems: problems.slice(0, MOST_IN_JSON), problemCount: problems.length };
  return { code, message: lines.join('\n'), ...(hint === undefined ? {} : { hint }), ...faults };
}

/** Where it comes from; its message was said. */
const framesOf = ({ stack = '' }: Error): string[] => stack.split('\n').filter((line) => /^\s+at /.test(line));

/** Further lines of a message that is not ours line by line are marked: they could look like lines of ours. */
function failureOf(error: unknown): CliFailure {
  if (error instanceof CliError) return error.failure;
  const failure = error instanceof Error ? foreignFailure(error) : internal(String(error));
  const [message = '', ...below] = failure.message.split('\n');
  return { ...failure, message, below: below.map((line) => `  | ${line}`) };
}

function foreignFailure(error: Error): CliFailure {
  if (error instanceof ToldError) return toldFailure(error);
  if (UNANSWERED.includes(error.name)) return unanswered(error.message);
  const disk = diskFailure(error);
  if (disk !== null) return disk;
  if ('code' in error && 'syscall' in error) return systemFailure(error);
  return internal(error.message);
}

/** What to do about an error of the file system, by its code; `%` is the path that it names. */
const REMEDIES: Readonly<Record<string, string>> = {
  ENOTDIR: 'Something on the way to % is no folder: move it away (`mv`), or name another path, then the same again.',
  EEXIST: 'Something else stands at %: move it away (`mv`), then the same again.',
  EISDIR: 'A folder stands at % where a file belongs: move it away (`mv`), then the same again.',
  ELOOP:
    'A link stands at % where a file or folder belongs, or links lead round in a circle: remove it, then the same again.',
  ENAMETOOLONG: 'No file can have such a long name (255 bytes, and 4096 for the whole path): give the path of a file.',
  EACCES:
    'This user may not do that with %: `ls -ld` shows whose it is. Change its owner or its permissions, then the same again.',
  EPERM:
    'This user may not do that with %: `ls -ld` shows whose it is. Change its owner or its permissions, then the same again.',
  ENOENT: '% is not there: make it, or name another path, then the same again.',
  EMFILE: 'Too many files are open: `ulimit -n` shows how many may be. Raise it, then the same again.',
};

/** What the system said, shortened where a name in it is endless. */
function systemFailure(error: Error): CliFailure {
  const path = 'path' in error && typeof error.path === 'string' ? clipped(error.path, 300) : 'the path above';
  const remedy = 'code' in error ? own(REMEDIES, String(error.code)) : undefined;
  const hint = remedy === undefined ? {} : { hint: remedy.replace('%', () => path) };
  return { exit: EXIT.failed, code: 'file_system', message: clipped(error.message, 600), ...hint };
}

/** A disk that takes nothing more. Nothing is half written: a repeat does what was asked for. */
function diskFailure(error: Error): CliFailure | null {
  const code = diskCodeOf(error);
  if (code === null) return null;
  const hint = isFull(code)
    ? 'Make room there (`df -h` shows which disk is full), then the same again; nothing is lost or half written.'
    : 'Put the disk right (`dmesg` and `findmnt` say what is wrong), then the same again; nothing is lost or half written.';
  const where = 'path' in error ? `The disk of ${String(error.path)}` : 'A disk';
  const message = `${where} ${wordsOf(code)}: ${error.message}`;
  return { exit: EXIT.failed, code: isFull(code) ? 'disk_full' : 'disk_unusable', message, hint };
}

const toldFailure = ({ exit, code, message, hint }: ToldError): CliFailure => ({
  ...{ exit, code, message },
  ...(hint === undefined ? {} : { hint }),
});

/** Errors of the Temporal client for a request that got no answer. They are another project's: only their names can be known here. */
const UNANSWERED = ['ServiceError', 'WorkflowNotFoundError', 'WorkflowUpdateRPCTimeoutOrCancelledError'];

function unanswered(message: string): CliFailure {
  const hint = 'Whether it took effect is not known; `millrace status` shows what is. A repeat is harmless.';
  return { exit: EXIT.noServer, code: 'no_answer', message: `The workspace did not answer: ${message}`, hint };
}

function internal(message: string): CliFailure {
  const hint = 'This should not happen. Run the command again with --debug to see where it comes from.';
  return { exit: EXIT.failed, code: 'internal', message, hint };
}
