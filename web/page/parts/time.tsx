// A time as its age, with the time itself as its title; and spans of time that go on.
import { duration } from '../../../cli/render/duration.js';
import { now } from '../store/clock.js';

const UNITS = [
  [86_400, 'd'],
  [3600, 'h'],
  [60, 'm'],
  [1, 's'],
] as const;

/** The largest unit that fits, rounded down: `42s`, `3m`, `2h`, `4d`. `ms` below zero counts as zero. */
export function age(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const [size, name] = UNITS.find(([one]) => seconds >= one) ?? [1, 's'];
  return `${Math.floor(seconds / size)}${name}`;
}

const two = (part: number): string => String(part).padStart(2, '0');

/** `2026-01-31 09:00:00`, by the reader's clock. Empty for what is no time. */
export function wallTime(iso: string): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return '';
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}

interface TimeProps {
  at: string | null;
  /** What is said where there is none. */
  or?: string;
  /** Behind its age. */
  ago?: string;
}

export function Time({ at, or = '', ago = ' ago' }: TimeProps) {
  const ms = Date.parse(at ?? '');
  if (at === null || Number.isNaN(ms)) return <span class="quiet">{or}</span>;
  return (
    <time dateTime={at} title={`${wallTime(at)} by this clock, ${at}`}>
      {age(now.value - ms)}
      {ago}
    </time>
  );
}

/** The time of day, where a list is in its order. */
export function Clock({ at }: { at: string }) {
  return (
    <time dateTime={at} title={`${wallTime(at)} by this clock, ${at}`}>
      {wallTime(at).slice(11) || at}
    </time>
  );
}

/** How long it took; of what goes on, how long so far. */
export function Between({ from, to }: { from: string | null; to: string | null }) {
  const start = Date.parse(from ?? '');
  const end = to === null ? now.value : Date.parse(to);
  if (Number.isNaN(start) || Number.isNaN(end)) return <span class="quiet">–</span>;
  return (
    <span class="num" title={`${wallTime(from ?? '')} to ${to === null ? 'now' : wallTime(to)}`}>
      {duration(end - start)}
      {to === null && <span class="unit"> so far</span>}
    </span>
  );
}
