// Finds the moment at which a provider's message says that another try makes sense.

/**
 * Reads "try again at May 18th, 2033 3:33 AM", "try again at 3:33 AM" (the next such time) and "try again in 2 hours 5
 * minutes" or "in 6m0.5s". Codex prints clock times in the local time zone, which the worker shares with it, and cuts
 * their seconds off: the answer is the end of that minute, because a try within it would be refused "until" a time that
 * has gone by, which would read as tomorrow.
 * Returns ISO 8601 in UTC, or null. `now`: when the message was printed, ISO 8601.
 */
export function retryAt(message: string, now: string): string | null {
  return dated(message) ?? clockTime(message, new Date(now)) ?? delay(message, new Date(now));
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const CLOCK = String.raw`(\d{1,2}):(\d{2})(?::\d{2})? ?(AM|PM)`;
const DATED = new RegExp(
  String.raw`try again at ([A-Z][a-z]{2})[a-z]* (\d{1,2})(?:st|nd|rd|th)?, (\d{4}),? ${CLOCK}`,
  'i',
);
const TODAY = new RegExp(String.raw`try again at ${CLOCK}`, 'i');
const DELAY = /try again in ((?:\d+(?:\.\d+)? ?[a-z]+[ ,]*)+)/i;
const UNIT_MS: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

function dated(message: string): string | null {
  const [, month = '', day, year, hour, minute, half] = DATED.exec(message) ?? [];
  const index = MONTHS.indexOf(month.toLowerCase());
  if (index < 0) return null;
  return new Date(Number(year), index, Number(day), hours(hour, half), Number(minute) + 1).toISOString();
}

function clockTime(message: string, now: Date): string | null {
  const found = TODAY.exec(message);
  if (found === null) return null;
  const at = new Date(now);
  at.setHours(hours(found[1], found[3]), Number(found[2]) + 1, 0, 0);
  if (at < now) at.setDate(at.getDate() + 1);
  return at.toISOString();
}

const hours = (hour: string | undefined, half: string | undefined): number =>
  (Number(hour) % 12) + (half?.toUpperCase() === 'PM' ? 12 : 0);

function delay(message: string, now: Date): string | null {
  const [, list = ''] = DELAY.exec(message) ?? [];
  const ms = [...list.matchAll(/(\d+(?:\.\d+)?) ?([a-z]+)/gi)].reduce(
    (sum, [, n, unit = '']) => sum + Number(n) * unitMs(unit),
    0,
  );
  return ms > 0 ? new Date(now.getTime() + ms).toISOString() : null;
}

/** 0 for a word that is no unit of time. */
function unitMs(word: string): number {
  const unit = word.toLowerCase();
  if (unit === 'ms') return 1;
  return /^(s|m|h|d|sec|min|hr|(second|minute|hour|day))s?$/.test(unit) ? (UNIT_MS[unit[0] ?? ''] ?? 0) : 0;
}
