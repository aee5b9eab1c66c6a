// The dialect `text`: all that the program prints is its last message.
import { plainly } from '../live.js';
import { leftOutLine } from '../output/kept.js';
import { saysAnything } from '../output/says.js';
import { type Dialect, NOTHING } from './dialect.js';

export const plainText: Dialect = {
  reader() {
    let text = '';
    return {
      take(part) {
        text += 'text' in part ? part.text : leftOutLine(part.leftOut);
      },
      heard: () => ({ ...NOTHING, started: text !== '', message: saysAnything(text) ? text.trimEnd() : null }),
    };
  },
  said: plainly,
  isOver: () => false,
};
