// A line of the event log: its number, and the event that it holds. The number stands first, so that it is read without the rest,
// and also from a line that was torn behind it.
import { jsonObject } from '../../core/json-lines.js';

export interface LogEvent {
  /** Only grows along the log; no two events have the same. */
  seq: number;
  /** Empty where the line has none. */
  key: string;
  type: string;
  /** ISO 8601. */
  at: string;
  data: Record<string, unknown>;
}

const NUMBER = /^\{"seq":(\d{1,16}),/;
/** A number stands in the first bytes of its line. */
const NUMBER_BYTES = 32;

/** The line with its number first. */
export const numberedLine = (seq: number, line: Record<string, unknown>): string => JSON.stringify({ seq, ...line });

/** Null when the line has none: an older build wrote it, or it is none of ours. */
export function numberIn(line: Buffer): number | null {
  const found = NUMBER.exec(line.toString('latin1', 0, NUMBER_BYTES))?.[1];
  const seq = found === undefined ? NaN : Number(found);
  return Number.isSafeInteger(seq) ? seq : null;
}

/** `torn`: begins like one of ours and breaks off; `foreign`: whatever else no event can be read from. */
export function eventIn(line: Buffer, seq: number): LogEvent | 'torn' | 'foreign' {
  const text = line.toString('utf8');
  const found = jsonObject(text);
  if (found === null) return text.startsWith('{') ? 'torn' : 'foreign';
  const { key, event_type: type, occurred_at: at, data } = found;
  if (typeof type !== 'string' || typeof at !== 'string') return 'foreign';
  const known = typeof data === 'object' && data !== null && !Array.isArray(data) ? data : {};
  return { seq, key: typeof key === 'string' ? key : '', type, at, data: known as Record<string, unknown> };
}
