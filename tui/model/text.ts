// Lines of styled text, cut by the columns that they take on a screen. Whatever enters a line becomes inert here.
import { inert, widthOf } from '../../cli/door.js';

export type Style = 'plain' | 'bold' | 'dim' | 'red' | 'green' | 'yellow';

/** A stretch of one style. */
export interface Part {
  text: string;
  style: Style;
}

export type Line = readonly Part[];

export const part = (text: string, style: Style = 'plain'): Part => ({ text: inert(text), style });

export const line = (text: string, style: Style = 'plain'): Line => [part(text, style)];

const PLAIN = /^[\x20-\x7e]*$/;

/** Columns that a text takes. */
export const columnsOf = (text: string): number => (PLAIN.test(text) ? text.length : widthOf(text));

export const columnsIn = (parts: Line): number => parts.reduce((sum, { text }) => sum + columnsOf(text), 0);

/** At most `width` columns, the end marked where something was cut. */
export function cut(text: string, width: number): string {
  if (columnsOf(text) <= width) return text;
  let [kept, columns] = ['', 0];
  for (const sign of text) {
    columns += columnsOf(sign);
    if (columns > width - 1) break;
    kept += sign;
  }
  return width < 1 ? '' : `${kept}…`;
}

/** The line within `width` columns. */
export function cutLine(parts: Line, width: number): Line {
  if (columnsIn(parts) <= width) return parts;
  const kept: Part[] = [];
  let left = width;
  for (const { text, style } of parts) {
    if (left <= 0) break;
    kept.push({ text: cut(text, left), style });
    left -= columnsOf(text);
  }
  return kept;
}

const GAP = '  ';

/** Parts side by side as far as they fit; what does not fit goes on below, indented. Empty ones are left out. */
export function flow(parts: Line, width: number, indent = 4): Line[] {
  const lines: Part[][] = [];
  let columns = Infinity;
  for (const one of parts.filter(({ text }) => text.trim() !== '')) {
    const room = columnsOf(one.text);
    if (columns + GAP.length + room <= width) lines.at(-1)?.push({ text: GAP, style: 'plain' }, one);
    else {
      const lead = lines.length === 0 ? '' : ' '.repeat(indent);
      lines.push(lead === '' ? [one] : [{ text: lead, style: 'plain' }, one]);
      columns = lead.length - GAP.length;
    }
    columns += GAP.length + room;
  }
  return lines.map((one) => cutLine(one, width));
}

/** Prose in lines of at most `width` columns, between words where there are any. At least one line. */
export function wrap(text: string, width: number, style: Style = 'plain'): Line[] {
  const lines: string[] = [];
  let rest = inert(text);
  while (columnsOf(rest) > width && width > 0) {
    const head = cut(rest, width + 1).slice(0, -1);
    const at = rest[head.length] === ' ' ? head.length : head.lastIndexOf(' ');
    const end = at > head.length / 3 ? at : Math.max(1, head.length);
    lines.push(rest.slice(0, end).trimEnd());
    rest = rest.slice(end).trimStart();
  }
  return [...lines, rest].map((one) => [{ text: one, style }]);
}

/** Prose whose lines all begin so many columns further in. */
export const indented = (text: string, width: number, by: number, style: Style = 'plain'): Line[] =>
  wrap(text, width - by, style).map((one) => [{ text: ' '.repeat(by), style: 'plain' }, ...one]);

export const plainText = (parts: Line): string => parts.map(({ text }) => text).join('');
