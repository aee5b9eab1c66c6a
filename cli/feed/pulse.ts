// When it is time to say that a stage is still at work, or that nothing is: a pure function of what each look finds. Nothing of it is
// an event of the feed, so that an hour at rest leaves no record.
import type { Happening } from './happening.js';

/** In ms; 0 = never. */
export interface Beats {
  stage: number;
  idle: number;
}

/** A stage at work. */
export interface AtWork {
  requestId: string;
  /** ms since 1970. */
  since: number;
  /** What a beat tells of it beside the time. */
  data: Record<string, unknown>;
}

/** Why nothing runs. */
export interface AtRest {
  reason: string;
  detail: string;
  /** ISO time at which it goes on by itself; null = nobody knows. */
  until: string | null;
  items: readonly string[];
}

export interface Pulse {
  /** Something happened that was told: what is said of rest is worth saying again. */
  happened(): void;
  /** `now`: ms since 1970. */
  atWork(now: number, stages: readonly AtWork[]): Happening[];
  /** Whether the time has come to ask why nothing runs. Rest counts from the second look on: between two stages there is none. */
  asksWhy(now: number, state: string): boolean;
  atRest(now: number, why: AtRest): Happening[];
}

/** `state` of `asksWhy`: changes with everything that could be the reason. */
export function createPulse(beats: Beats): Pulse {
  const beaten = new Map<string, number>();
  let rest: { looks: number; state: string } | null = null;
  let told: { reason: string; at: number } | null = null;
  const isAgain = (now: number): boolean => beats.idle > 0 && told !== null && now - told.at >= beats.idle;
  return {
    happened: () => void (told = null),
    atWork(now, stages) {
      rest = null;
      for (const id of beaten.keys()) if (!stages.some(({ requestId }) => requestId === id)) beaten.delete(id);
      const due = stages.filter(
        ({ requestId, since }) => beats.stage > 0 && now - (beaten.get(requestId) ?? since) >= beats.stage,
      );
      for (const { requestId } of due) beaten.set(requestId, now);
      return due.map((one) => beatOf(now, one));
    },
    asksWhy(now, state) {
      const isOther = rest === null || rest.state !== state;
      rest = { looks: (rest?.looks ?? 0) + 1, state };
      return rest.looks > 1 && (rest.looks === 2 || isOther || told === null || isAgain(now));
    },
    atRest(now, { reason, detail, until, items }) {
      const words = JSON.stringify([reason, detail, until]);
      if (told?.reason === words && !isAgain(now)) return [];
      told = { reason: words, at: now };
      return [happening('runtime_idle', now, { reason, detail, until, items })];
    },
  };
}

const beatOf = (now: number, { since, data }: AtWork): Happening =>
  happening('stage_heartbeat', now, { ...data, elapsed_s: Math.max(0, Math.round((now - since) / 1000)) });

const happening = (type: string, now: number, data: Record<string, unknown>): Happening => ({
  ...{ seq: null, type, at: new Date(now).toISOString(), data },
});
