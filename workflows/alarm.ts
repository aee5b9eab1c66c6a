// One durable timer for the earliest moment that the state waits for. A moment that changed replaces it; one that rang
// is not set again, whatever the state says, because that would ring for ever.
import { CancellationScope, sleep } from '@temporalio/workflow';
import { untilThen } from './clock.js';

export interface Alarm {
  /** Rings once at `moment` (ISO 8601 UTC), unless it is set anew before; null = not at all. */
  set(moment: string | null): void;
}

export function newAlarm(ring: () => void): Alarm {
  let rung: string | null = null;
  let current: { moment: string; scope: CancellationScope } | null = null;
  const wait = async (moment: string): Promise<void> => {
    const scope = new CancellationScope();
    const mine = { moment, scope };
    current = mine;
    try {
      await scope.run(() => sleep(untilThen(moment), { summary: `looks again at ${moment}` }));
    } catch {
      return;
    }
    if (current === mine) current = null;
    rung = moment;
    ring();
  };
  return {
    set(moment) {
      if (moment === (current?.moment ?? null)) return;
      current?.scope.cancel();
      current = null;
      if (moment !== null && moment !== rung) void wait(moment);
    },
  };
}
