// One entry of the list of what waits for a person.
import { type Attention, attentionOf, type Cause } from '../core/attention/attention.js';
import { shellWord } from '../core/attention/shell-word.js';
import { RUNTIME_DIR } from '../core/contracts/paths.js';

/** Something that waits for a person: an entry of the one list that every surface shows. */
export interface Need extends Attention {
  what:
    | 'ground'
    | 'approval'
    | 'blocked'
    | 'spending'
    | 'root'
    | 'quarantined'
    | 'environment'
    | 'waiting'
    | 'stuck'
    | 'damaged'
    | 'disk'
    | 'copy'
    | 'state'
    | 'worker'
    | 'server'
    | 'branch';
  /** `family/id`, the path of a file, a branch, or the id of an approval or a workflow. */
  name: string;
  reason: string;
  remedy: string;
  /** What a stage said before repairs of it found no way either; absent where the reason is all. */
  asked?: string;
}

/** What a finder of a cause says of it; what it leaves out is not known. */
export type Told = Pick<Need, 'what' | 'name' | 'reason' | 'remedy'> &
  Pick<Cause, 'kind'> &
  Partial<Cause> &
  Pick<Need, 'asked'>;

export function needOf({ what, name, reason, remedy, asked, ...cause }: Told): Need {
  const { key = '', since = null, item = null, evidence = [], actions = [], kind } = cause;
  const told = asked === undefined ? {} : { asked };
  return { what, name, reason, remedy, ...told, ...attentionOf(name, { kind, key, since, item, evidence, actions }) };
}

/** A file under `millrace-agents/`, as seen from the workspace. */
export const fileHere = (relative: string): string => `${RUNTIME_DIR}/${relative}`;

/** How commands name an item that several families may have. */
export const whichItem = (family: string, id: string): string => `${shellWord(id)} --family ${shellWord(family)}`;

export const blockedActions = (family: string, id: string): string[] => [
  `millrace retry ${whichItem(family, id)}`,
  `millrace logs ${shellWord(id)}`,
  `millrace queue show ${shellWord(id)}`,
  `millrace cancel ${whichItem(family, id)}`,
];
