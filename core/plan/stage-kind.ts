// A stage kind is one file: its contract in front matter, its instructions below.
import { z } from 'zod';
import { FAMILIES } from '../contracts/families.js';
import { CANONICAL_ID } from '../contracts/ids.js';
import type { Diagnostic } from './diagnostics.js';
import { diagnostic, didYouMean } from './diagnostics.js';
import type { SourceFile } from './read.js';
import { readToml, splitFrontMatter } from './read.js';

export const canonicalId = z.string().regex(CANONICAL_ID, 'must be lower-case letters, digits, and . _ - between them');
export const planeName = z.enum(['planning', 'execution', 'learning']);
export const resultClass = z.enum([
  'success',
  'no_op',
  'followup_needed',
  'recoverable_failure',
  'escalate_planning',
  'blocked',
]);
export const OUTCOME = /^[A-Z][A-Z0-9_]*$/;

const contract = z.strictObject({
  id: canonicalId,
  plane: planeName,
  role: z.enum(['work', 'repair', 'escalate', 'close']),
  families: z.array(canonicalId),
  skills: z.array(canonicalId).default([]),
  emits: z.array(canonicalId).default([]),
  outcomes: z.record(z.string().regex(OUTCOME, 'an outcome is upper-case'), resultClass),
});

export interface StageKind extends z.infer<typeof contract> {
  path: string;
  instructions: string;
}

export function readStageKind(file: SourceFile, diagnostics: Diagnostic[]): StageKind | null {
  const parts = splitFrontMatter(file, diagnostics);
  if (parts === null) return null;
  const data = readToml(contract, file.path, parts.toml, diagnostics, 2);
  if (parts.body === '') diagnostics.push(diagnostic('MR1004', file.path, 'The stage has no instructions.'));
  if (data === null) return null;
  const kind = { ...data, path: file.path, instructions: parts.body };
  checkOutcomes(kind, diagnostics);
  checkFamilies(kind, diagnostics);
  return kind;
}

function checkOutcomes({ id, path, outcomes }: StageKind, diagnostics: Diagnostic[]): void {
  if (Object.hasOwn(outcomes, 'BLOCKED')) return;
  const message = `The stage kind ${id} has no outcome BLOCKED, which is what a failed runner counts as.`;
  diagnostics.push(diagnostic('MR1028', path, message, { field: 'outcomes' }));
}

function checkFamilies(kind: StageKind, diagnostics: Diagnostic[]): void {
  for (const field of ['families', 'emits'] as const) {
    for (const family of kind[field].filter((one) => !Object.hasOwn(FAMILIES, one))) {
      const message = `There is no family ${family}.${didYouMean(family, Object.keys(FAMILIES))}`;
      diagnostics.push(diagnostic('MR1015', kind.path, message, { field }));
    }
  }
}
