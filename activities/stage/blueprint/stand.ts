// What the effects of a blueprint are given: what the stage left, read by its form, and what the runtime itself has on record.
import { type BlueprintKind, readBlueprint } from '../../../core/artifacts/blueprint/forms.js';
import { type Blueprints, type DraftRecord, draftOf } from '../../../core/artifacts/blueprint/record.js';
import { sha256Hex } from '../../../core/contracts/digest.js';
import type { WorkDocument } from '../../../core/contracts/documents.js';
import { DRAFT } from '../../../core/contracts/families.js';
import type { StageRunRequest } from '../../../core/contracts/stage.js';
import { parseDocument } from '../../../core/documents/parse.js';
import { own } from '../../../core/own.js';
import type { Dirs } from '../../../disk/dirs.js';
import { findDocumentText } from '../../../disk/mirror/document-text.js';
import { allBlueprints, readBlueprints } from '../../../disk/store/blueprints.js';
import type { LeftByStage } from '../left.js';

export interface Stand {
  /** The document of the item; null where it is no draft, or its text is lost. */
  draft: WorkDocument | null;
  known: DraftRecord | undefined;
  record: Blueprints;
  /** Of every root. */
  all: Blueprints[];
}

export async function standOf(dirs: Dirs, { item }: StageRunRequest): Promise<Stand> {
  const record = readBlueprints(dirs.state, item.root);
  const text = item.family === DRAFT ? await findDocumentText(dirs, item) : null;
  const parsed = text === null ? null : parseDocument(DRAFT, text);
  return {
    draft: parsed?.ok === true ? parsed.document : null,
    known: draftOf(record, item.id),
    record,
    all: allBlueprints(dirs.state),
  };
}

/** The text of an artifact under the first of its names that is there; null where none is. */
export function textOf({ leaves = {} }: StageRunRequest, artifact: string, left: LeftByStage): string | null {
  const names = own(leaves, artifact)?.files ?? [`${artifact}.json`];
  const there = names.find((name) => left.bytes(name) !== null);
  return there === undefined ? null : left.text(there);
}

type Read<K extends BlueprintKind> = Exclude<ReturnType<typeof readBlueprint<K>>, { problem: string }>;

export interface LeftArtifact<K extends BlueprintKind> {
  value: Read<K>;
  text: string;
  sha256: string;
}

/** Null where it is missing or of another form, which the contract of the stage tells. */
export function readLeft<K extends BlueprintKind>(
  request: StageRunRequest,
  kind: K,
  left: LeftByStage,
): LeftArtifact<K> | null {
  const text = textOf(request, kind, left);
  const value = text === null ? null : readBlueprint(kind, text);
  if (text === null || value === null || 'problem' in value) return null;
  return { value: value as Read<K>, text, sha256: sha256Hex(text) };
}
