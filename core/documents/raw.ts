// What both readers, Markdown and JSON, hand to validation: texts by label, with the places they came from.
import type { Problem } from '../contracts/documents.js';
import type { Stray } from './misspelt.js';

export interface RawEntry {
  text: string;
  /** 1-based; undefined in JSON. */
  line: number | undefined;
}

export interface RawDocument {
  title: string;
  /** By label, `Title` left out. A scalar has exactly one entry; an empty scalar is absent. */
  values: Map<string, RawEntry[]>;
  body: string;
  /** 1-based line of a code fence or comment without an end: everything below it is text. Null = there is none. */
  endless: number | null;
  /** Lines that were meant as fields that are not given otherwise: one for a label at most. */
  strays: Stray[];
  /** What the reader itself found wrong. */
  problems: Problem[];
  /** How this input spells a label. */
  spell: (label: string) => string;
}
