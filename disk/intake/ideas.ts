// Makes a spec of an idea. A copy of its text under `intake/ideas/<id>.md` says which text an id stands for: the same text
// again is known, another text of the same name becomes a spec of its own.
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { sha256Hex } from '../../core/contracts/digest.js';
import type { DocumentRef, WorkDocument } from '../../core/contracts/documents.js';
import { IDEA, ITEM_STATES } from '../../core/contracts/families.js';
import { RUNTIME_DIR, runtimePaths } from '../../core/contracts/paths.js';
import { checkFile, decodeText } from '../../core/documents/check.js';
import { documentFacts } from '../../core/documents/facts.js';
import { formerIdeaIds, ideaId, ideaIds, specOfIdea } from '../../core/documents/idea.js';
import { parseDocument } from '../../core/documents/parse.js';
import { renderDocument } from '../../core/documents/render.js';
import { removeFile } from '../files.js';
import type { Dirs } from '../dirs.js';
import { shownFile } from '../folder.js';
import { createOnly } from '../write.js';
import { textAt } from '../mirror/difference.js';
import { putText } from '../store/texts.js';
import { earlierSpec } from './earlier.js';
import { sentence, sentences } from './examine.js';

/** An idea as somebody gave it. */
export interface Idea {
  /** Name without `.md`: the id follows from it. */
  name: string;
  bytes: Uint8Array;
  /** File that it came from, for people; null when it came as text. */
  from: string | null;
  by: string;
  source: DocumentRef['source'];
}

export type TakenIdea =
  /** This very text is, or was, the spec `id`. */
  | { kind: 'known'; id: string }
  | { kind: 'refused'; reason: string }
  /** To be admitted; its text is stored. `fresh`: the copy was made just now. */
  | { kind: 'spec'; document: WorkDocument; text: string; ref: DocumentRef; fresh: boolean };

/** `taken`: ids that other specs have, though no file says so yet. A repeat gives the same spec, whatever came between. */
export async function takeIdea(dirs: Dirs, idea: Idea, taken: ReadonlySet<string>): Promise<TakenIdea> {
  const text = textOf(idea.bytes);
  if (typeof text !== 'string') return text;
  const former = knownFormerly(dirs, idea.name, text);
  if (former !== null) return { kind: 'known', id: former };
  for (const id of idsFor(idea.name, text).filter((one) => !taken.has(one))) {
    const standing = standingOf(dirs, id, text);
    if (standing === 'known') return { kind: 'known', id };
    if (standing === 'taken') continue;
    const fresh = await createOnly(shownFile(dirs, runtimePaths.idea(id)), text);
    // Somebody else was quicker, perhaps with another text.
    if (fresh || textAt(dirs, runtimePaths.idea(id)) === text) return specFrom(dirs, idea, id, text, fresh);
  }
  return noId(idea.name);
}

type Refused = Extract<TakenIdea, { kind: 'refused' }>;

/** As `takeIdea`, and nothing is changed. `instead`: id that another text has. */
export function lookAtIdea(
  dirs: Dirs,
  { name, bytes }: Pick<Idea, 'name' | 'bytes'>,
): Refused | { kind: 'known'; id: string } | { kind: 'free'; id: string; instead: string | null } {
  const text = textOf(bytes);
  if (typeof text !== 'string') return text;
  const former = knownFormerly(dirs, name, text);
  if (former !== null) return { kind: 'known', id: former };
  const ids = idsFor(name, text);
  const id = ids.find((one) => standingOf(dirs, one, text) !== 'taken');
  if (id === undefined) return noId(name);
  if (standingOf(dirs, id, text) === 'known') return { kind: 'known', id };
  return { kind: 'free', id, instead: id === ids[0] ? null : (ids[0] ?? null) };
}

function textOf(bytes: Uint8Array): string | Refused {
  const text = decodeText(bytes);
  if (typeof text !== 'string') return { kind: 'refused', reason: sentence(text) };
  return text.trim() === '' ? { kind: 'refused', reason: 'It is empty: write down what you want.' } : text;
}

const noId = (name: string): Refused => ({
  kind: 'refused',
  reason: `The id ${ideaId(name)} is taken: give the idea another name.`,
});

/** The first that no other text has is the idea's. */
const idsFor = (name: string, text: string): string[] => ideaIds(name, sha256Hex(text));

/** The id under which an earlier build took this very text in: its spec is not made twice. */
const knownFormerly = (dirs: Dirs, name: string, text: string): string | null =>
  formerIdeaIds(name, sha256Hex(text)).find((id) => standingOf(dirs, id, text) === 'known') ?? null;

/** What this id stands for, as the files say. */
function standingOf(dirs: Dirs, id: string, text: string): 'known' | 'taken' | 'free' {
  const spec = specText(dirs, id);
  const kept = textAt(dirs, runtimePaths.idea(id));
  if (spec !== null && (kept === text || (kept === null && bodyOf(spec) === bodyOf(specWith(text))))) return 'known';
  return kept !== text && (kept !== null || spec !== null) ? 'taken' : 'free';
}

/** The id turned out to be taken by another spec: the text gets another id with the next try. */
export const dropCopy = async (dirs: Dirs, id: string): Promise<void> =>
  removeFile(shownFile(dirs, runtimePaths.idea(id)));

/** Of the spec of this id, in whatever state it is; null when there is none. */
function specText(dirs: Dirs, id: string): string | null {
  const files = ITEM_STATES.map((state) => runtimePaths.document('spec', state, id));
  const file = files.find((one) => existsSync(shownFile(dirs, one)));
  return file === undefined ? null : (textAt(dirs, file) ?? '');
}

const NOBODY = { id: IDEA, createdAt: '2000-01-01T00:00:00.000Z', createdBy: IDEA, references: [IDEA], revises: null };

/** A spec with the text of this idea, for its body only. */
const specWith = (text: string): string => renderDocument(specOfIdea(text, IDEA, NOBODY));

function bodyOf(spec: string): string | null {
  const parsed = parseDocument('spec', spec);
  return parsed.ok ? parsed.document.body : null;
}

/** No text of this name was there before: another one would have this id, or the one of an earlier build. */
const isFirst = (name: string, id: string, text: string): boolean =>
  id === ideaId(name) && formerIdeaIds(name, sha256Hex(text)).length === 0;

async function specFrom(dirs: Dirs, idea: Idea, id: string, text: string, fresh: boolean): Promise<TakenIdea> {
  const copy = runtimePaths.idea(id);
  const document = specOfIdea(text, idea.name, {
    id,
    // Of the copy, so that a repeat after a crash gives the same spec.
    createdAt: statSync(shownFile(dirs, copy)).mtime.toISOString(),
    createdBy: idea.by,
    references: [`${RUNTIME_DIR}/${copy}`, ...(idea.from === null ? [] : [idea.from])],
    revises:
      idea.from === null || isFirst(idea.name, id, text)
        ? null
        : earlierSpec(dirs, idea.name, id, path.basename(idea.from)),
  });
  const rendered = renderDocument(document);
  const checked = checkFile('spec', id, Buffer.from(rendered));
  if (!checked.ok) {
    if (fresh) await dropCopy(dirs, id);
    return { kind: 'refused', reason: sentences(checked.problems) };
  }
  const ref = documentFacts(checked.document, await putText(dirs.state, rendered), idea.source);
  return { kind: 'spec', document: checked.document, text: rendered, ref, fresh };
}
