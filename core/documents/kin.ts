// Where a document belongs, by its fields alone: the root of its lineage, and the items that it came of.
import { own } from '../own.js';
import { rootOf } from './facts.js';
import { labelled, splitLines } from './lines.js';
import { structured } from './plain-text.js';

export interface Kin {
  /** Id of its root spec, or `backlog`. */
  root: string;
  /** Ids of items of any family. */
  parents: string[];
}

/** Of every family: what a field of this name holds came before the document. */
const PARENTS = ['Spec-ID', 'Parent-Spec-ID', 'Parent-Task-ID', 'Incident-ID', 'Source-ID'].concat(
  'Source-Spec-ID',
  'Source-Task-ID',
);

/** `text`: the document or its beginning. */
export function kinOf(family: string, id: string, text: string): Kin {
  const lines = structured(splitLines(text)).flatMap((line) => labelled(line) ?? []);
  // As the parser has it, the first one counts.
  const fields = Object.fromEntries(lines.reverse().map(({ label, value }) => [label, value]));
  const parents = PARENTS.flatMap((label) => own(fields, label) ?? []).filter((one) => one !== '' && one !== id);
  return { root: rootOf({ family, id, fields }), parents };
}

/** The items below one, nearest first: all of its lineage where it is a root, else what came of it, and of that. */
export function below<T extends Kin & { id: string }>(all: readonly T[], id: string): T[] {
  const children = new Map<string, T[]>();
  const add = (parent: string, one: T): unknown => children.get(parent)?.push(one) ?? children.set(parent, [one]);
  for (const one of all.filter((other) => other.id !== id))
    for (const parent of new Set([...one.parents, ...(one.root === id ? [id] : [])])) add(parent, one);
  const found = new Set<T>();
  const parents = [id];
  for (const parent of parents)
    for (const one of children.get(parent) ?? [])
      if (!found.has(one)) {
        found.add(one);
        parents.push(one.id);
      }
  return [...found];
}
