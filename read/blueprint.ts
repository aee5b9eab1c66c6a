// What is known of a draft: its blueprints, how each was judged, and the task that it became. From our record alone, by digest: what lies
// under `millrace-agents/blueprints/` anybody can change, and is only pointed at.
import { type BlueprintKind, issuesIn, readBlueprint } from '../core/artifacts/blueprint/forms.js';
import { type Candidate, draftOf, type DraftRecord, type PacketState } from '../core/artifacts/blueprint/record.js';
import { packetFolder } from '../core/artifacts/blueprint/shown.js';
import { DRAFT } from '../core/contracts/families.js';
import { runtimePaths } from '../core/contracts/paths.js';
import { readBlueprints } from '../disk/store/blueprints.js';
import { findText } from '../disk/store/texts.js';

export interface DraftView {
  /** Null where none is on record. */
  manifest: string | null;
  /** Oldest first. */
  revisions: RevisionView[];
  /** That it became; null = none so far. */
  task: string | null;
}

export interface RevisionView {
  blueprint: string;
  revision: number;
  state: PacketState;
  /** Its text for people, relative to `millrace-agents/`. */
  path: string;
  evaluation: EvaluationView | null;
  critique: CritiqueView | null;
}

export interface EvaluationView {
  id: string;
  path: string;
  /** Null where its text is lost. */
  decision: string | null;
  findings: string[];
}

export interface CritiqueView {
  id: string;
  path: string;
  /** Null where its text is lost. */
  reason: string | null;
  /** What would satisfy. */
  wants: string[];
  /** Blueprint whose approval closed it; null = it is open. */
  resolvedBy: string | null;
}

/** Null for an item of which no blueprint is known. `state`: our folder of the workspace, absolute. */
export async function draftView(state: string, root: string, id: string): Promise<DraftView | null> {
  const record = readBlueprints(state, root);
  const known = draftOf(record, id);
  const manifest = known?.manifest ?? record.manifests.find(({ drafts }) => drafts.includes(id))?.id ?? null;
  if (known === undefined) return manifest === null ? null : { manifest, revisions: [], task: null };
  const revisions = await Promise.all(known.candidates.map((one) => revisionView(state, one)));
  return { manifest, revisions, task: known.promotion?.task ?? null };
}

/** Where a draft of a root stands, without the texts. */
export interface DraftStand {
  id: string;
  revisions: number;
  state: PacketState | null;
  task: string | null;
}

export const draftStands = (state: string, root: string): DraftStand[] =>
  readBlueprints(state, root).drafts.map(standOf);

function standOf({ id, candidates, promotion }: DraftRecord): DraftStand {
  return { id, revisions: candidates.length, state: candidates.at(-1)?.state ?? null, task: promotion?.task ?? null };
}

/** The draft that became this task, and by which blueprint. */
export function draftBehind(state: string, root: string, task: string): { item: string; blueprint: string } | null {
  const found = readBlueprints(state, root).drafts.find(({ promotion }) => promotion?.task === task);
  return found?.promotion === undefined ? null : { item: `${DRAFT}/${found.id}`, blueprint: found.promotion.blueprint };
}

async function revisionView(root: string, one: Candidate): Promise<RevisionView> {
  const { id, revision, state, evaluation, critique } = one;
  const said = evaluation && (await paperIn(root, 'blueprint_evaluation', evaluation.sha256));
  const wanted = critique && (await paperIn(root, 'blueprint_critique', critique.sha256));
  return {
    ...{ blueprint: id, revision, state, path: runtimePaths.blueprintMarkdown(packetFolder(state), id) },
    evaluation: evaluation
      ? {
          ...{ id: evaluation.id, path: runtimePaths.blueprintEvaluation(evaluation.id) },
          ...{ decision: said?.decision ?? null, findings: said?.rubric_findings ?? [] },
        }
      : null,
    critique: critique
      ? {
          id: critique.id,
          path: runtimePaths.blueprintCritique(critique.resolvedBy === undefined ? 'open' : 'resolved', critique.id),
          ...{ reason: wanted?.blocking_reason ?? null, wants: wanted ? issuesIn(wanted) : [] },
          resolvedBy: critique.resolvedBy ?? null,
        }
      : null,
  };
}

/** Null where the text is lost. */
async function paperIn<K extends BlueprintKind>(state: string, kind: K, sha256: string) {
  const text = await findText(state, sha256);
  const read = text === null ? null : readBlueprint(kind, text);
  return read === null || 'problem' in read ? null : read;
}
