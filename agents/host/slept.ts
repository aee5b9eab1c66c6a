// Time in which nobody worked because everything stood still: a machine that slept, a worker and its agent that were stopped.
// It is kept in the journal, so that every worker takes it off the clocks of the stage.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { jsonObject } from '../../core/json-lines.js';
import { readProc } from '../../disk/proc.js';
import { createWhole, readText } from '../files.js';
import type { Journal } from './journal.js';

/** Two looks are half a second apart; whoever comes so much later did not run in between. */
const GAP_MS = 10_000;
const PREFIX = 'slept-';

interface Sleep {
  /** When it was over, in ms since 1970. */
  end: number;
  ms: number;
  /** How long the machine had been suspended in all since its boot, at that time. */
  suspended: number;
}

/** The last look of this process at each journal, by folder: an activity that is tried again goes on with it. */
const looks = new Map<string, number>();

/**
 * To be called at every look. While a worker watches, a gap between two looks is sleep, whatever caused it. While none does, the
 * agent works on, and only what the kernel counts as suspension is. `clock`: for tests.
 */
export function noteSleep(journal: Journal, clock: Clock = systemClock): void {
  const [now, last] = [clock.now(), looks.get(journal.dir)];
  if (last !== undefined) {
    // First the record: on a full disk it throws, and the next look finds the whole gap.
    if (now - last > GAP_MS) record(journal, { end: now, ms: now - last, suspended: clock.suspended() });
    looks.set(journal.dir, now);
    return;
  }
  looks.set(journal.dir, now);
  const suspended = clock.suspended();
  const before = sleepsOf(journal);
  const unseen = before.length === 0 ? 0 : suspended - Math.max(...before.map((one) => one.suspended));
  if (before.length === 0 || unseen > GAP_MS)
    record(journal, { end: now, ms: unseen > GAP_MS ? unseen : 0, suspended });
}

/** Nobody looks at it any more. */
export const forgetLooks = (journal: Journal): boolean => looks.delete(journal.dir);

/** How much of the time since a moment (ms since 1970) was sleep, in ms. */
export function sleptSince(journal: Journal, since: number): number {
  return sleepsOf(journal)
    .filter(({ end }) => end > since)
    .reduce((sum, { end, ms }) => sum + Math.min(ms, end - since), 0);
}

export interface Clock {
  now: () => number;
  suspended: () => number;
}

/** `/proc/uptime` goes on while a machine sleeps, the clock of `hrtime` does not. */
const systemClock: Clock = {
  now: () => Date.now(),
  suspended: () => {
    const uptime = readProc('uptime');
    if (uptime === null) return 0;
    return Math.max(0, Math.round(parseFloat(uptime) * 1000 - Number(process.hrtime.bigint() / 1_000_000n)));
  },
};

/** After a power cut no host of before is alive, and no clock of its stage runs. */
function record(journal: Journal, { end, ms, suspended }: Sleep): void {
  createWhole(join(journal.dir, `${PREFIX}${end}`), JSON.stringify({ ms, suspended }));
}

function sleepsOf(journal: Journal): Sleep[] {
  return (existsSync(journal.dir) ? readdirSync(journal.dir) : [])
    .filter((name) => /^slept-\d+$/.test(name))
    .map((name) => {
      const found = jsonObject(readText(join(journal.dir, name)) ?? undefined);
      const number = (value: unknown): number => (typeof value === 'number' ? value : 0);
      return {
        end: Number(name.slice(PREFIX.length)),
        ms: number(found?.['ms']),
        suspended: number(found?.['suspended']),
      };
    });
}
