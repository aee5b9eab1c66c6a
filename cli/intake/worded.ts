// Words that were given in the place of a document become one, under an id that is free.
import type { WorkDocument } from '../../core/contracts/documents.js';
import { isLive, ITEM_STATES, type ItemState } from '../../core/contracts/families.js';
import { runtimePaths } from '../../core/contracts/paths.js';
import { ideaHead } from '../../core/documents/idea.js';
import { parseDocument } from '../../core/documents/parse.js';
import { renderDocument } from '../../core/documents/render.js';
import { NOT_STATED } from '../../core/documents/wanted.js';
import { canBeWorded, documentOfWords, idsFor, isWords } from '../../core/documents/worded.js';
import { readPiece, shown } from '../../read/files.js';
import type { Context } from '../context.js';
import { failed } from '../errors.js';
import type { Input } from './input.js';

export type Worded =
  | { kind: 'input'; input: Input; id: string }
  /** The same words are in the queue, at work or blocked: a repeat is no second task. */
  | { kind: 'known'; document: WorkDocument; state: ItemState };

/** Null when the input is no words, or words of a family that needs a whole document. */
export function wordedDocument(context: Context, workspace: string, family: string, input: Input): Worded | null {
  const words = Buffer.from(input.bytes).toString('utf8');
  if (!input.said || input.form === 'json' || !canBeWorded(family) || !isWords(family, words)) return null;
  if (words.trim() === '') throw failed('bad_file', 'The text is empty.', 'Say what you want, in quotes.');
  const { title } = ideaHead(words, family);
  for (const id of idsFor(family, title)) {
    const stamp = { id, createdAt: new Date().toISOString(), createdBy: context.issuer };
    const document = documentOfWords(family, words, stamp);
    if (document === null) return null;
    const there = knownAs(workspace, family, id);
    if (there === null) return { kind: 'input', id, input: { ...input, bytes: Buffer.from(renderDocument(document)) } };
    if (isLive(there.state) && saysTheSame(family, there.text, document))
      return { kind: 'known', document, state: there.state };
  }
  return null;
}

/** The first state in which the id is known; null when it is free. */
export function knownAs(workspace: string, family: string, id: string): { state: ItemState; text: string } | null {
  for (const state of ITEM_STATES) {
    const text = readPiece(shown(workspace, runtimePaths.document(family, state, id)))?.text;
    if (text !== undefined) return { state, text };
  }
  return null;
}

/** Whenever and by whomever it was said; a document with values of somebody's own is another one. */
function saysTheSame(family: string, text: string, said: WorkDocument): boolean {
  const parsed = parseDocument(family, text);
  const wanted = parseDocument(family, renderDocument(said));
  if (!parsed.ok || !wanted.ok) return false;
  const same = (one: WorkDocument): string => JSON.stringify([one.title, one.body, statedIn(one)]);
  return same(parsed.document) === same(wanted.document);
}

/** Lists that somebody filled in. */
const statedIn = ({ fields }: WorkDocument): unknown[] =>
  Object.values(fields).filter((value) => Array.isArray(value) && !value.every((item) => item.startsWith(NOT_STATED)));
