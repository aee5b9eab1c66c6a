// What an operator may do to items: cancel, requeue, replace, resolve. Each is a command like any other, and leaves a line in
// the audit file of the folder where the item is then.
import type { CommandRow, Issued } from './commands.js';
import type { DocumentRef } from './documents.js';
import type { ItemState, Plane } from './families.js';
import { enqueueProblem } from './command-args.js';
import {
  type FieldChecks,
  fieldProblem,
  id,
  item,
  lost,
  may,
  isOneOf,
  plane,
  revision,
  revisions,
  textField,
} from './item-args.js';
import type { Right } from './operators.js';
import type { Brought } from './turns.js';

/** One item. `family` may be left out where only one live item has the id. */
export interface ItemArgs extends Issued {
  family?: string;
  id: string;
}

/** `only`: refuse anything but a blocked item. */
export interface CancelArgs extends ItemArgs {
  only?: 'blocked';
}

/**
 * One blocked item, or all that nothing else takes care of. `root`: refuse an item of another lineage. `fresh`: from the first stage,
 * not from the one that failed.
 */
export interface RequeueArgs extends Issued {
  family?: string;
  id?: string;
  all?: boolean;
  root?: string;
  fresh?: boolean;
}

/** `plane`: refuse when the active item is not of it. */
export interface RetryActiveArgs extends Issued {
  plane?: Plane;
}

/** A queued item's document was written anew, and is stored. `was`: the text from which it was made. */
export interface Revision {
  id: string;
  was: string;
  sha256: string;
}

/** What becomes of those that wait for a superseded item: their documents name the new one, or they are cancelled too. */
export const CASCADES = ['none', 'retarget', 'cancel'] as const;
export type Cascade = (typeof CASCADES)[number];

/** `replacement`: id of an item of the same family. `revisions`: of those that wait, for the cascade `retarget`. */
export interface SupersedeArgs extends ItemArgs {
  replacement: string;
  cascade?: Cascade;
  revisions?: Revision[];
}

/** A queued item waits for task `to` in place of task `from`. `revision`: its document says so. */
export interface RetargetArgs extends ItemArgs {
  from: string;
  to: string;
  revision: Revision;
}

/** A queued item's document was written anew: `document` is what it is now. */
export interface ReviseArgs extends ItemArgs {
  revision: Revision;
  document: DocumentRef;
}

/** A turn whose lineage was seen to run no more. */
export interface LostTurn extends Brought {
  turn: number;
}

/** `lost`: one turn, or a list of several. */
export interface ClearArgs extends Issued {
  lost?: LostTurn | LostTurn[];
}

/** `problem`: of fields that are right one by one. */
function row<A extends Issued>(
  fields: FieldChecks,
  description: string,
  help: string,
  problem: (args: Record<string, unknown>) => string | null = () => null,
): Omit<CommandRow<A>, 'rights'> {
  const problemOf = (args: Record<string, unknown>): string | null => fieldProblem(fields, args) ?? problem(args);
  const signal = (given: Record<string, unknown>, issued: () => Issued): A | null => {
    const args = { ...given, ...issued() };
    // Its fields were checked by then.
    return problemOf(args) === null ? (args as unknown as A) : null;
  };
  return { description, help, problem: problemOf, signal, leave: true };
}

/** An operator needs all of the rights. */
const needing = <A extends Issued>(rights: readonly Right[], of: Omit<CommandRow<A>, 'rights'>): CommandRow<A> => ({
  ...of,
  rights,
});

/** Apart from the others, because its handlers come behind those of all that histories know. */
export const REVISE = needing(
  ['intake'],
  row<ReviseArgs>({ ...item, revision }, 'Change the document of a queued item.', '', ({ document }) =>
    enqueueProblem({ documents: [document] }),
  ),
);

/** Commands about items. */
export const ITEM_COMMANDS = {
  cancel: needing(
    ['stop'],
    row<CancelArgs>(
      { ...item, only: may(isOneOf('blocked')) },
      'Take an item away for good; the agent of an active one is ended.',
      'Take an item away for good; the agent of an active one is ended first.',
    ),
  ),
  requeue: needing(
    ['approve'],
    row<RequeueArgs>(
      {
        id: may(id),
        family: may(textField),
        all: may(isOneOf(true, false)),
        root: may(id),
        fresh: may(isOneOf(true, false)),
      },
      'Give a blocked item another try, or all of them.',
      'Give a blocked item another try, from the stage that failed; --all: every one that waits for you.',
      (args) => (args['all'] !== true && args['id'] === undefined ? 'id must be given, or all' : null),
    ),
  ),
  retry_active: needing(
    ['approve'],
    row<RetryActiveArgs>(
      { plane: may(plane) },
      'End the agent of the active item and start it again from its entry.',
      'End the agent of the active item and start the item again from its first stage.',
    ),
  ),
  supersede: needing(
    ['stop'],
    row<SupersedeArgs>(
      { ...item, replacement: id, cascade: may(isOneOf(...CASCADES)), revisions: may(revisions) },
      'Let one item take the place of another.',
      'Let one item take the place of another; those who wait for the old one wait for the new one.',
    ),
  ),
  retarget: needing(
    ['intake'],
    row<RetargetArgs>(
      { ...item, from: id, to: id, revision },
      'Let a queued item wait for another task.',
      'Let a queued item wait for another task; its document is changed.',
    ),
  ),
  resolve_incident: needing(
    ['stop'],
    row<ItemArgs>(
      item,
      'An operator took care of an incident.',
      'Say that you took care of an incident. What it was to help stays blocked.',
    ),
  ),
  clear_stale_state: needing(
    ['pause', 'stop', 'intake'],
    row<ClearArgs>(
      { lost: may(lost) },
      'Put right what a crash or a stop may have left behind.',
      'Put right what a crash or a stop may have left: lift stop and pause, requeue an item that nobody runs.',
    ),
  ),
};

/** The turn's item leaves `active`, for good or to begin anew. */
export type EndState = 'cancelled' | 'queued';

/** What was done, as the audit file keeps it. */
export interface Intervention {
  action: string;
  issuer: string;
  reason: string;
  /** ISO 8601: when it was asked for, and when it was done. */
  issuedAt: string;
  appliedAt: string;
  from: ItemState;
  to: ItemState;
  /** Id of the item that takes its place; null when there is none. */
  replacement: string | null;
  /** Ids of the items that were changed with it. */
  dependents: string[];
}
