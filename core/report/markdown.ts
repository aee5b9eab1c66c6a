// Text from elsewhere inside of a line of Markdown: it can begin no heading, list, quote or table, is no link, image or HTML, and ends no
// line. Whoever reads the file as text reads the same.
import { clip, inert } from '../inert.js';

/** What means something within a line, wherever it stands. */
const SIGNS = /[\\`*[\]<>|~&@{}$^]/g;
/** Between two letters it is part of a name, such as `work_item`. */
const EMPHASIS = /(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu;
/** What readers make a link of though nothing around it says so. */
const BARE_LINK = /\b(?:[a-z][a-z\d+.-]*(?=:\/\/)|mailto(?=:)|www(?=\.))/gi;

/** `most`: characters; of a longer text the beginning is told. Never at the beginning of a line: put it behind words of ours. */
export const inMarkdown = (text: string, most = 300): string =>
  inert(clip(text.replace(/\s+/g, ' ').trim(), most))
    .replace(SIGNS, String.raw`\$&`)
    .replace(EMPHASIS, String.raw`\$&`)
    .replace(BARE_LINK, '$&\\');

/** A command or a path that can be copied, in a code span that nothing in it ends. */
export function asCode(text: string): string {
  const shown = inert(text);
  const longest = Math.max(0, ...(shown.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = '`'.repeat(longest + 1);
  const room = shown.startsWith('`') || shown.endsWith('`') ? ' ' : '';
  return `${fence}${room}${shown}${room}${fence}`;
}
