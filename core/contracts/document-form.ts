// Whether something is the reference of a document, and small enough for messages and for the state. Plain code: it runs in
// workflows, on whatever somebody sent.
import { isPlane } from './families.js';
import { isFamily, isFamilyId, isId } from './ids.js';
import { jsonBytes, LIMITS } from './limits.js';
import { hasForm, isCount, isDigest, isListOf, isRecord, isText, orAbsent, orNull } from '../form.js';
import { own } from '../own.js';

const TEXTS = { family: LIMITS.family, id: LIMITS.id, root: LIMITS.id } as const;
const WORDS = { createdAt: LIMITS.word, sha256: LIMITS.word, source: LIMITS.word } as const;

/** True for what has the fields of a reference, whatever their sizes. */
export const isDocumentRef = hasForm({
  ...{ family: isText, id: isText, root: isText, createdAt: isText, sha256: isText, source: isText },
  ...{ dependsOn: isListOf(isId), start: orAbsent(isText), title: orAbsent(isText) },
});

const document = {
  ...{ family: isFamily, id: isId, root: isId, createdAt: isText, sha256: isDigest, source: isText },
  ...{ dependsOn: isListOf(isId), start: orAbsent(isFamily) },
};

/** A document as an activation brings it: its id becomes a file name, its digest finds its text. */
export const isDocument = hasForm(document);

/** The same with how deep it lies. */
export const isEmitted = hasForm({ ...document, generation: isCount, stuck: orNull(isText) });

/** What of these references is too large, with its limit and its size; null when nothing is. All must have the form. */
export function sizeProblem(documents: readonly unknown[], bytes: number = LIMITS.batchBytes): string | null {
  for (const [index, value] of documents.entries()) {
    const problem = refProblem(asRecord(value));
    if (problem !== null) return `document ${index + 1}: ${problem}`;
  }
  const size = jsonBytes(documents);
  return size > bytes ? `the documents come to ${size} bytes, the limit is ${bytes}: send fewer at a time` : null;
}

function refProblem(ref: Record<string, unknown>): string | null {
  for (const [field, most] of Object.entries({ ...TEXTS, ...WORDS, start: LIMITS.family, title: LIMITS.title })) {
    const { length } = String(own(ref, field));
    if (length > most) return `${field} has ${length} characters, the limit is ${most}`;
  }
  const count = (ref['dependsOn'] as unknown[]).length;
  return count > LIMITS.listIds ? `dependsOn has ${count} ids, the limit is ${LIMITS.listIds}` : null;
}

/** Why these are no families of a workspace and their places in the order of claims; null when they are, or absent. */
export function homesProblem(homes: unknown): string | null {
  if (homes === undefined) return null;
  if (!isRecord(homes)) return 'homes must be a table';
  const all = Object.entries(homes);
  if (all.length > LIMITS.families) return `homes has ${all.length} families, the limit is ${LIMITS.families}`;
  const isWhole = all.every(([family, home]) => isFamilyId(family) && isHome(home));
  return isWhole ? null : 'homes must say plane and rank of every family';
}

const isHome = hasForm({
  plane: (value) => typeof value === 'string' && isPlane(value),
  rank: (value) => Number.isFinite(value),
});

const asRecord = (value: unknown): Record<string, unknown> => (isRecord(value) ? value : {});
