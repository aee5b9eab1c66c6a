// Where an item stands among those of its family: by when its document was created, then by its id; or in the place that a person gave
// it, which is written like one: a moment, a space, and a name to stand under.

/** What is compared. `createdAt`: of a document, or the place that it names. */
export const placeKey = (createdAt: string, id: string): string =>
  createdAt.includes(' ') ? createdAt : `${createdAt} ${id}`;

/** A place behind the one and before the other, of which null is none. Both are keys, and the first is the smaller one. */
export function placeBetween(before: string | null, after: string | null): string {
  const [moment = '', name = ''] = before === null ? [momentOf(after ?? ''), ''] : halves(before);
  const end = after !== null && momentOf(after) === moment ? halves(after)[1] : null;
  return `${moment} ${nameBetween(name, end)}`;
}

const halves = (key: string): [string, string] => {
  const at = key.indexOf(' ');
  return [key.slice(0, at), key.slice(at + 1)];
};
const momentOf = (key: string): string => halves(key)[0];

/** Printable ASCII. A name does not end in the smallest one, so that there is always room before it. */
const [LEAST, MOST] = [0x20, 0x7f];

function nameBetween(low: string, high: string | null): string {
  let name = '';
  for (let at = 0, end = high; ; at += 1) {
    const from = codeAt(low, at, LEAST);
    const to = end === null ? MOST : codeAt(end, at, LEAST);
    if (to - from > 1) return name + String.fromCharCode((from + to) >> 1);
    name += String.fromCharCode(from);
    if (from < to) end = null;
  }
}

const codeAt = (text: string, at: number, otherwise: number): number =>
  at < text.length ? text.charCodeAt(at) : otherwise;
