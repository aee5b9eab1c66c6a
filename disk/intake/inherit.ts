// A document of a stage belongs to the lineage of its item, and says so itself: the files must suffice to start again.
import type { WorkDocument } from '../../core/contracts/documents.js';
import { isRootless } from '../../core/contracts/ids.js';
import { familyFields } from '../../core/documents/fields.js';
import { renderDocument } from '../../core/documents/render.js';

const ROOT = 'Root-Spec-ID';

/** The document and its text with the root of the emitting lineage, unless it names one or is itself a root. */
export function withRoot(document: WorkDocument, text: string, root: string): { document: WorkDocument; text: string } {
  const hasField = familyFields(document.family)?.fields.some((field) => field.label === ROOT) ?? false;
  const own = document.fields[ROOT] !== undefined || isRootSpec(document);
  if (!hasField || own || isRootless(root)) return { document, text };
  const inherited = { ...document, fields: { ...document.fields, [ROOT]: root } };
  return { document: inherited, text: renderDocument(inherited) };
}

function isRootSpec({ family, fields }: WorkDocument): boolean {
  const source = fields['Source-Type'];
  const parent = fields['Parent-Spec-ID'] ?? 'none';
  return family === 'spec' && (source === 'idea' || source === 'manual') && parent === 'none';
}
