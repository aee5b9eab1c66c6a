// Names of sentences, requirements and criteria as people write lists of them: `R1, R3`, `S2-S4`, `R1 and R2`.

export type Letter = 'S' | 'R' | 'C';

/** A range names no more than these: a larger one is a slip. */
const LONGEST_RANGE = 200;

/** Each once, in the order of the text. */
export function idsIn(text: string, letter: Letter): string[] {
  const range = new RegExp(
    `(?<![\\p{L}\\p{N}_-])${letter}(\\d{1,4})(?:\\s*(?:-|–|—|\\.\\.|to)\\s*${letter}?(\\d{1,4}))?(?![\\p{L}\\p{N}_])`,
    'giu',
  );
  const found = [...text.matchAll(range)].flatMap(([, first, last]) => between(Number(first), Number(last ?? first)));
  return [...new Set(found.map((number) => letter + String(number)))];
}

const between = (first: number, last: number): number[] =>
  last < first || last - first >= LONGEST_RANGE
    ? [first, last]
    : Array.from({ length: last - first + 1 }, (_, at) => first + at);

/** `S1-S3, S7`: a row of them is written as its ends. */
export function shortly(ids: readonly string[]): string {
  const rows: [string, string][] = [];
  for (const id of ids) {
    const row = rows.at(-1);
    if (row !== undefined && numberOf(id) === numberOf(row[1]) + 1 && id[0] === row[1][0]) row[1] = id;
    else rows.push([id, id]);
  }
  return rows.map(rowText).join(', ');
}

function rowText([first, last]: [string, string]): string {
  if (first === last) return first;
  return numberOf(last) === numberOf(first) + 1 ? `${first}, ${last}` : `${first}-${last}`;
}

export const numberOf = (id: string): number => Number(id.slice(1));
