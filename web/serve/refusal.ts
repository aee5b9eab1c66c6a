// What is refused, in the one form of every refusal.
import type { Refusal } from '../contract.js';

export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly hint = '',
  ) {
    super(message);
  }
}

export const notThere = (what: string, hint = 'Go back to the list that it was in.'): Refused =>
  new Refused(404, 'not_found', `There is no ${what} here.`, hint);

export const badQuestion = (message: string, hint = ''): Refused => new Refused(400, 'usage', message, hint);

/** Whatever was thrown; what nobody foresaw is told by its message alone. */
export function refusedBy(error: unknown): Refused {
  if (error instanceof Refused) return error;
  const why = error instanceof Error ? error.message : String(error);
  return new Refused(500, 'failed', `It could not be read: ${why}`, 'Try again; `millrace doctor` says what is wrong.');
}

export const bodyOf = ({ code, message, hint }: Refused): Refusal => ({ error: { code, message, hint } });
