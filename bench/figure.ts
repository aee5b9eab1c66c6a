// What a figure is asked, and what it answers.
import type { Table } from './numbers.js';
import type { Side } from './side.js';

export interface Asked {
  /** Ours, and the reference beside it where it was asked for; what they measure is interleaved. */
  sides: readonly Side[];
  /** Also what takes many minutes. */
  full: boolean;
}

export type Figure = (asked: Asked) => Promise<Table[]>;
