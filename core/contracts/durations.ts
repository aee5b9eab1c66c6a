// How long anything may last, and the one way from a duration to a moment: what a plan says, however large, is a date that exists.

/** A year. The configuration takes nothing longer, and what an older plan says beyond it counts as it. */
export const LONGEST_SECONDS = 366 * 24 * 60 * 60;

/** Milliseconds: a day, for pauses that a timer of Node measures (it takes 24 days, and rings at once for more). */
export const LONGEST_PAUSE_MS = 24 * 60 * 60 * 1000;

/** The duration, not below zero and not above a year. What is no number counts as a year: it never ends too early. */
export const boundedSeconds = (seconds: number): number =>
  Number.isNaN(seconds) ? LONGEST_SECONDS : Math.min(Math.max(seconds, 0), LONGEST_SECONDS);

/** ISO 8601 UTC: so many seconds after `at`, which is of the same form; a year at most. */
export const momentAfter = (at: string, seconds: number): string =>
  new Date(Date.parse(at) + boundedSeconds(seconds) * 1000).toISOString();
