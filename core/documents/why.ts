// Why a piece of work is done, in the words of its document: one paragraph of plain text, for whoever reads the history later.
import { clip } from '../inert.js';
import { blocksIn } from './blocks.js';
import { splitLines } from './lines.js';
import { parseDocument } from './parse.js';

/** Headings under which people say it. */
const SAYS_WHY = /^(?:why|objectives?|purpose|motivation|rationale|background|context|goals?)\b/i;

/** Characters that are looked through, and that are given. */
const READ = 64 * 1024;
const MOST = 600;

/** On one line; empty where the document cannot be read, or says nothing besides its title. */
export function whyOf(family: string, text: string): string {
  const parsed = parseDocument(family, text);
  if (!parsed.ok) return '';
  const { title, fields, body } = parsed.document;
  const blocks = blocksIn(splitLines(body.slice(0, READ)));
  const at = blocks.findIndex(({ kind, text: words }) => kind === 'heading' && SAYS_WHY.test(words));
  const below = at === -1 ? undefined : blocks[at + 1];
  const summary = typeof fields['Summary'] === 'string' ? fields['Summary'] : '';
  const first = blocks.find(({ kind }) => kind === 'paragraph')?.text ?? '';
  const said = below?.kind === 'paragraph' || below?.kind === 'item' ? below.text : '';
  const why = [said, summary, first].find((one) => one.trim() !== '' && one.trim() !== title) ?? '';
  return clip(why.replace(/\s+/g, ' ').trim(), MOST);
}
