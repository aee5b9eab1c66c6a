// Bars of one lane as they are drawn: where they lie in what is shown, in which row, and what is said of them.
import { duration } from '../../../cli/render/duration.js';
import { inert } from '../../../core/inert.js';
import type { Bar } from '../../contract.js';
import { partOf, rowsOf, type Span } from './time-scale.js';

export interface LaidBar {
  bar: Bar;
  /** Percent of what is shown. */
  left: number;
  width: number;
  row: number;
  words: string;
}

/** `now`: where a bar ends that goes on. What lies outside of the span is left out, what reaches out of it is cut. */
export function barsIn(bars: readonly Bar[], span: Span, now: number): LaidBar[] {
  const shown = bars
    .map((bar) => ({
      bar,
      from: Date.parse(bar.from),
      to: Math.max(Date.parse(bar.from), bar.to === null ? now : Date.parse(bar.to)),
    }))
    .filter(({ from, to }) => to >= span.from && from <= span.to)
    .sort((a, b) => a.from - b.from);
  const rows = rowsOf(shown);
  return shown.map(({ bar, from, to }, at) => {
    const left = Math.max(0, partOf(from, span)) * 100;
    const width = Math.min(1, partOf(to, span)) * 100 - left;
    return { bar, left, width, row: rows[at] ?? 0, words: barWords(bar, to - from) };
  });
}

const SIGNS = new Map([
  ['success', '✓'],
  ['repair', '↻'],
  ['failure', '✕'],
  ['running', '●'],
]);

/** A wait has one sign, whatever it waits for. */
export const barSign = ({ is, state }: Pick<Bar, 'is' | 'state'>): string =>
  is === 'wait' ? '…' : (SIGNS.get(state) ?? '·');

/** The classes that colour and hatch it. */
export const barTone = ({ is, state }: Bar): string => (is === 'wait' ? 'wait' : SIGNS.has(state) ? state : 'other');

function barWords({ is, item, node, state, outcome, to }: Bar, ms: number): string {
  const long = duration(ms);
  const what = is === 'wait' ? `waits for ${state}` : `${node}: ${outcome ?? state}`;
  return inert(`${item}, ${what}, ${to === null ? `for ${long} so far` : long}`);
}
