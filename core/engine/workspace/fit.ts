// What the scheduler carries is brought below its bound by shortening what can be told again or looked up: why items are blocked
// (their files say it), what commands were answered, which items ended lately (the index on disk knows them).
import { jsonBytes, clipped, LIMITS, WALL } from '../../contracts/limits.js';
import type { CarriedScheduler } from './carry.js';
import type { Target } from './scheduler-state.js';
import { withoutVerdicts } from './control/answers.js';

type Shorten = (carried: CarriedScheduler) => CarriedScheduler;

/** Places in a row. */
const WAITS_FOR = 6;
const REASON = 7;
const STORY = 9;

const rowsWith =
  (short: (part: unknown, place: number) => unknown): Shorten =>
  (carried) => {
    const rows = Object.entries(carried.rows).map(
      ([family, some]) => [family, some.map((row) => row.map(short))] as const,
    );
    return { ...carried, rows: Object.fromEntries(rows) as CarriedScheduler['rows'] };
  };

const reasonsTo = (most: number): Shorten =>
  rowsWith((part, place) => (place === REASON && typeof part === 'string' ? reasonTo(part, most) : part));

const reasonTo = (reason: string, most: number): string | null => (most === 0 ? null : clipped(reason, most));

const withoutStory = (row: readonly unknown[]): unknown[] =>
  row.length > STORY + 1 ? row.with(STORY, null) : row.slice(0, STORY);

/** Without it an item begins at its entry, and a root is judged as if for the first time. */
const withoutStories: Shorten = (carried) => {
  const rows = Object.entries(carried.rows).map(([family, some]) => [family, some.map(withoutStory)] as const);
  const kept = Object.fromEntries(rows) as CarriedScheduler['rows'];
  return { ...carried, rows: kept, targets: targetsWithoutStories(carried.targets) };
};

export const targetsWithoutStories = (targets: readonly Target[]): Target[] =>
  targets.map(({ story: _, ...target }) => target);

const finishedTo =
  (most: number): Shorten =>
  (carried) => ({ ...carried, finished: carried.finished.slice(-most) });

const answersTo =
  (most: number): Shorten =>
  (carried) => ({
    ...carried,
    answers: carried.answers.slice(-most).map(({ id, answer }) => ({ id, answer: withoutVerdicts(answer) })),
  });

/** The least loss first. */
const STEPS: readonly Shorten[] = [
  reasonsTo(200),
  answersTo(200),
  finishedTo(1000),
  reasonsTo(60),
  finishedTo(200),
  answersTo(20),
  reasonsTo(0),
  withoutStories,
  finishedTo(40),
];

/** One more than is allowed, so that whoever heals the state sees that there were too many. */
const cutLists = rowsWith((part, place) =>
  place === WAITS_FOR && Array.isArray(part) ? part.slice(0, LIMITS.listIds + 1) : part,
);

/** The same where it fits already, as it nearly always does. What the server would not take loses what an older build let in. */
export function fitted(carried: CarriedScheduler): CarriedScheduler {
  let fits = carried;
  for (const shorten of STEPS) {
    if (jsonBytes(fits) <= LIMITS.carried) return fits;
    fits = shorten(fits);
  }
  return jsonBytes(fits) > WALL ? cutLists(fits) : fits;
}
