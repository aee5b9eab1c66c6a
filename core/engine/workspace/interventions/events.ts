// The commands of operators about items.
import type { ArgsOf, CommandEvent } from '../../../contracts/command-table.js';
import type { ITEM_COMMANDS } from '../../../contracts/interventions.js';

export type InterventionName = keyof typeof ITEM_COMMANDS;

/** Arguments of each, by the name of its message. */
export type InterventionArgs = { [N in InterventionName]: ArgsOf<N> };

export type InterventionEvent = CommandEvent<InterventionName>;
