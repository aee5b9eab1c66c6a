// What can go wrong between us and a Temporal server. The message is for a person: what, where, why, what to do.

import { type KnownCode, KnownError } from '../../core/told-error.js';

export type ServerErrorCode = Extract<
  KnownCode,
  'bad_config' | 'bound_elsewhere' | 'no_binary' | 'port_in_use' | 'start_failed' | 'unreachable'
>;

export class ServerError extends KnownError {
  constructor(
    override readonly code: ServerErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(code, message, options);
  }
}

/** The message of anything thrown, with that of its cause when it has one. */
export function errorReason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
