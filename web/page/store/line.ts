// The line to the server: whether it stands, since when it does not, and how long to wait before the next try.

import type { Trouble } from './answer.js';

/** `since`: ms since 1970. */
export type Line = { is: 'opening' | 'live'; since: number } | Lost;

interface Lost {
  is: 'lost';
  since: number;
  tries: number;
  /** The server is there, and will not have it; null = nobody answers, or it is not asked yet. */
  why: Trouble | null;
}

export const opening = (at: number): Line => ({ is: 'opening', since: at });
export const live = (line: Line, at: number): Line => (line.is === 'live' ? line : { is: 'live', since: at });

/** It stays lost since the first failure. */
export const lost = (line: Line, at: number): Lost =>
  line.is === 'lost' ? { ...line, tries: line.tries + 1 } : { is: 'lost', since: at, tries: 1, why: null };

const FIRST_MS = 500;
const LAST_MS = 10_000;

/** Milliseconds: twice as long each time, and never longer than ten seconds. */
export const pauseBefore = (tries: number): number =>
  Math.min(LAST_MS, FIRST_MS * 2 ** Math.max(0, Math.min(tries, 20) - 1));
