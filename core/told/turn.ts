// A turn that is given with what is shown of it: the same activity shows it all, and hands on of it what travels.
import { lineageWorkflowId } from '../contracts/ids.js';
import type { MirrorEntry } from '../contracts/mirror.js';
import type { ToldTurn } from '../contracts/told.js';
import type { ActivateMessage } from '../contracts/turns.js';
import { travelling } from '../engine/workspace/turns/travelling.js';
import { toldEntries } from './entries.js';

/** `shown`: the batch that it goes with. */
export function toldTurn(workspace: string, message: ActivateMessage, shown: readonly MirrorEntry[]): ToldTurn {
  const { entries, ...rest } = message;
  const isOfBatch = JSON.stringify(travelling(shown, NEWEST_TOLD)) === JSON.stringify(entries);
  const to = lineageWorkflowId(workspace, message.item.root);
  return { to, message: isOfBatch ? rest : { ...rest, entries: toldEntries(entries) } };
}

/** The message as its lineage takes it. */
export const handedMessage = ({ message }: ToldTurn, shown: readonly MirrorEntry[]) => ({
  ...message,
  entries: message.entries ?? toldEntries(travelling(shown, NEWEST_TOLD)),
});

/** Rules of what is told so; those before give no turn so. */
const NEWEST_TOLD = 11;
