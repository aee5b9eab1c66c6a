// The only clock of workflow code: Temporal's, as ISO 8601 in UTC.
import { LONGEST_SECONDS } from '../core/contracts/durations.js';

export const now = (): string => new Date(Date.now()).toISOString();

/** Milliseconds from now until then; at least 1, and at most a year. */
export const untilThen = (iso: string): number => {
  const ms = Date.parse(iso) - Date.now();
  return Number.isNaN(ms) ? 1 : Math.min(Math.max(1, ms), LONGEST_SECONDS * 1000);
};
