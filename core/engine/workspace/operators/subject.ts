// What a signed command is about: commands of one operator about the same may not overtake each other.
import type { CommandName } from '../../../contracts/command-table.js';
import { fieldsOf } from '../../../form.js';

/** Admitting twice or in another order comes to the same; so does what a worker says of itself. */
const UNORDERED: ReadonlySet<CommandName> = new Set(['enqueue', 'begin', 'reclaim']);

/** Null where order does not matter; empty for what is about the whole workspace, such as a pause. */
export function subjectOf(name: CommandName, args: unknown): string | null {
  if (UNORDERED.has(name)) return null;
  const { approval, id, root, rule } = fieldsOf(args);
  const named = approval ?? id ?? root ?? rule;
  return typeof named === 'string' ? named : '';
}
