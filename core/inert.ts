// Titles, ids, reasons and file names come from documents and agents: what would steer a reader's screen, or be there unseen, is
// written out and not obeyed. Nothing of it is lost.

/** Controls, ends of lines and paragraphs, marks of direction, halves of characters, and what has no width. */
const UNSAFE = String.raw`[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}]`;

/** They choose how the sign before them is drawn: `⚠` with one is a coloured sign. Elsewhere they are unseen. */
const PRESENTATION = String.raw`(?<=\p{Extended_Pictographic})[\ufe0e\ufe0f]`;

/** Made when they are needed: what the engine looks up for them, if only where they are written, costs a short command more than its work. */
let made: { unsafe: RegExp; keptOrUnsafe: RegExp } | null = null;
const patterns = (): NonNullable<typeof made> =>
  (made ??= { unsafe: new RegExp(UNSAFE, 'gu'), keptOrUnsafe: new RegExp(`(${PRESENTATION})|${UNSAFE}`, 'gu') });

/** Nearly all that is said: nothing in it is unsafe, and nothing chooses how another sign is drawn. */
const PLAIN = /^[\x20-\x7e\xa1-\xac\xae-\xff\u2010-\u2015\u2026\u2190-\u2193]*$/;

/** One line of text in which every unsafe character is written as `\xNN`, `\uNNNN` or `\u{NNNNN}`. A second time changes nothing. */
export const inert = (text: string): string =>
  PLAIN.test(text) ? text : text.replace(patterns().keptOrUnsafe, (one, sign?: string) => sign ?? escaped(one));

/** JSON without such characters: what it says is the same. */
export const inertJson = (value: unknown): string => escapeJson(JSON.stringify(value));

/** The same for a value that is JSON on one line already. */
export const escapeJson = (json: string): string =>
  PLAIN.test(json) ? json : json.replace(patterns().unsafe, inUnits);

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16);
  if (code < 0x100) return `\\x${hex.padStart(2, '0')}`;
  return code < 0x10000 ? `\\u${hex.padStart(4, '0')}` : `\\u{${hex}}`;
}

/** JSON knows units of 16 bits alone. */
const inUnits = (character: string): string =>
  Array.from(
    { length: character.length },
    (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`,
  ).join('');

/** At most `limit` characters, none of them halved, the end marked when something was cut. */
export function clip(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const characters = [...text.slice(0, 2 * limit)];
  return characters.length <= limit && text.length <= 2 * limit ? text : `${characters.slice(0, limit - 1).join('')}…`;
}

/** The same, cut in the middle: an error begins with its reason, and a path ends with what it is about. */
export function clipMiddle(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const quarter = Math.floor(limit / 4);
  return clip(text.slice(0, -quarter), limit - quarter) + [...text.slice(-2 * quarter)].slice(-quarter).join('');
}
