// A patch as people read it: tabs stand as the spaces that they show as, and on a terminal each line has its colour.
import type { Paint } from '../render/paint.js';
import { clip } from '../render/table.js';
import { inert } from '../render/inert.js';

const TAB = 8;
/** Of a longer line the beginning is shown: the mark that ends its colour must not be cut off. */
const WIDTH = 3900;

/** One after the other: whether a line is text of a file depends on those before it. */
export function patchPainter(paint: Paint): (line: string) => string {
  let isText = false;
  return (line) => {
    if (line.startsWith('diff --git ')) isText = false;
    const isHead = line.startsWith('@@');
    if (isHead) isText = true;
    const shown = inert(clip(spaced(line), WIDTH));
    if (!isText) return line === '' ? '' : paint('bold', shown);
    if (isHead) return paint('dim', shown);
    return line.startsWith('+') ? paint('green', shown) : line.startsWith('-') ? paint('red', shown) : shown;
  };
}

/** The first sign is the patch's: columns of the file are counted after it. */
function spaced(line: string): string {
  if (!line.includes('\t')) return line;
  let column = -1;
  return [...line.slice(0, 2 * WIDTH)]
    .map((sign) => {
      const width = sign === '\t' ? TAB - (Math.max(0, column) % TAB) : 1;
      column += width;
      return sign === '\t' ? ' '.repeat(width) : sign;
    })
    .join('');
}
