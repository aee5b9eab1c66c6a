// Reads the moment with which a text begins, as providers and CLIs write it: a date, a clock time, an epoch, a delay.
import { momentOf, type Wall, wallOf, type Zone, zoneOf } from './zones.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** A clock time that went by no longer ago than this is meant to be over, not to come tomorrow. */
const JUST_GONE_BY = 6 * HOUR;
/** A day without its year that went by longer ago than this is meant to be of the next year. */
const HALF_A_YEAR = 183 * DAY;

/** Milliseconds of the epoch; null when the text begins with none. `now`: likewise, when the text was printed. */
export function momentAt(text: string, now: number): number | null {
  for (const read of [iso, dayOfMonth, monthAndDay, epoch, delay, clockTime]) {
    const found = read(text, now);
    if (found !== null && !Number.isNaN(found)) return found;
  }
  return null;
}

const ZONE = String.raw`(?: ?\(?(Z\b|(?:UTC|GMT)? ?[+-]\d{1,2}:?\d{0,2}|[A-Z]{2,4}\b|[A-Za-z]+/[A-Za-z_/+-]+)\)?)?`;
const CLOCK = String.raw`(\d{1,2})(?::(\d{2})(?::(\d{2})(?:\.\d+)?)?)? ?([ap]\.?m\b\.?)?${ZONE}`;
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const MONTH = `(${MONTHS.join('|')})[a-z]*`;
const WEEKDAY = String.raw`(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,? )?`;

const ISO = new RegExp(String.raw`^(\d{4})-(\d{2})-(\d{2})(?:(?:T|,? (?:at )?)${CLOCK})?`, 'i');
const DAY_OF_MONTH = new RegExp(
  String.raw`^${WEEKDAY}(\d{1,2})(?:st|nd|rd|th)? ${MONTH}\.?,? ?(\d{4})?(?:,? (?:at )?${CLOCK})?`,
  'i',
);
const MONTH_AND_DAY = new RegExp(
  String.raw`^${WEEKDAY}${MONTH}\.? (\d{1,2})(?:st|nd|rd|th)?(?:,? (\d{4}))?(?:,? (?:at )?${CLOCK})?`,
  'i',
);
const TODAY = new RegExp(`^${CLOCK}`, 'i');
const EPOCH = /^(\d{10})(\d{3})?(?:\.\d+)?(?![\w.])/;

function iso(text: string): number | null {
  const [all, year, month, day, ...clock] = ISO.exec(text) ?? [];
  if (all === undefined) return null;
  return on({ year: Number(year), month: Number(month) - 1, day: Number(day) }, clock);
}

function dayOfMonth(text: string, now: number): number | null {
  const [all, day, month = '', year, ...clock] = DAY_OF_MONTH.exec(text) ?? [];
  return all === undefined ? null : named(month, day, year, clock, now);
}

function monthAndDay(text: string, now: number): number | null {
  const [all, month = '', day, year, ...clock] = MONTH_AND_DAY.exec(text) ?? [];
  return all === undefined ? null : named(month, day, year, clock, now);
}

function named(name: string, day: string | undefined, year: string | undefined, clock: Clock, now: number): number {
  const month = MONTHS.indexOf(name.toLowerCase());
  const at = (of: number): number => on({ year: of, month, day: Number(day) }, clock);
  if (year !== undefined) return at(Number(year));
  const thisYear = wallOf(now, null).year;
  return at(thisYear) < now - HALF_A_YEAR ? at(thisYear + 1) : at(thisYear);
}

const epoch = (text: string): number | null => {
  const [all, seconds, ms = '000'] = EPOCH.exec(text) ?? [];
  return all === undefined ? null : Number(`${seconds}${ms}`);
};

/** The nearest such time that is to come, or has just gone by. */
function clockTime(text: string, now: number): number | null {
  const [all, ...clock] = TODAY.exec(text) ?? [];
  const [, minute, , half] = clock;
  // A bare number is no time of day.
  if (all === undefined || (minute === undefined && half === undefined)) return null;
  const { year, month, day } = wallOf(now, zoneIn(clock));
  const near = [-1, 0, 1, 2].map((days) => on({ year, month, day: day + days }, clock));
  return near.find((at) => at >= now - JUST_GONE_BY) ?? null;
}

/** Groups of `CLOCK`: hour, minute, second, half of the day, zone. */
type Clock = readonly (string | undefined)[];

const zoneIn = ([, , , , zone]: Clock): Zone => (zone === undefined ? null : zoneOf(zone.trim()));

/**
 * Where seconds were cut off it is the end of that minute: a try within it would be refused "until" a time gone by.
 * A day without a time is its beginning. NaN for what no clock shows.
 */
function on(date: Pick<Wall, 'year' | 'month' | 'day'>, clock: Clock): number {
  const [hour = '0', minute = '0', second, half] = clock;
  const isCut = clock[0] !== undefined && second === undefined;
  if (Number(hour) > 24 || Number(minute) > 59 || Number(second ?? 0) > 60) return Number.NaN;
  const rest = { minute: Number(minute) + (isCut ? 1 : 0), second: Number(second ?? 0) };
  return momentOf({ ...date, hour: hours(Number(hour), half), ...rest }, zoneIn(clock));
}

function hours(hour: number, half: string | undefined): number {
  if (half === undefined) return hour;
  return (hour % 12) + (half.toLowerCase().startsWith('p') ? 12 : 0);
}

const AMOUNT = /^(?:and |, ?)?(\d+(?:\.\d+)?|an?|one) ?-?([a-zµ]+)(?![a-z]) ?/i;

/** Amounts in a row: `3 days 4 hours`, `6m0.5s`, `an hour and 5 minutes`. */
function delay(text: string, now: number): number | null {
  let ms = 0;
  for (let rest = text; ;) {
    const [all, amount = '', unit = ''] = AMOUNT.exec(rest) ?? [];
    const each = all === undefined ? 0 : unitMs(unit.toLowerCase());
    if (all === undefined || each === 0) return ms > 0 ? now + ms : null;
    ms += (/^\d/.test(amount) ? Number(amount) : 1) * each;
    rest = rest.slice(all.length).replace(/^[, ]+/, '');
  }
}

const UNIT_MS: ReadonlyMap<string, number> = new Map([
  ...['ms', 'msec', 'millisecond'].map((unit) => [unit, 1] as const),
  ...['s', 'sec', 'second'].map((unit) => [unit, 1000] as const),
  ...['m', 'min', 'minute'].map((unit) => [unit, 60_000] as const),
  ...['h', 'hr', 'hour'].map((unit) => [unit, HOUR] as const),
  ...['d', 'day'].map((unit) => [unit, DAY] as const),
  ...['w', 'wk', 'week'].map((unit) => [unit, 7 * DAY] as const),
  ...['month'].map((unit) => [unit, 30 * DAY] as const),
]);

/** 0 for a word that is no unit of time. */
const unitMs = (word: string): number => UNIT_MS.get(word) ?? UNIT_MS.get(word.replace(/s$/, '')) ?? 0;
