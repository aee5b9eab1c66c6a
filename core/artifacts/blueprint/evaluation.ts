// A judgement on a candidate: about the one that is on record, and a rejection says in one critique what would satisfy.
import type { WorkDocument } from '../../contracts/documents.js';
import { type BlueprintFault, faultsOf, strayLineage, unlike } from './faults.js';
import type { Critique, Evaluation } from './forms.js';
import type { Blueprints, Candidate, DraftRecord, Kept } from './record.js';

export interface EvaluationFacts {
  evaluation: Evaluation;
  /** Digest of its text. */
  sha256: string;
  /** Null where its text is lost. */
  draft: WorkDocument | null;
  /** The one that is judged; null where none is on record. */
  candidate: Candidate | null;
}

const PAIR = { subject: 'The evaluation', other: 'the draft' };

/** All that is wrong. `all`: the records of every root. */
export function evaluationFaults(facts: EvaluationFacts, all: readonly Blueprints[]): BlueprintFault[] {
  const { evaluation, draft, candidate, sha256 } = facts;
  const known = all
    .flatMap(({ drafts }) => drafts.flatMap(({ candidates }) => candidates))
    .flatMap((one) => one.evaluation ?? []);
  const about = { ...PAIR, other: 'the candidate that is on record' };
  return faultsOf('blueprint_evaluation_invalid', [
    ...(candidate === null
      ? ['No candidate of the draft is on record that could be judged.']
      : unlike(about, 'blueprint_id', evaluation.blueprint_id, candidate.id)),
    ...(draft === null ? [] : strayLineage(PAIR, evaluation, draft)),
    ...takenBy(known, 'evaluation_id', { id: evaluation.evaluation_id, sha256 }),
  ]);
}

export interface CritiqueFacts extends Pick<EvaluationFacts, 'evaluation' | 'draft' | 'candidate'> {
  critique: Critique;
  /** Digest of its text. */
  sha256: string;
}

export function critiqueFaults(facts: CritiqueFacts, all: readonly Blueprints[]): BlueprintFault[] {
  const { critique, evaluation, draft, candidate, sha256 } = facts;
  const by = { subject: 'The critique', other: 'the evaluation' };
  const known = all
    .flatMap(({ drafts }) => drafts.flatMap(({ candidates }) => candidates))
    .flatMap((one) => one.critique ?? []);
  const { revision } = candidate ?? critique;
  return faultsOf('blueprint_critique_invalid', [
    ...(evaluation.critique_id === null || evaluation.critique_id === undefined
      ? [`The evaluation names no critique_id, and a rejection has one: ${critique.critique_id}.`]
      : unlike(by, 'critique_id', critique.critique_id, evaluation.critique_id)),
    ...unlike(by, 'evaluation_id', critique.evaluation_id, evaluation.evaluation_id),
    ...unlike(by, 'blueprint_id', critique.blueprint_id, evaluation.blueprint_id),
    ...(critique.revision === revision
      ? []
      : [`The critique has revision ${critique.revision}, and the candidate ${revision}.`]),
    ...(draft === null ? [] : strayLineage({ ...by, other: 'the draft' }, critique, draft)),
    ...takenBy(known, 'critique_id', { id: critique.critique_id, sha256 }),
  ]);
}

const takenBy = (known: readonly Kept[], field: string, { id, sha256 }: Kept): string[] =>
  known.some((one) => one.id === id && one.sha256 !== sha256)
    ? [`The ${field} ${id} is taken by another one. Choose a new one.`]
    : [];

/** The candidate of which the evaluation says something: the one that is due, or the one that it decided already, in the same words. */
export function judgedCandidate(draft: DraftRecord | undefined, evaluation: Kept): Candidate | null {
  const again = draft?.candidates.find(
    (one) => one.evaluation?.id === evaluation.id && one.evaluation.sha256 === evaluation.sha256,
  );
  return again ?? draft?.candidates.findLast(({ state }) => state === 'candidate') ?? null;
}
