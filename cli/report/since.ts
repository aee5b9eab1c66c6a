// From when on something is told, as people write it: what is no time, and a cursor that no report gave yet.
import { feedEnd } from '../../read/report/period.js';
import { type CliError, misused } from '../errors.js';

/** `what`: what it is for. */
export const noTime = (given: string, what: string): CliError =>
  misused(
    `${JSON.stringify(given)} is no time ${what}.`,
    'For example: --since last, --since 24h, or --since 142, a cursor that an earlier report gave.',
  );

/** Exit 2 for a number that the feed has not come to: it is of another workspace, or mistyped. */
export function assertInFeed(dir: string, seq: number): void {
  const end = feedEnd(dir);
  if (seq <= end) return;
  throw misused(`${seq} is no cursor of this workspace: its feed has come to ${end}.`, 'A report says its `cursor`.');
}
