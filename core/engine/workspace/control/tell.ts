// What changes the workspace is told: to whoever holds a turn, as a leash, and to the log, as an event.
import type { Issued } from '../../../contracts/commands.js';
import type { MirrorEntry } from '../../../contracts/mirror.js';
import { show, type WorkspaceStep } from '../step.js';
import { rememberClosed } from '../turns/closed.js';
import { rememberLimits } from '../turns/limited.js';
import { leashOf } from '../turns/leash.js';
import { lend } from '../usage/lend.js';

/** Sends the leash of now to whoever holds a turn. */
export function tellHolders(step: WorkspaceStep): void {
  const { state } = step;
  state.leashVersion += 1;
  for (const turn of state.turns) {
    rememberClosed(state, turn);
    rememberLimits(state, turn);
    lend(state, turn);
    const message = { v: 1 as const, turn: turn.number, leash: leashOf(state, turn) };
    step.effects.push({ type: 'leash', root: turn.item.root, message });
  }
}

/** The event of a command, with who gave it and why. */
export function record(step: WorkspaceStep, args: Issued, type: string, data: Record<string, unknown>): void {
  const { at } = step;
  const who = { issuer: args.issuer, reason: args.reason, command_id: args.commandId };
  const entry: MirrorEntry = { kind: 'event', key: `command:${args.commandId}`, type, at, data: { ...data, ...who } };
  show(step, entry);
}
