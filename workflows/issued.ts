// The border of commands: what makes the server refuse an update, and what a signal that was typed by hand lacks.
import { ApplicationFailure, uuid4 } from '@temporalio/workflow';
import { issuedProblem } from '../core/contracts/command-args.js';
import { type CommandName, COMMANDS } from '../core/contracts/command-table.js';
import { type Issued, NOT_ALLOWED } from '../core/contracts/commands.js';
import { LIMITS } from '../core/contracts/limits.js';
import { isSigned } from '../core/contracts/operators.js';
import type { Refusal } from '../core/engine/workspace/operators/gate.js';
import { fieldsOf } from '../core/form.js';
import { own } from '../core/own.js';

/** Why the state would not take a command of the right form, or null. */
export type Gate = (args: Issued) => Refusal | null;

/** Refuses an update before it enters history: throws what the server answers with. */
export function validate(name: CommandName, args: unknown, gate: Gate): void {
  const message = issuedProblem(args) ?? COMMANDS[name].problem(fieldsOf(args));
  if (message !== null) throw ApplicationFailure.create({ message, type: 'BadCommand', nonRetryable: true });
  // Its fields were checked by then.
  const refusal = gate(args as Issued);
  if (refusal === null) return;
  const { code, why } = refusal;
  throw ApplicationFailure.create({
    message: `Refused: ${why}.`,
    type: NOT_ALLOWED,
    details: [code],
    nonRetryable: true,
  });
}

/** A signal typed by hand may lack everything. */
export function completed(given: Record<string, unknown>): Issued {
  const text = (field: string, otherwise: string): string => {
    const value = own(given, field);
    return typeof value === 'string' && value !== '' ? value.slice(0, LIMITS.issued) : otherwise;
  };
  const signed = own(given, 'signed');
  return {
    commandId: text('commandId', `signal-${uuid4()}`),
    issuer: text('issuer', 'signal'),
    reason: text('reason', ''),
    ...(isSigned(signed) ? { signed } : {}),
  };
}
