// A source map that tells lines and no columns. Whoever uses one keeps all of it in memory, and a stack trace is read by its lines.
const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** The numbers of one segment of a map: five bits in a digit, the sixth says that more follow; the last bit of a number is its sign. */
function numbersOf(segment) {
  const numbers = [];
  let [value, shift] = [0, 0];
  for (const digit of segment) {
    const bits = DIGITS.indexOf(digit);
    value += (bits & 31) << shift;
    shift += 5;
    if (bits & 32) continue;
    numbers.push(value & 1 ? -(value >> 1) : value >> 1);
    [value, shift] = [0, 0];
  }
  return numbers;
}

function digitsOf(number) {
  let rest = number < 0 ? (-number << 1) | 1 : number << 1;
  let digits = '';
  do {
    const bits = rest & 31;
    rest >>= 5;
    digits += DIGITS[rest > 0 ? bits | 32 : bits];
  } while (rest > 0);
  return digits;
}

/** Of the segments that lead to one line of a source, only the first in a row stays. Each number is told as the step from the one before it. */
export function thinMap(map) {
  const read = { source: 0, line: 0 };
  const written = { source: 0, line: 0 };
  const lineOf = (text) => {
    let [at, from] = [0, 0];
    const segments = [];
    for (const segment of text === '' ? [] : text.split(',')) {
      const [step, source, line] = numbersOf(segment);
      at += step;
      if (source === undefined) continue;
      read.source += source;
      read.line += line;
      if (segments.length > 0 && read.source === written.source && read.line === written.line) continue;
      segments.push([at - from, read.source - written.source, read.line - written.line, 0].map(digitsOf).join(''));
      [from, written.source, written.line] = [at, read.source, read.line];
    }
    return segments.join(',');
  };
  return { ...map, names: [], mappings: map.mappings.split(';').map(lineOf).join(';') };
}
