// Keeps one listed workspace served: as long as it is wanted, and again after whatever ended it. What is wrong with it is told, and holds up no other.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Listed } from '../../worker/all/list.js';
import { sentencesOf } from '../errors.js';

export interface Kept {
  /** The newest line of the list about it; null = it is in there no more. */
  tell(listed: Listed | null): void;
  /** Resolves when it is served no more, and will not be again. Never rejects. */
  done: Promise<void>;
}

export interface Keeping {
  /** What this host is called. */
  host: string;
  /** The process leaves: every workspace does so, too. */
  leave: AbortSignal;
  leaveNow: AbortSignal;
  /** Serves until a signal is aborted or it ends by itself. Rejects with what is wrong. */
  serve(listed: Listed, signals: { leave: AbortSignal; leaveNow: AbortSignal }): Promise<'stopped' | 'left'>;
  /** Somebody told the workspace itself to stop. */
  stopped(listed: Listed): Promise<void>;
  /** Null = all is well. */
  trouble(id: string, text: string | null): void;
}

const FIRST_MS = 2000;
const MOST_MS = 60_000;

/** How long it is left alone after so many failures in a row, in ms. */
export const pauseAfter = (failures: number): number => Math.min(MOST_MS, FIRST_MS * 2 ** Math.max(0, failures - 1));

export function keep(first: Listed, keeping: Keeping): Kept {
  const { host, leave, trouble } = keeping;
  let listed: Listed | null = first;
  let turn: Turn | null = null;
  let wake: () => void = () => undefined;
  const tell = (newest: Listed | null): void => {
    listed = newest;
    if (turn !== null) turn.hear(newest);
    wake();
  };
  const woken = (ms: number): Promise<void> => {
    const over = new AbortController();
    const heard = new Promise<void>((resolve) => (wake = resolve));
    const either = AbortSignal.any([over.signal, leave]);
    const time = ms === Infinity ? aborted(either) : sleep(ms, undefined, { signal: either }).catch(() => undefined);
    return Promise.race([heard, time]).finally(() => over.abort());
  };
  const once = async (one: Listed): Promise<number> => {
    const began = performance.now();
    turn = takeTurn(keeping);
    try {
      const end = await keeping.serve(one, turn);
      trouble(one.id, null);
      if (end === 'stopped' && !turn.leave.aborted) await keeping.stopped(one);
      return turn.leave.aborted ? 0 : FIRST_MS;
    } catch (error) {
      if (!turn.leave.aborted) trouble(one.id, sentencesOf(error));
      return turn.leave.aborted ? 0 : performance.now() - began > MOST_MS ? FIRST_MS : -1;
    } finally {
      turn = null;
    }
  };
  const loop = async (): Promise<void> => {
    for (let failures = 0; listed !== null && !leave.aborted;) {
      const before: Listed = listed;
      if (isElsewhere(before, host)) trouble(before.id, elsewhere(before, host));
      if (before.paused !== null) trouble(before.id, null);
      if (before.paused !== null || isElsewhere(before, host)) {
        await woken(Infinity);
        continue;
      }
      const pause = await once(before);
      failures = pause === -1 ? failures + 1 : 0;
      if (listed === before && !leave.aborted) await woken(pause === -1 ? pauseAfter(failures) : pause);
    }
    trouble(first.id, null);
  };
  return { tell, done: loop() };
}

interface Turn {
  leave: AbortSignal;
  leaveNow: AbortSignal;
  hear(newest: Listed | null): void;
}

function takeTurn({ leave, leaveNow }: Keeping): Turn {
  const [soft, hard] = [new AbortController(), new AbortController()];
  const now = AbortSignal.any([leaveNow, hard.signal]);
  return {
    leave: AbortSignal.any([leave, soft.signal, now]),
    leaveNow: now,
    hear(newest) {
      if (newest?.paused === null) return;
      // First the harder one, so that whoever hears the softer knows that there is no time for it.
      if (newest?.paused.now === true) hard.abort();
      soft.abort();
    },
  };
}

const isElsewhere = (listed: Listed, host: string): boolean => listed.host !== host;

const elsewhere = (listed: Listed, host: string): string =>
  `It is listed for the host ${listed.host}, and this is ${host}. \`millrace workspaces add ${listed.folder}\` on this host lists it here.`;

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
