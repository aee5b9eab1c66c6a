import { escaped } from './escape.js';

/** A feed in XML, an entry for each title. Quotes are written out here as well: titles stand in attributes. */
export function feed(titles) {
  const entries = titles.map((title) => `<entry title="${escaped(title).replaceAll('"', '&quot;')}"/>`);
  return `<feed>\n${entries.join('\n')}\n</feed>\n`;
}
