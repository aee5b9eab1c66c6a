// What is asked of a workspace, and how its parts are read: numbers within their bounds, texts of a known length.
import { badQuestion } from '../refusal.js';
import type { House, Place } from '../house.js';

export interface Question {
  house: House;
  place: Place;
  /** Absolute path of the workspace. */
  dir: string;
  /** Our state folder of it; null where it has no id. */
  state: string | null;
  /** What stands behind the name of the answer. */
  parts: readonly string[];
  query: URLSearchParams;
  /** ms since 1970. */
  now: number;
}

export type Answer = (question: Question) => unknown;

/** A whole number; `most` where more is asked for. Throws `Refused` for what is none. */
export function numberIn(query: URLSearchParams, name: string, other: number, most = Number.MAX_SAFE_INTEGER): number {
  const text = query.get(name);
  if (text === null || text === '') return other;
  if (!/^\d{1,15}$/.test(text))
    throw badQuestion(`${name} takes a whole number, and not ${JSON.stringify(text.slice(0, 40))}.`);
  return Math.min(most, Number(text));
}

/** A moment in ms since 1970. Throws `Refused` for what is none. */
export function momentIn(query: URLSearchParams, name: string, other: number): number {
  const text = query.get(name);
  if (text === null || text === '') return other;
  const ms = Date.parse(text);
  if (Number.isNaN(ms)) throw badQuestion(`${name} takes a time such as 2026-01-31T08:00:00Z.`);
  return ms;
}

const MOST_TEXT = 200;

/** Null where nothing was said. */
export function textIn(query: URLSearchParams, name: string): string | null {
  const text = query.get(name);
  return text === null || text === '' ? null : text.slice(0, MOST_TEXT);
}

/** Whether a text says it, in whatever letters; everything does where nothing is looked for. */
export function saying(wanted: string | null): (...texts: readonly string[]) => boolean {
  const small = wanted?.toLowerCase() ?? '';
  return (...texts) => small === '' || texts.some((text) => text.toLowerCase().includes(small));
}
