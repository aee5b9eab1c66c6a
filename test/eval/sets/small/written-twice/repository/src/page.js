/** A page of HTML with a title and paragraphs. */
export function page(title, paragraphs) {
  const head = title.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').trim();
  const body = paragraphs
    .map((text) => `<p>${text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').trim()}</p>`)
    .join('\n');
  return `<h1>${head}</h1>\n${body}\n`;
}
