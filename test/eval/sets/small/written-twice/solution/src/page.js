import { escaped } from './escape.js';

/** A page of HTML with a title and paragraphs. */
export function page(title, paragraphs) {
  const body = paragraphs.map((text) => `<p>${escaped(text).trim()}</p>`).join('\n');
  return `<h1>${escaped(title).trim()}</h1>\n${body}\n`;
}
