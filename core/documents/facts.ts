// The small form of a document that enters workflows: who it is, which lineage it belongs to, what it waits for.
import { LIMITS } from '../contracts/limits.js';
import type { DocumentRef, WorkDocument } from '../contracts/documents.js';
import { BACKLOG } from '../contracts/ids.js';
import { familyFields, PLACE } from './fields.js';
import { clip } from '../inert.js';
import { own } from '../own.js';

/** `doc` comes from parsing; `sha256` names its stored text. Throws on an unknown family. */
export function documentFacts(doc: WorkDocument, sha256: string, source: DocumentRef['source']): DocumentRef {
  const table = familyFields(doc.family);
  if (table === undefined) throw new Error(`unknown work-item family: ${doc.family}`);
  const dependsOn = doc.fields['Depends-On'];
  const root = rootOf(doc);
  return {
    family: doc.family,
    id: doc.id,
    root,
    createdAt: scalar(doc, PLACE) ?? scalar(doc, table.createdLabel) ?? '',
    dependsOn: Array.isArray(dependsOn) ? dependsOn : [],
    ...startOf(doc),
    ...(root === doc.id ? { title: clip(doc.title, LIMITS.name) } : {}),
    sha256,
    source,
  };
}

/** Lineage of a document: id of its root spec, else `backlog`. */
export const rootOf = (doc: Pick<WorkDocument, 'family' | 'id' | 'fields'>): string =>
  scalar(doc, 'Root-Spec-ID') ?? impliedRoot(doc) ?? BACKLOG;

function startOf(doc: Pick<WorkDocument, 'fields'>): Pick<DocumentRef, 'start'> {
  const start = scalar(doc, 'Target-Stage');
  return start === undefined ? {} : { start };
}

function impliedRoot(doc: Parameters<typeof rootOf>[0]): string | undefined {
  if (doc.family === 'task') return scalar(doc, 'Spec-ID');
  if (doc.family === 'incident') return scalar(doc, 'Source-Spec-ID');
  const isRoot = doc.family === 'spec' && ['idea', 'manual'].includes(scalar(doc, 'Source-Type') ?? '');
  return isRoot ? doc.id : undefined;
}

function scalar(doc: Pick<WorkDocument, 'fields'>, label: string): string | undefined {
  const value = own(doc.fields, label);
  return typeof value === 'string' ? value : undefined;
}
