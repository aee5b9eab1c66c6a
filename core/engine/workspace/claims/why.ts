// Why an item waits for tasks, said for each of them, and whether it would wait for ever if nobody did anything.
import { neededFamily } from '../../../contracts/families.js';
import { LIMITS } from '../../../contracts/limits.js';

/** What is known of a task that another one needs. */
export interface Needed {
  /** As the folder says, e.g. `queued`. */
  state: string;
  /** Ids of the tasks that it needs itself. */
  needs: readonly string[];
}

/**
 * `never`: no work of anybody else ends it, a circle or a task that was cancelled; `on`: the task that it waits for in vain;
 * `unknown`: the first that nobody knows, which may come yet.
 */
export type Why = { reason: string; never: false; unknown?: string } | { reason: string; never: true; on: string };

type Look = (task: string) => Needed | undefined;

/**
 * `needs`: ids of what the item waits for; `look`: undefined for one that nobody knows; `named`: how many are told of; `of`: the family
 * of what it waits for.
 */
export function whyWaits(
  item: { family: string; id: string },
  needs: readonly string[],
  look: Look,
  { named = LIMITS.namedTasks, of = neededFamily(item.family) }: { named?: number | undefined; of?: string } = {},
): Why {
  // Only what is of the family that it waits for can be part of a circle.
  const id = item.family === of ? item.id : null;
  const all = needs.map((task) => ({ on: task, ...whyOne(id, { of, id: task }, look) }));
  const vain = all.find((one) => one.never);
  const reason = listed(all, vain, named, of);
  if (vain !== undefined) return { reason, never: true, on: vain.on };
  const unknown = all.find((one) => one.isUnknown)?.on;
  return { reason, never: false, ...(unknown === undefined ? {} : { unknown }) };
}

/** The first of them, what is in vain above all, and how many more there are. */
function listed(all: readonly One[], vain: One | undefined, named: number, of: string): string {
  const first = vain === undefined || all.length <= named ? all : [vain, ...all.filter((one) => one !== vain)];
  const told = first.slice(0, named).map((one) => one.reason);
  const more = all.length - told.length;
  return [...told, ...(more > 0 ? [`waits for ${more} more ${of}s`] : [])].join('; ');
}

interface One {
  reason: string;
  never: boolean;
  isUnknown?: true;
}

function whyOne(id: string | null, { of, id: task }: { of: string; id: string }, look: Look): One {
  const needed = look(task);
  if (needed === undefined)
    return { reason: `waits for ${of} ${task}, which is unknown`, never: false, isUnknown: true };
  const way = id === null ? null : wayBack(id, task, look);
  if (id === null || way === null)
    return { reason: `waits for ${of} ${task}, which is ${needed.state}`, never: isOver(needed) };
  return { reason: `waits for itself: ${[id, ...way].join(' needs ')}`, never: true };
}

const isOver = ({ state }: Needed): boolean => state === 'cancelled';

/** Longer ways are not looked for: what is shown has to stay quick. */
const LONGEST_WAY = 200;

/** The tasks from `from` to `id`, both included, along what each needs; null when there is no such way. */
function wayBack(id: string, from: string, look: Look): string[] | null {
  const cameFrom = new Map<string, string | null>([[from, null]]);
  for (const task of cameFrom.keys()) {
    if (task === id) return wayTo(task, cameFrom);
    if (cameFrom.size > LONGEST_WAY) return null;
    for (const next of look(task)?.needs ?? []) if (!cameFrom.has(next)) cameFrom.set(next, task);
  }
  return null;
}

function wayTo(task: string, cameFrom: ReadonlyMap<string, string | null>): string[] {
  const before = cameFrom.get(task) ?? null;
  return before === null ? [task] : [...wayTo(before, cameFrom), task];
}
