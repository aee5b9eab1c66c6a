// What documents, agents and providers said, as it stands in the Web UI, which reads summaries and cards as Markdown: neither a
// link, an image, a heading nor a table is made of it. The server refuses a long summary, and with it the whole workflow task.
import { clip, inert } from '../core/inert.js';

/** More than plain words: signs that Markdown or HTML reads, addresses, emphasis at the edge of a word. */
const MARKED = /[^\w .,:;/()-]|\/\/|www\.|(?<!\w)_|_(?!\w)/i;

/** One line of at most `most` characters; of which Markdown would make more, that is code. */
export function label(text: string, most = 200): string {
  const line = clip(inert(text), most);
  return MARKED.test(line) ? code(line) : line;
}

/** Nothing ends code but its mark, and nothing else ends a cell of a table. */
const code = (line: string): string => `\`${line.replaceAll('`', "'").replaceAll('|', '¦')}\``;

/** Bytes of a summary as JSON; the server takes 400 with what it adds. */
const SUMMARY_BYTES = 300;

/** `head` is ours, `text` is not. */
export function summaryOf(head: string, text: string): string {
  for (let most = 200; ; most = Math.floor(most / 2)) {
    const summary = `${head}${label(text, most)}`;
    if (bytesOf(JSON.stringify(summary)) <= SUMMARY_BYTES || most <= 1) return summary;
  }
}

function bytesOf(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  }
  return bytes;
}

const MOST_LINES = 10;

/** The first lines of a list of the card, and how many more there are. */
export const some = (lines: readonly string[]): string[] =>
  lines.length <= MOST_LINES
    ? [...lines]
    : [...lines.slice(0, MOST_LINES), `- … and ${lines.length - MOST_LINES} more; \`millrace status\` shows them`];
