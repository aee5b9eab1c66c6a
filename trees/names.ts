// A root's name as part of a branch and of a folder: what git refuses is written as `%XX`, and two ids that differ in nothing but the
// case of letters get names that differ in more, since some file systems take them for one.

const PLAIN = /[^A-Za-z0-9._-]/gu;
/** A dot that git refuses: at the beginning, at the end, before another one, or that of `.lock` at the end. */
const DOT = /^\.|\.(?=\.|$|lock$)/gi;
const LETTER = /[A-Za-z]/g;
/** Begins what says which letters are capitals; a root's own `+` is escaped. */
const CASES = '+';

/** Reversible, and never empty. Throws on an empty root. */
export function nameOfRoot(root: string): string {
  if (root === '') throw new Error('A tree belongs to a root: an empty text names none.');
  const capitals = capitalsOf(root);
  return root.replace(PLAIN, percent).replace(DOT, percent) + (capitals === 0n ? '' : CASES + capitals.toString(16));
}

/** What `nameOfRoot` made; of another text whatever comes of it. */
export const rootOfName = (name: string): string => decodeURIComponent(name.replace(/\+[0-9a-f]*$/, ''));

/** `prefix`: without a slash at its end. */
export const branchOf = (prefix: string, root: string): string => `${prefix}/${nameOfRoot(root)}`;

/** A bit for each letter, the first one the lowest. */
function capitalsOf(root: string): bigint {
  const letters = root.match(LETTER) ?? [];
  return letters.reduce((sum, letter, at) => (letter < 'a' ? sum | (1n << BigInt(at)) : sum), 0n);
}

const percent = (character: string): string =>
  [...Buffer.from(character, 'utf8')].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
