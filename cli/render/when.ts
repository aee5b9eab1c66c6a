// Times as their reader wants them: local where a person looks at a terminal, UTC with its Z anywhere else.
import { isTerminal } from '../output.js';

/** `2026-01-31 09:00`, or the time as it is. What is no time stays as it is. */
export const when = (iso: string, local = isTerminal('stdout')): string =>
  local ? shown(iso, (at) => `${dayOf(at)} ${two(at.getHours())}:${two(at.getMinutes())}`) : iso;

/** The same by the minute in UTC too, for columns that are narrow. */
export const minuteOf = (iso: string, local = isTerminal('stdout')): string =>
  local ? when(iso, local) : iso.slice(0, 16).replace('T', ' ');

/** `09:00:00`, in UTC with a Z. */
export const clockOf = (iso: string, local = isTerminal('stdout')): string =>
  local
    ? shown(iso, (at) => `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`)
    : `${iso.slice(11, 19)}Z`;

const two = (part: number): string => String(part).padStart(2, '0');
const dayOf = (at: Date): string => `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;

function shown(iso: string, format: (at: Date) => string): string {
  const at = new Date(iso);
  return Number.isNaN(at.getTime()) ? iso : format(at);
}
