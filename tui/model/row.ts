// A row of a list: what it is about, what a filter finds in it, and its lines, made only while it is on the screen.
import { type Line, plainText } from './text.js';

/** What keys act on. */
export interface Target {
  item?: { family: string; id: string };
  /** Id of a question of a stage. */
  approval?: string;
  run?: string;
  root?: string;
  /** Folder of a workspace. */
  dir?: string;
}

export interface Row {
  /** Stays while it is about the same thing. */
  key: string;
  /** What a filter looks through. */
  text: string;
  lines(width: number): Line[];
  target?: Target;
  /** What Enter shows; absent = what it is about has a page of its own, or none. */
  detail?(width: number): Line[];
}

/** Whether there is anything to choose it for. */
export const isChoice = (row: Row | undefined): boolean => row?.target !== undefined || row?.detail !== undefined;

/** A row that says something and is about nothing. */
export const note = (key: string, lines: (width: number) => Line[], text = ''): Row => ({ key, text, lines });

/** Each line a row of its own, to be read. */
export const proseRows = (lines: readonly Line[]): Row[] =>
  lines.map((one, at) => ({ key: String(at), text: plainText(one), lines: () => [one] }));
