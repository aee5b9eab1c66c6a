// The record as people find it in files: which there are after a change, and which are no longer there.
import { jsonObject } from '../../json-lines.js';
import { runtimePaths } from '../../contracts/paths.js';
import {
  type BlueprintChange,
  type Blueprints,
  type Candidate,
  type DraftRecord,
  draftOf,
  type PacketState,
} from './record.js';

export interface ShownFile {
  /** Relative to `millrace-agents/`. */
  path: string;
  /** Digest of the stored text that it is made of; null = none. */
  of: string | null;
  make(text: string): string;
}

export interface Shown {
  files: ShownFile[];
  gone: string[];
}

const FOLDERS: Readonly<Record<PacketState, string>> = {
  candidate: 'candidates',
  approved: 'approved',
  rejected: 'rejected',
  superseded: 'superseded',
};

/** Below `blueprints/packets/`. */
export const packetFolder = (state: PacketState): string => FOLDERS[state];

/** `record`: with the change in it. A file that moves is there twice for a moment, and never not at all. */
export function shownAfter(record: Blueprints, change: BlueprintChange): Shown {
  if (change.kind === 'drafted') {
    const { id, sha256 } = change.manifest;
    return { files: [plain(runtimePaths.blueprintManifest(id), sha256)], gone: [] };
  }
  const draft = draftOf(record, change.draft);
  return draft === undefined
    ? { files: [], gone: [] }
    : joined([...draft.candidates.map(candidateFiles), promotionFiles(draft)]);
}

const plain = (path: string, of: string): ShownFile => ({ path, of, make: (text) => text });

function candidateFiles({ id, state, packet, markdown, evaluation, critique }: Candidate): Shown {
  const [here, ...others] = [state, ...Object.keys(FOLDERS).filter((one) => one !== state)].map(
    (one) => FOLDERS[one as PacketState],
  );
  const files = [
    plain(runtimePaths.blueprintPacket(here ?? '', id), packet),
    plain(runtimePaths.blueprintMarkdown(here ?? '', id), markdown),
    ...(evaluation === undefined ? [] : [plain(runtimePaths.blueprintEvaluation(evaluation.id), evaluation.sha256)]),
  ];
  const gone = others.flatMap((one) => [
    runtimePaths.blueprintPacket(one, id),
    runtimePaths.blueprintMarkdown(one, id),
  ]);
  return critique === undefined ? { files, gone } : joined([{ files, gone }, critiqueFiles(critique)]);
}

function critiqueFiles({ id, sha256, resolvedBy, resolvedAt }: NonNullable<Candidate['critique']>): Shown {
  const open = runtimePaths.blueprintCritique('open', id);
  if (resolvedBy === undefined) return { files: [plain(open, sha256)], gone: [] };
  const more = { resolved_by_blueprint_id: resolvedBy, resolved_at: resolvedAt };
  const make = (text: string): string => json({ ...jsonObject(text), ...more });
  return { files: [{ path: runtimePaths.blueprintCritique('resolved', id), of: sha256, make }], gone: [open] };
}

function promotionFiles({ id, manifest, promotion, candidates }: DraftRecord): Shown {
  const approved = candidates.find((one) => one.id === promotion?.blueprint);
  if (promotion === undefined || approved === undefined) return { files: [], gone: [] };
  const { blueprint, task, sha256, at } = promotion;
  const evaluation = approved.evaluation?.id ?? null;
  const said = {
    ...{ schema_version: '1.0', kind: 'blueprint_promotion', promotion_id: `${blueprint}-promotion` },
    ...{ blueprint_id: blueprint, evaluation_id: evaluation, draft_id: id, manifest_id: manifest },
    ...{ generated_task_id: task, generated_task_sha256: sha256, markdown_sha256: approved.markdown },
    approved_blueprint_path: runtimePaths.blueprintPacket(FOLDERS.approved, blueprint),
    evaluation_path: evaluation === null ? null : runtimePaths.blueprintEvaluation(evaluation),
    ...{ promoted_at: at, promoted_by: 'runtime' },
  };
  return { files: [{ path: runtimePaths.blueprintPromotion(blueprint), of: null, make: () => json(said) }], gone: [] };
}

const json = (value: object): string => `${JSON.stringify(value, null, 2)}\n`;

const joined = (all: readonly Shown[]): Shown => ({
  files: all.flatMap(({ files }) => files),
  gone: all.flatMap(({ gone }) => gone),
});
