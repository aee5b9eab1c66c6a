// A piece of Markdown as plain text of one line: what only dresses it is taken off, and what is code stays as it is.

const CODE = /(`{1,3})(?!`)([^`]*)\1(?!`)/;
const IMAGE_OR_LINK = /!?\[([^[\]]{0,300})\]\([^()\s]{0,2000}(?:\s"[^"]{0,300}")?\)/g;
const ADDRESS = /<((?:https?|mailto):[^<>\s]{1,2000})>/g;
/** Emphasis holds no blank at its inner ends, and an escaped sign is none; a `_` within a word is no emphasis. */
const STARS = /(?<!\\)(\*{1,3}|~~)(?=\S)([^*~]{0,600}?[^\s\\])\1/g;
const UNDERSCORES = /(?<![\p{L}\p{N}_])(_{1,3})(?=\S)([^_]{0,600}?\S)\1(?![\p{L}\p{N}_])/gu;
const ESCAPED = /\\([\\`*_{}[\]()#+\-.!|<>~])/g;

export function unadorned(markdown: string): string {
  const parts = markdown.split(CODE);
  // Of each match there are three parts: the text before it, its ticks, what is between them.
  const plain = parts.map((part, at) => (at % 3 === 0 ? withoutMarks(part) : at % 3 === 1 ? '' : part));
  return plain.join('').replace(/\s+/g, ' ').trim();
}

const withoutMarks = (text: string): string =>
  text
    .replace(IMAGE_OR_LINK, '$1')
    .replace(ADDRESS, '$1')
    .replace(STARS, '$2')
    .replace(UNDERSCORES, '$2')
    .replace(ESCAPED, '$1');
