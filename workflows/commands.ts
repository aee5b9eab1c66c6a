// Every command of the table, as update and as signal. Updates answer; signals serve whoever has only the Temporal CLI or Web UI.
import { setHandler } from '@temporalio/workflow';
import { COMMAND_NAMES, type CommandEvent, type CommandName, COMMANDS } from '../core/contracts/command-table.js';
import type { Answer, CommandRow, Issued } from '../core/contracts/commands.js';
import type { Refusal } from '../core/engine/workspace/operators/gate.js';
import { fieldsOf } from '../core/form.js';
import { now } from './clock.js';
import { completed, validate } from './issued.js';
import { commandSignal, commandUpdate } from './messages.js';

/** `rules`: of the state that takes what is sent. */
export interface Taker {
  /** Resolves when the answer is true. */
  command(event: CommandEvent): Promise<Answer>;
  handle(event: CommandEvent): void;
  rules(): number;
  /** Why this is not taken from whoever sends it, or null; nothing comes of asking. */
  gate(event: CommandEvent): Refusal | null;
}

/** The order is that in which what waits is handled: documents by signal come after decisions. */
export function handleCommands(taker: Taker): void {
  for (const name of COMMAND_NAMES) {
    handleUpdate(name, taker);
    if (name !== 'enqueue') handleSignal(name, taker);
    if (name === 'deny') handleSignal('enqueue', taker);
  }
}

function handleUpdate(name: CommandName, { command, gate }: Taker): void {
  setHandler(commandUpdate(name), (args) => command(eventOf(name, args)), {
    validator: (args: unknown) => validate(name, args, (given) => gate(eventOf(name, given))),
    description: COMMANDS[name].description,
  });
}

/** Nobody waits for the answer; what makes no sense is dropped. */
function handleSignal(name: CommandName, { handle, rules }: Taker): void {
  const { signal, description }: CommandRow<Issued> = COMMANDS[name];
  if (signal === undefined) return;
  const onSignal = (sent?: unknown): void => {
    const given = fieldsOf(sent);
    const args = signal(given, () => completed(given), rules());
    if (args !== null) handle(eventOf(name, args));
  };
  setHandler(commandSignal(name), onSignal, { description });
}

// Which arguments belong to a name was checked by then.
const eventOf = (name: CommandName, args: Issued): CommandEvent => ({ type: name, at: now(), args }) as CommandEvent;
