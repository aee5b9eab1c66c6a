// A stage kind is one file: its contract in front matter, its instructions below.
import { z } from 'zod';
import { CANONICAL_ID } from '../../contracts/ids.js';
import { CAPABILITIES, EFFECTS } from '../../contracts/registered.js';
import { isOnEveryObject, own } from '../../own.js';
import type { Diagnostic, DiagnosticCode } from '../diagnostics.js';
import { diagnostic, didYouMean } from '../diagnostics.js';
import type { SourceFile } from './read.js';
import { readToml, splitFrontMatter } from './read.js';

/** An id of that form; not a name that tables of other programs have by themselves. */
export const idLike = (form: RegExp, what: string) =>
  z
    .string()
    .regex(form, what)
    .refine((id) => !isOnEveryObject(id), {
      error: ({ input }) => `${String(input)} is a name that every object of JavaScript has: choose another one`,
    });

export const canonicalId = idLike(CANONICAL_ID, 'must be lower-case letters, digits, and . _ - between them');
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
const outcomeName = z.string().regex(OUTCOME, 'an outcome is upper-case');

/** Every outcome that is not of class `blocked`. */
const ANY = 'any';
const byOutcome = z
  .record(
    z.string().regex(/^(?:any|[A-Z][A-Z0-9_]*)$/, 'must be an outcome, or `any` for all that are not blocked'),
    z.array(canonicalId),
  )
  .default({});

const contract = z.strictObject({
  id: canonicalId,
  plane: planeName,
  role: z.enum(['work', 'merge', 'repair', 'escalate', 'close']),
  families: z.array(canonicalId),
  skills: z.array(canonicalId).default([]),
  emits: z.array(canonicalId).default([]),
  /** Ids of artifacts that it may leave. */
  artifacts: z.array(canonicalId).default([]),
  capabilities: z.array(canonicalId).default([]),
  outcomes: z.record(outcomeName, resultClass),
  effects: z.record(outcomeName, canonicalId).default({}),
  /** Artifacts without which an outcome does not stand, and those whose absence is noted. */
  required: byOutcome,
  expected: byOutcome,
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
  checkNames(kind, diagnostics);
  return kind;
}

/** The artifacts that an outcome asks for in this way. */
export function namedFor(
  kind: Pick<StageKind, 'outcomes' | 'required' | 'expected'>,
  way: Way,
  outcome: string,
): string[] {
  const any = own(kind.outcomes, outcome) === 'blocked' ? [] : (own(kind[way], ANY) ?? []);
  return [...new Set([...any, ...(own(kind[way], outcome) ?? [])])];
}

export const WAYS = ['required', 'expected'] as const;
export type Way = (typeof WAYS)[number];

function checkOutcomes(kind: StageKind, diagnostics: Diagnostic[]): void {
  const { id, path, outcomes, effects } = kind;
  if (!Object.hasOwn(outcomes, 'BLOCKED')) {
    const message = `The stage kind ${id} has no outcome BLOCKED, which is what a failed runner counts as.`;
    diagnostics.push(diagnostic('MR1028', path, message, { field: 'outcomes' }));
  }
  const legal = Object.keys(outcomes);
  for (const outcome of Object.keys(effects).filter((one) => !legal.includes(one))) {
    const message = `There is an effect for ${outcome}, which is no outcome of ${id}.${didYouMean(outcome, legal)}`;
    diagnostics.push(diagnostic('MR1039', path, message, { field: `effects.${outcome}` }));
  }
  for (const way of WAYS) {
    for (const outcome of Object.keys(kind[way]).filter((one) => one !== ANY && !legal.includes(one))) {
      const message = `Artifacts are ${way} for ${outcome}, which is no outcome of ${id}.${didYouMean(outcome, legal)}`;
      diagnostics.push(diagnostic('MR1043', path, message, { field: `${way}.${outcome}` }));
    }
  }
}

/** Names with code behind them; those of skills, artifacts and families are looked up in the library. */
function checkNames(kind: StageKind, diagnostics: Diagnostic[]): void {
  const check = (
    code: DiagnosticCode,
    field: string,
    names: string[],
    known: readonly string[],
    what: string,
  ): void => {
    for (const name of names.filter((one) => !known.includes(one))) {
      const message = `There is no ${what} ${name}.${didYouMean(name, known)} Known: ${known.join(', ')}.`;
      diagnostics.push(diagnostic(code, kind.path, message, { field }));
    }
  };
  check('MR1032', 'capabilities', kind.capabilities, CAPABILITIES, 'capability');
  check('MR1032', 'effects', Object.values(kind.effects), Object.keys(EFFECTS), 'effect');
}
