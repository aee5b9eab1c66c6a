/** A feed in XML, an entry for each title. Quotes are written out here as well: titles stand in attributes. */
export function feed(titles) {
  const entries = titles.map((title) => {
    const text = title.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
    return `<entry title="${text}"/>`;
  });
  return `<feed>\n${entries.join('\n')}\n</feed>\n`;
}
