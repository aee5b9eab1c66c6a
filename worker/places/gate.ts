// Lets a stage begin when this machine has a place for its agent. Where nobody limits agents, nothing is written, and a process that serves many workspaces
// has places of its own. Of each process one looks, for all of its stages, and those of all processes take places one after the other.
import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import type { StageInput } from '../../core/contracts/activities.js';
import { type Limits, nextOf, whyNot } from '../../core/machine/places.js';
import { identityOf } from '../../disk/identity.js';
import { withLock } from '../server/lock.js';
import type { Gate } from './asking.js';
import { followLimits } from './limits.js';
import { ownPlaces } from './own.js';
import { enter, giveBack, type Held, isAtWork, keep, placesFolder, ticketsIn } from './tickets.js';

const LOOK_MS = 250;
const BEAT_MS = 5000;
const LOCK = 'lock';
/** As long as nobody can say how many may work. */
const ONE: Limits = { agents: 1, runners: new Map() };

interface Waiter {
  ticket: Held;
  come(): void;
}

const gates = new Map<string, Gate>();

/**
 * That of this process, as it was first asked for. `home`: the state home, whose machine it is. `otherwise`: agents of this process at work at the same
 * time where nobody says how many; null = any number.
 */
export function gateOf(home: string, otherwise: number | null = null): Gate {
  const gate = gates.get(home) ?? openGate(home, otherwise === null ? ANYBODY : ownPlaces(home, otherwise));
  gates.set(home, gate);
  return gate;
}

const ANYBODY: Gate = { enter: () => Promise.resolve(() => undefined) };

function openGate(home: string, otherwise: Gate): Gate {
  const limitsNow = patiently(followLimits(home));
  const waiters = new Set<Waiter>();
  let looking = false;
  const look = async (): Promise<void> => {
    const grants = nextOf(ticketsIn(home), limitsNow());
    const mine = [...waiters].filter(({ ticket }) => grants.some(({ request }) => request === ticket.request));
    if (mine.length > 0) await take(home, limitsNow, mine);
  };
  const watch = (): void => {
    if (looking) return;
    looking = true;
    void (async () => {
      for (; waiters.size > 0; await pause(LOOK_MS))
        // What cannot be looked at now is looked at again.
        await look().catch(() => undefined);
      looking = false;
    })();
  };
  return {
    async enter({ request, signal, say }) {
      const limits = limitsNow(say);
      const self = identityOf();
      if ((limits.agents === null && limits.runners.size === 0) || self === null)
        return otherwise.enter({ request, signal, say });
      const hasPlace = isAtWork(home, request);
      const ticket = enter(home, { ...request, since: Date.now(), hasPlace, process: self });
      const leave = (): void => {
        giveBack(home, ticket);
        // Whoever waits here need not wait for the next look.
        if (waiters.size > 0) void look().catch(() => undefined);
      };
      if (ticket.hasPlace) return leave;
      await new Promise<void>((resolve) => {
        const waiter: Waiter = { ticket, come: resolve };
        const over = (): void => {
          waiters.delete(waiter);
          resolve();
        };
        waiter.come = over;
        waiters.add(waiter);
        signal.addEventListener('abort', over, { once: true });
        if (signal.aborted) over();
        else
          void look()
            .then(() => waiters.has(waiter) && tellWhy(home, ticket, limitsNow(say), say), watch)
            .then(watch);
      });
      return leave;
    },
  };
}

/** Again under the lock, where nobody else takes one. */
const take = (home: string, limitsNow: () => Limits, mine: readonly Waiter[]): Promise<void> =>
  withLock(
    placesFolder(home),
    LOCK,
    () => undefined,
    () => {
      const grants = nextOf(ticketsIn(home), limitsNow());
      for (const { ticket, come } of mine) {
        if (!grants.some(({ request }) => request === ticket.request)) continue;
        ticket.hasPlace = true;
        keep(home, ticket);
        come();
      }
      return Promise.resolve();
    },
  );

function tellWhy(home: string, ticket: Held, limits: Limits, say: (line: string) => void): void {
  say(`A stage (${ticket.request}) waits for its place: ${whyNot(ticket, ticketsIn(home), limits)}.`);
}

/** What cannot be read is said once; what was read last holds on. */
function patiently(read: () => Limits): (say?: (line: string) => void) => Limits {
  let last: Limits = ONE;
  let said = '';
  return (say) => {
    try {
      last = read();
      said = '';
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      if (text !== said) say?.(`How many agents may work on this machine cannot be read: ${text}`);
      if (say !== undefined) said = text;
    }
    return last;
  };
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));

/** Around the stages of a worker. A worker that leaves lets go of those that still wait: the next one asks for them again. */
export const inPlaces =
  (gate: Gate, say: (line: string) => void): ActivityInterceptorsFactory =>
  (context) => ({
    inbound: {
      async execute(input, next) {
        if (context.info.activityType !== 'runStage') return next(input);
        const [{ request }] = input.args as [StageInput];
        const { workspace, requestId, runner } = request;
        const beats = setInterval(() => context.heartbeat('waits for a place on this machine'), BEAT_MS);
        const signal = context.cancellationSignal;
        const leave = await gate
          .enter({ request: { workspace, request: requestId, runner }, signal, say })
          .finally(() => clearInterval(beats));
        try {
          if (signal.aborted && isShutdown(signal.reason)) throw signal.reason;
          return await next(input);
        } finally {
          leave();
        }
      },
    },
  });

const isShutdown = (reason: unknown): boolean => reason instanceof Error && reason.message === 'WORKER_SHUTDOWN';
