// One workspace as all pages that look at it share it: its report is made once per change, its feed is read once per change, and nothing
// is looked at while nobody looks.
import { RECENT, type Report, reportOf } from '../../cli/door.js';
import { A_DAY } from '../../core/report/since.js';
import type { HeadsOf } from '../../read/heads.js';
import type { EventView } from '../../read/events.js';
import { keepLooking } from '../../read/looks.js';
import { watchLog } from '../../read/log-watch.js';
import { factsOfRuns, type FactsOfRuns } from '../../read/run-facts.js';
import { type NewestRuns, runList } from '../../read/run-list.js';
import type { RunView } from '../../read/runs.js';
import type { SpentView } from '../../read/ledger.js';
import { keptKin } from '../../read/report/kept-kin.js';
import type { KinItem } from '../../read/lineage.js';
import { growingLedger } from '../../read/report/growing-ledger.js';
import type { Period } from '../../read/report/period.js';
import { growingPeriod } from '../../read/report/growing-period.js';
import { growingStretch } from '../../read/report/stretch.js';
import { type FeedPage, feedPages } from './feed-pages.js';
import { type Listeners, listeners } from './listeners.js';
import { digestOf } from './reply.js';

export interface Made {
  report: Report;
  /** As JSON. */
  text: string;
  /** The same for reports that say the same but for the time. */
  tag: string;
}

export interface Watched {
  dir: string;
  /** The newest; made anew unless one was made just now. */
  report(): Promise<Made>;
  /** The events of the last day, oldest first. `now`: ms since 1970. */
  day(now: number): Period;
  /** What all stages spent, oldest first. */
  ledger(): readonly SpentView[];
  /** What `day` and `ledger` need is read, in pieces: they block nobody then. */
  ready(): Promise<void>;
  /** Requests whose stages came to an end since, in ms since 1970; oldest first. */
  ended(since: number): Promise<readonly EventView[]>;
  /** Where every item belongs. */
  kin(heads: HeadsOf): Promise<readonly KinItem[]>;
  /** The run folders, the newest first. */
  runs(): Promise<readonly RunView[]>;
  /** The first of them, and how many there are; of a long past without a look at all of them. */
  newestRuns(least: number): Promise<NewestRuns>;
  facts: FactsOfRuns;
  /** Rows of the feed after the one with this number. */
  feedAfter(seq: number): FeedPage;
  /** The rows at its end. */
  feedTail(): FeedPage;
  /** Is told each new report; while anybody listens, reports are made as things change. */
  reports: Listeners<Made>;
  /** Is told when the log of events changed. */
  feed: Listeners<null>;
  /** Nobody is told anything any more. */
  end(): void;
}

/** A report that is asked for counts for so long. */
const FRESH_MS = 250;
/** Pages come and go: what they share stays for a moment. */
const LINGER_MS = 2000;

export function watched(dir: string, env: NodeJS.ProcessEnv): Watched {
  const day = growingPeriod(dir, A_DAY.ms);
  const ledger = growingLedger(dir);
  const kin = keptKin(dir);
  const ended = growingStretch(dir, ({ type }) => type === 'stage_completed');
  const pages = feedPages(dir);
  const [list, facts] = [runList(dir), factsOfRuns(dir)];
  let last: { made: Promise<Made>; at: number; isDone: boolean } | null = null;
  const ready = async (): Promise<void> => void (await Promise.all([ledger.fill(), day.fill(Date.now())]));
  const told = async (): Promise<Made> => {
    await ready();
    const now = Date.now();
    return madeOf(await reportOf(dir, env, { period: day.at(now), now, recent: RECENT, ledger: ledger.read(), kin }));
  };
  const make = (): Promise<Made> => {
    const made = told();
    const mine = { made, at: performance.now(), isDone: false };
    last = mine;
    const over = (): void => void ([mine.isDone, mine.at] = [true, performance.now()]);
    made.then(over, over);
    return made;
  };
  const report = (): Promise<Made> =>
    last !== null && (!last.isDone || performance.now() - last.at < FRESH_MS) ? last.made : make();
  const look = async (): Promise<boolean> => {
    const made = await make();
    reports.tell(made);
    return made.report.now.length > 0;
  };
  const reports: Listeners<Made> = listeners(() => {
    const looks = keepLooking(dir, look);
    const leave = feed.add(looks.ask);
    return () => {
      leave();
      looks.end();
    };
  }, LINGER_MS);
  const feed: Listeners<null> = listeners(
    () =>
      watchLog(dir, () => {
        pages.forget();
        feed.tell(null);
      }),
    LINGER_MS,
  );
  return {
    ...{ dir, day: day.at, ledger: ledger.read, ready, ended, kin, report, reports, feed, facts },
    ...{ runs: () => list.read(facts.forget), newestRuns: list.newest },
    ...{ feedAfter: pages.after, feedTail: pages.tail },
    end: () => {
      reports.end();
      feed.end();
    },
  };
}

/** They pass with time alone, and are no news by themselves. */
const TIMES = new Set(['generated_at', 'uptime_s', 'elapsed_s', 'heartbeat_age_s', 'age_s']);

function madeOf(report: Report): Made {
  const text = JSON.stringify(report);
  const isMoving = report.now.length > 0;
  const still = isMoving ? text : JSON.stringify(report, (key, value: unknown) => (TIMES.has(key) ? null : value));
  return { report, text, tag: digestOf(still) };
}
