// A family that a workspace adds: one file that says where its items stand in the order of claims. Its folders and the
// fields of its documents follow from its id.
import { z } from 'zod';
import type { Home } from '../../contracts/families.js';
import { FAMILIES, IDEA } from '../../contracts/families.js';
import { isFamilyId } from '../../contracts/ids.js';
import type { Diagnostic } from '../diagnostics.js';
import { diagnostic } from '../diagnostics.js';
import type { SourceFile } from './read.js';
import { readToml } from './read.js';
import { canonicalId, planeName } from './stage-kind.js';

const schema = z.strictObject({
  id: canonicalId.refine(isFamilyId, 'must be at most 60 characters'),
  plane: planeName,
  /** Within the plane; the smaller is claimed first. Behind the families that ship by default. */
  rank: z.int().min(0).max(1000).default(100),
});

export interface AddedFamily extends Home {
  id: string;
  path: string;
}

export function readFamily(file: SourceFile, diagnostics: Diagnostic[]): AddedFamily | null {
  const data = readToml(schema, file.path, file.text, diagnostics);
  if (data === null) return null;
  if (Object.hasOwn(FAMILIES, data.id) || data.id === IDEA) {
    const message = `The family ${data.id} ships with millrace and cannot be replaced.`;
    diagnostics.push(diagnostic('MR1005', file.path, message, { field: 'id' }));
  }
  return { ...data, path: file.path };
}

/** Every family by its id: where it stands among the claims. */
export type Homes = Readonly<Record<string, Home>>;

export const allHomes = (added: ReadonlyMap<string, AddedFamily>): Homes => ({ ...addedHomes(added), ...FAMILIES });

export const addedHomes = (added: ReadonlyMap<string, AddedFamily>): Record<string, Home> =>
  Object.fromEntries([...added.values()].map(({ id, plane, rank }) => [id, { plane, rank }]));
