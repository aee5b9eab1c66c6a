// What an operator did to an item, in the event log and in the audit file.
import type { Issued } from '../../../contracts/commands.js';
import type { ItemState } from '../../../contracts/families.js';
import type { MirrorEntry } from '../../../contracts/mirror.js';
import { type Item, itemKey } from '../scheduler-state.js';
import type { WorkspaceStep } from '../step.js';

export interface DeedRecord {
  /** As the audit file calls it, and the event. */
  action: string;
  event: string;
  from: ItemState;
  to: ItemState;
  replacement?: string;
  /** Ids of items that were changed with it. */
  dependents?: string[];
  /** What else the event says. */
  facts?: Record<string, unknown>;
}

/** Both entries. `issuedAt`: when the command came, if not in this step. */
export function recorded(
  { at }: WorkspaceStep,
  item: Pick<Item, 'family' | 'id' | 'root'>,
  deed: DeedRecord,
  by: Issued & { issuedAt?: string },
): MirrorEntry[] {
  const { family, id, root } = item;
  const { issuer, reason, commandId, issuedAt = at } = by;
  const { action, event, from, to, replacement = null, dependents = [], facts = {} } = deed;
  const key = `command:${commandId}:${itemKey(family, id)}`;
  const who = { issuer, reason, command_id: commandId };
  const data = { work_item: itemKey(family, id), root, from, to, replacement, dependents, ...facts, ...who };
  const value = { action, issuer, reason, issuedAt, appliedAt: at, from, to, replacement, dependents };
  return [
    { kind: 'event', key, type: event, at, data },
    { kind: 'intervention', key, family, id, value },
  ];
}
