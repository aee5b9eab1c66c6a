// Moments from what a clock shows in a time zone, and back. Without a zone it is the one of this machine.

/** Minutes east of UTC, or an IANA name such as `Europe/Berlin`; null = the local one. */
export type Zone = number | string | null;

/** What a clock on the wall shows; `month` counts from 0, and numbers beyond their range roll over. */
export interface Wall {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
}

/** Milliseconds of the epoch; NaN when there is no such moment. */
export function momentOf({ year, month, day, hour, minute, second }: Wall, zone: Zone): number {
  const shown = Date.UTC(year, month, day, hour, minute, second);
  // Twice, because the zone's distance may change between the guess and the moment.
  const guess = shown - minutesEast(zone, shown) * 60_000;
  return shown - minutesEast(zone, guess) * 60_000;
}

/** `moment`: milliseconds of the epoch. */
export function wallOf(moment: number, zone: Zone): Wall {
  const shown = new Date(moment + minutesEast(zone, moment) * 60_000);
  return {
    ...{ year: shown.getUTCFullYear(), month: shown.getUTCMonth(), day: shown.getUTCDate() },
    ...{ hour: shown.getUTCHours(), minute: shown.getUTCMinutes(), second: shown.getUTCSeconds() },
  };
}

/** The zone that these letters name: `UTC`, `Z`, `PST`, `+02:00`, `UTC+2`, `Europe/Berlin`. Null when they name none. */
export function zoneOf(words: string): Zone {
  const [, sign, hours = '', minutes = '0'] = /^(?:UTC|GMT)? ?([+-])(\d{1,2}):?(\d{2})?$/i.exec(words) ?? [];
  if (sign !== undefined) return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  const short = SHORT.get(words.toUpperCase());
  return short === undefined ? (isKnown(words) ? words : null) : short * 60;
}

/** Hours east of UTC of the zones that CLIs and web sites print by letters. */
const SHORT: ReadonlyMap<string, number> = new Map([
  ...([
    ['Z', 0],
    ['UTC', 0],
    ['GMT', 0],
    ['WET', 0],
    ['BST', 1],
    ['WEST', 1],
    ['CET', 1],
    ['CEST', 2],
  ] as const),
  ...([
    ['EST', -5],
    ['EDT', -4],
    ['CST', -6],
    ['CDT', -5],
    ['MST', -7],
    ['MDT', -6],
    ['PST', -8],
    ['PDT', -7],
  ] as const),
  ...([
    ['IST', 5.5],
    ['JST', 9],
    ['KST', 9],
    ['AEST', 10],
    ['AEDT', 11],
  ] as const),
]);

function isKnown(name: string): boolean {
  if (!/^[A-Za-z]+\/[A-Za-z_/+-]+$/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).format(0) !== '';
  } catch {
    return false;
  }
}

function minutesEast(zone: Zone, moment: number): number {
  if (typeof zone === 'number') return zone;
  // A moment that no date can hold has no distance either.
  if (Number.isNaN(new Date(moment).getTime())) return Number.NaN;
  return zone === null ? -new Date(moment).getTimezoneOffset() : minutesIn(zone, moment);
}

function minutesIn(zone: string, moment: number): number {
  const format = new Intl.DateTimeFormat('en-US', { ...PARTS, timeZone: zone });
  const part = new Map(format.formatToParts(moment).map(({ type, value }) => [type, Number(value)]));
  const of = (name: Intl.DateTimeFormatPartTypes): number => part.get(name) ?? 0;
  const shown = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'));
  return Math.round((shown - moment) / 60_000);
}

const PARTS: Intl.DateTimeFormatOptions = {
  ...{ year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' },
  hourCycle: 'h23',
};
