// What exactly an operator signs. The text is made from values alone, so that whoever checks it makes the same one.
import { isRecord } from '../form.js';
import type { Issued, Signed } from '../contracts/commands.js';

/** Begins every signed text: a signature made for something else is none of a command. */
export const SIGNED_FORMAT = 'millrace-command-v1';

/** `name`: of the command. `by`: who signs, when, and for which workspace. */
export interface ToSign {
  name: string;
  args: Issued;
  by: Omit<Signed, 'signature'>;
}

/** The text that is signed, in UTF-8. May throw where the arguments nest deeper than the stack. */
export function signedText({ name, args, by }: ToSign): string {
  const { signed: _signed, commandId, issuer, reason, ...rest } = args;
  const { operator, workspace, at } = by;
  const issued = { commandId, issuer, reason };
  return canonical({ format: SIGNED_FORMAT, command: name, workspace, ...issued, arguments: rest, operator, at });
}

/**
 * JSON without spaces, members in the order of their names by UTF-16 units; members without a value are left out. A value that came
 * as a message gives the same text as before it was sent.
 */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (isRecord(value)) return `{${membersOf(value).join(',')}}`;
  return value === undefined ? 'null' : JSON.stringify(value);
}

const membersOf = (value: Record<string, unknown>): string[] =>
  Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`);
