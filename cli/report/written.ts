// Reports that are written by themselves: at the end of a run, and at a set hour while a worker serves.
import { join } from 'node:path';
import { isDueAt } from '../../core/report/clock.js';
import { A_DAY } from '../../core/report/since.js';
import { feedEnd, type Period, periodAfter, periodSince } from '../../read/report/period.js';
import type { Context } from '../context.js';
import { keepReport } from './keep.js';
import { reportOf } from './model.js';
import { morningReport } from './morning.js';
import { changeSeen, readSeen, type Seen } from './seen.js';

/** Items whose end is told one by one: more than a page has room for. */
export const TOLD = 60;

/** `[report]` of the configuration. */
interface Settings {
  at: string;
  keep: number;
}

interface Written {
  dir: string;
  /** Of the workspace. */
  id: string;
  settings: Settings;
  say(line: string): void;
}

const stateDirOf = async (env: NodeJS.ProcessEnv, id: string): Promise<string> => {
  const { stateHome } = await import('../../worker/state-home.js');
  return join(stateHome(env), id);
};

/** Null, and said why, where it cannot be written: that is no fault of the run. `from`: number of the feed when the run began. */
export async function reportOfRun(
  context: Context,
  { dir, id, settings, say }: Written,
  from: number,
): Promise<string | null> {
  try {
    const write = async (seen: Seen): Promise<string> => {
      const now = Date.now();
      const report = await reportOf(dir, context.env, { period: periodAfter(dir, from), now, recent: TOLD });
      return keepReport(dir, morningReport(report), { kind: 'run', now, keep: settings.keep, seen });
    };
    return await changeSeen(await stateDirOf(context.env, id), write);
  } catch (error) {
    say(`The report of this run could not be written: ${error instanceof Error ? error.message : String(error)}`);
    return null;
  }
}

const LOOK_MS = 20_000;

/** Writes the morning report at its hour. Returns the function that ends this. `lookMs`: between two looks at the clock. */
export function watchHour(context: Context, written: Written, lookMs = LOOK_MS): () => void {
  const { settings, say } = written;
  if (settings.at === '') return () => undefined;
  const began = Date.now();
  let busy = false;
  const look = async (): Promise<void> => {
    const name = await morningIfDue(context, written, began, Date.now());
    if (name !== null) say(`The morning report is written: millrace-agents/${name}`);
  };
  const timer = setInterval(() => {
    if (busy) return;
    busy = true;
    void look()
      .catch((error: unknown) => say(`The morning report could not be written: ${String(error)}`))
      .finally(() => (busy = false));
  }, lookMs);
  return () => clearInterval(timer);
}

/** Null when it is not time. Once a day, whoever of several workers looks first. `began`, `now`: ms since 1970. */
export async function morningIfDue(
  { env }: Pick<Context, 'env'>,
  { dir, id, settings }: Pick<Written, 'dir' | 'id' | 'settings'>,
  began: number,
  now: number,
): Promise<string | null> {
  const stateDir = await stateDirOf(env, id);
  const isDue = ({ morning }: Seen): boolean => isDueAt(settings.at, morning?.at ?? began, now);
  if (!isDue(readSeen(stateDir))) return null;
  return changeSeen(stateDir, async (seen) => {
    if (!isDue(seen)) return null;
    const period = sinceLastMorning(dir, seen, now);
    const report = await reportOf(dir, env, { period, now, recent: TOLD });
    const name = await keepReport(dir, morningReport(report), { kind: 'morning', now, keep: settings.keep, seen });
    seen.morning = { at: now, cursor: period.to };
    return name;
  });
}

function sinceLastMorning(dir: string, { morning }: Seen, now: number): Period {
  if (morning !== null && morning.cursor <= feedEnd(dir)) return periodAfter(dir, morning.cursor);
  return periodSince(dir, now - A_DAY.ms);
}
