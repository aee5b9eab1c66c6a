// Places for the agents of one process that serves many workspaces, where nobody said how many this machine has: nothing is written, and agents of
// other processes do not count.
import { availableParallelism, totalmem } from 'node:os';
import { type Limits, nextOf, type Ticket, whyNot } from '../../core/machine/places.js';
import { onAbort } from '../on-abort.js';
import type { Asking, Gate } from './asking.js';
import { isAtWork } from './tickets.js';

/** An agent waits for its model most of the time, so that two keep a core busy. */
const PER_CORE = 2;
/** Fewer would leave a small machine idle while models think. */
const LEAST = 4;
/** What an agent takes, with the tests that it runs. */
const BYTES_EACH = 2 ** 30;
/** How often agents are looked at that work on although their stage is over here. */
const LOOK_MS = 1000;

/** Agents at work at the same time. `bytes`: of memory. At least one. */
export const placesFor = (cores: number, bytes: number): number =>
  Math.max(1, Math.min(Math.max(LEAST, PER_CORE * cores), Math.floor(bytes / BYTES_EACH)));

/** On this machine, or in this container. */
export function placesHere(): number {
  const limit = process.constrainedMemory();
  return placesFor(availableParallelism(), limit > 0 ? Math.min(limit, totalmem()) : totalmem());
}

interface Own extends Ticket {
  /** Called when it has its place. */
  come(): void;
  /** Its stage is over here, and its agent works on: such as one that a workspace left behind that was paused at once. */
  isLeft: boolean;
}

/** `home`: the state home. `most`: agents at work at the same time. */
export function ownPlaces(home: string, most: number): Gate {
  const tickets = new Map<string, Own>();
  const limits: Limits = { agents: most, runners: new Map() };
  let timer: NodeJS.Timeout | undefined;
  const look = (): void => {
    for (const [name, one] of tickets) if (one.isLeft && !isAtWork(home, one)) tickets.delete(name);
    const all = [...tickets.values()];
    for (const next of nextOf(all, limits)) {
      next.hasPlace = true;
      next.come();
    }
    clearTimeout(timer);
    const isAwaited = all.some(({ isLeft }) => isLeft) && all.some(({ hasPlace }) => !hasPlace);
    if (isAwaited) timer = setTimeout(look, LOOK_MS).unref();
  };
  const leave = (ticket: Own): void => {
    if (tickets.get(ticket.request) !== ticket) return;
    ticket.isLeft = ticket.hasPlace && isAtWork(home, ticket);
    if (!ticket.isLeft) tickets.delete(ticket.request);
    look();
  };
  return {
    async enter({ request, signal, say }: Asking) {
      const hasPlace = isAtWork(home, request);
      const ticket: Own = { ...request, since: Date.now(), hasPlace, come: () => undefined, isLeft: false };
      // In place of the one that the same stage left behind.
      tickets.set(ticket.request, ticket);
      const come = new Promise<void>((resolve) => (ticket.come = resolve));
      look();
      if (!ticket.hasPlace) {
        say(`A stage (${ticket.request}) waits for its place: ${whyNot(ticket, [...tickets.values()], limits)}.`);
        await Promise.race([come, new Promise<void>((resolve) => onAbort(signal, resolve))]);
      }
      return () => leave(ticket);
    },
  };
}
