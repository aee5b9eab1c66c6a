// Titles, ids and reasons come from files and agents: what would steer a terminal is shown and not obeyed.

/** Controls, and the marks that turn the direction of text. */
// eslint-disable-next-line no-control-regex
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** One line of text in which every unsafe character is written as `\xNN` or `\uNNNN`. */
export const inert = (text: string): string => text.replace(UNSAFE, escaped);

/** The same, line breaks kept. */
export const inertLines = (text: string): string => text.split('\n').map(inert).join('\n');

/** JSON without such characters: what it says is the same. */
export const inertJson = (value: unknown): string =>
  JSON.stringify(value).replace(UNSAFE, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);

function escaped(character: string): string {
  const code = character.charCodeAt(0);
  const hex = code.toString(16);
  return code < 0x100 ? `\\x${hex.padStart(2, '0')}` : `\\u${hex.padStart(4, '0')}`;
}
