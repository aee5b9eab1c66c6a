// Diff: what an item, a root or a run changed, as `millrace diff` says it.
import { note, type Row } from '../row.js';
import type { State } from '../state.js';
import { type Line, type Style, wrap } from '../text.js';

export function diffRows({ diff }: State): Row[] {
  if (diff.lines === null)
    return [note('wait', (width) => wrap(diff.title === '' ? HOW : `Reading what ${diff.title} changed…`, width))];
  return diff.lines.map((text, at) => ({ key: String(at), text, lines: (width) => patchLines(text, width) }));
}

const HOW = 'Choose an item in another view and press x, or press Enter here for all since the last run began.';

export const patchLines = (text: string, width: number): Line[] => wrap(text, width, styleOf(text));

/** The sign at its beginning says the same without colour. */
function styleOf(text: string): Style {
  if (text.startsWith('+')) return 'green';
  if (text.startsWith('-')) return 'red';
  return text.startsWith('@@') ? 'dim' : text.startsWith('diff --git') ? 'bold' : 'plain';
}
