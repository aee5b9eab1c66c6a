// What is wrong between the documents of a blueprint, each fault with the class that it is counted and told by.
import type { WorkDocument } from '../../contracts/documents.js';
import type { ContractFailureClass } from '../../contracts/failures.js';
import { BACKLOG } from '../../contracts/ids.js';
import { own } from '../../own.js';

export interface BlueprintFault {
  failureClass: ContractFailureClass;
  /** Whole sentences. */
  detail: string;
}

export const faultsOf = (failureClass: ContractFailureClass, details: readonly string[]): BlueprintFault[] =>
  details.map((detail) => ({ failureClass, detail }));

/** Items of a list of a document; empty where it has none. */
export function listIn({ fields }: Pick<WorkDocument, 'fields'>, label: string): string[] {
  const value = own(fields, label);
  return Array.isArray(value) ? value : [];
}

/** A field of a document; null where it has none. */
export function fieldIn({ fields }: Pick<WorkDocument, 'fields'>, label: string): string | null {
  const value = own(fields, label);
  return typeof value === 'string' && value !== '' ? value : null;
}

type Id = string | null | undefined;

/** Which document this is about, and which the other one is. */
export interface Pair {
  /** `The packet`. */
  subject: string;
  /** `the draft`. */
  other: string;
}

/** A sentence where both say something and it is not the same. */
export const unlike = ({ subject, other }: Pair, field: string, said: Id, wanted: Id): string[] =>
  said === null || said === undefined || wanted === null || wanted === undefined || said === wanted
    ? []
    : [`${subject} has ${field} ${said}, and ${other} ${wanted}.`];

interface Lineage {
  root_spec_id?: Id;
  root_idea_id?: Id;
  manifest_id?: Id;
}

/** Of one that names its lineage. A draft without a root or an idea contradicts nobody. */
export const strayLineage = (pair: Pair, said: Lineage, draft: Pick<WorkDocument, 'fields'>): string[] => [
  ...unlike(pair, 'root_spec_id', said.root_spec_id, rooted(fieldIn(draft, 'Root-Spec-ID'))),
  ...unlike(pair, 'root_idea_id', said.root_idea_id, fieldIn(draft, 'Root-Idea-ID')),
  ...unlike(pair, 'manifest_id', said.manifest_id, fieldIn(draft, 'Manifest-ID')),
];

const rooted = (root: string | null): string | null => (root === BACKLOG ? null : root);

/** What of `wanted` is not in `there`, whatever its spaces. */
export function lacking(wanted: readonly string[], there: readonly string[]): string[] {
  const known = new Set(there.map(plain));
  return wanted.filter((one) => !known.has(plain(one)));
}

const plain = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** The first few in quotes, and how many more. */
export function quoted(all: readonly string[]): string {
  const more = all.length - QUOTED;
  return [...all.slice(0, QUOTED).map((one) => JSON.stringify(one)), ...(more > 0 ? [`${more} more`] : [])].join(', ');
}

const QUOTED = 5;
