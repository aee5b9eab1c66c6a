// Errors that a person is told as they are: the message says what, where, why and what to do. Whoever catches one looks at its code, which
// is known without the module that threw it.
import { EXIT, type ExitCode } from './exit.js';

/** The base of them all. */
export abstract class ToldError extends Error {
  /** For programs: a word such as `not_found`. */
  abstract readonly code: string;
  abstract readonly exit: ExitCode;
  constructor(
    message: string,
    options?: ErrorOptions,
    /** What to do next, where the message does not say it. */
    readonly hint?: string,
  ) {
    super(message, options);
  }
}

/** Every code that one module throws and another one knows, and the exit code that it means. */
export const KNOWN_ERRORS = {
  no_workspace: EXIT.noWorkspace,
  /** Its folder is not where it was. */
  workspace_gone: EXIT.noWorkspace,
  not_known: EXIT.notFound,
  /** Another server, or another state home, is where it is at work. */
  bound_elsewhere: EXIT.conflict,
  copied: EXIT.conflict,
  newer_rules: EXIT.conflict,
  newer_state: EXIT.conflict,
  worker_runs: EXIT.conflict,
  /** The workspace belongs to another host, or left this one. */
  other_host: EXIT.conflict,
  /** The host takes no new stages. */
  host_drained: EXIT.conflict,
  /** Something stands where a workspace is to be taken in. */
  in_the_way: EXIT.conflict,
  no_server: EXIT.noServer,
  worker_silent: EXIT.noServer,
  no_binary: EXIT.noServer,
  port_in_use: EXIT.noServer,
  start_failed: EXIT.noServer,
  unreachable: EXIT.noServer,
  bad_config: EXIT.failed,
  bad_source: EXIT.failed,
  /** What was exported, or is to be. */
  bad_archive: EXIT.failed,
  not_packed: EXIT.failed,
  /** A key that is to sign cannot be used. */
  bad_key: EXIT.failed,
  /** What decides has not the signature that it needs. */
  not_allowed: EXIT.failed,
  never_steady: EXIT.failed,
  /** What runs the workflows cannot begin. */
  no_thread: EXIT.failed,
} as const satisfies Record<string, ExitCode>;
export type KnownCode = keyof typeof KNOWN_ERRORS;

export class KnownError extends ToldError {
  readonly exit: ExitCode;
  constructor(
    readonly code: KnownCode,
    message: string,
    { hint, ...options }: ErrorOptions & { hint?: string } = {},
  ) {
    super(message, options, hint);
    this.name = new.target.name;
    this.exit = KNOWN_ERRORS[code];
  }
}

export const isKnown = <C extends KnownCode>(error: unknown, code: C): error is KnownError & { code: C } =>
  error instanceof KnownError && error.code === code;
