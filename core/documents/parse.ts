// From text to a work document, or to everything that is wrong with it at once.
import type { Problem, WorkDocument } from '../contracts/documents.js';
import { problem } from './codes.js';
import type { FamilyFields } from './fields.js';
import { DOCUMENT_FAMILIES, familyFields, RECON_PACKET } from './fields.js';
import { scanJson } from './json.js';
import type { RawDocument } from './raw.js';
import { scanMarkdown } from './scan.js';
import { validate } from './validate.js';

/** `notes` tell what was assumed; the document is good. */
export type Parsed =
  | { ok: true; document: WorkDocument; notes: Problem[] }
  /** By line; what has no line comes last. */
  | { ok: false; problems: Problem[] };

/**
 * Reads the Markdown form. Absent fields get their default, datetimes become UTC with milliseconds, and text that is
 * neither title nor field of the family goes to `body` as it is, line ends aside. `stem`, the name of the file without
 * `.md`, must equal the id where it is given.
 */
export const parseDocument = (family: string, text: string, stem?: string): Parsed =>
  parseWith(scanMarkdown, family, text, stem);

/** Reads the JSON form (`task_id`, `depends_on`, …); problems name the key in `field` and have no line. */
export const parseJsonDocument = (family: string, text: string): Parsed => parseWith(scanJson, family, text);

/** What Recon left, as a document of the family of its table. */
export const parseReconPacket = (text: string): Parsed => readAs(RECON_PACKET, scanMarkdown, text);

type Scanner = (table: FamilyFields, text: string) => RawDocument;

function parseWith(scan: Scanner, family: string, text: string, stem?: string): Parsed {
  const table = familyFields(family);
  return table === undefined ? { ok: false, problems: [unknownFamily(family)] } : readAs(table, scan, text, stem);
}

function readAs(table: FamilyFields, scan: Scanner, text: string, stem?: string): Parsed {
  const { document, problems, notes } = validate(table, scan(table, text), stem);
  return problems.length > 0 ? { ok: false, problems } : { ok: true, document, notes };
}

const unknownFamily = (family: string): Problem =>
  problem('MR2011', `There are no documents of family "${family}", only ${DOCUMENT_FAMILIES.join(', ')}.`);
