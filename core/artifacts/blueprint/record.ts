// What the runtime knows of the blueprints of one root: every manifest, candidate, evaluation and critique by digest, as it was when its
// stage ended. What lies in the work tree under the same names is for people.
import {
  fieldsOf,
  hasForm,
  isCount,
  isDigest,
  isListOf,
  isMoment,
  isText,
  oneOf,
  orAbsent,
  orNull,
} from '../../form.js';
import { isId } from '../../contracts/ids.js';

/** A document that a stage left, and what it says. */
export interface Kept {
  id: string;
  /** Of its text. */
  sha256: string;
}

export interface ManifestRecord extends Kept {
  /** `family/id` of the item that it cuts. */
  item: string;
  /** In the order of work. */
  drafts: string[];
}

/** `candidate`: nobody decided so far. `superseded`: another one took its place undecided. */
export const PACKET_STATES = ['candidate', 'approved', 'rejected', 'superseded'] as const;
export type PacketState = (typeof PACKET_STATES)[number];

export interface CritiqueRecord extends Kept {
  /** Both are there once a later blueprint of the draft was approved. */
  resolvedBy?: string;
  resolvedAt?: string;
}

export interface Candidate {
  id: string;
  revision: number;
  packet: string;
  markdown: string;
  state: PacketState;
  /** The last one. */
  evaluation?: Kept;
  critique?: CritiqueRecord;
}

/** An approved blueprint became a task. */
export interface Promotion {
  blueprint: string;
  task: string;
  /** Digest of its text. */
  sha256: string;
  at: string;
}

export interface DraftRecord {
  id: string;
  manifest: string | null;
  /** Oldest first. */
  candidates: Candidate[];
  promotion?: Promotion;
}

export interface Blueprints {
  schema: 1;
  root: string;
  manifests: ManifestRecord[];
  drafts: DraftRecord[];
}

type Of = { draft: string; blueprint: string };

/** What a stage adds to it; adding it twice is adding it once. */
export type BlueprintChange =
  | { kind: 'drafted'; manifest: ManifestRecord }
  | { kind: 'candidate'; draft: string; manifest: string | null; candidate: Omit<Candidate, 'state'> }
  | (Of & { kind: 'approved'; evaluation: Kept; promotion: Promotion })
  | (Of & { kind: 'rejected'; evaluation: Kept; critique: Kept })
  | (Of & { kind: 'undecided'; evaluation: Kept })
  | (Of & { kind: 'superseded' });

export const noBlueprints = (root: string): Blueprints => ({ schema: 1, root, manifests: [], drafts: [] });

export const draftOf = ({ drafts }: Blueprints, id: string): DraftRecord | undefined =>
  drafts.find((one) => one.id === id);

/** The one that is to be judged; null where there is none. */
export const currentCandidate = (draft: DraftRecord | undefined): Candidate | null =>
  draft?.candidates.findLast(({ state }) => state === 'candidate') ?? null;

/** Open ones, oldest first: those that a revision has to answer. */
export const openCritiques = (draft: DraftRecord | undefined): CritiqueRecord[] =>
  draft?.candidates.flatMap(({ critique }) =>
    critique === undefined || critique.resolvedBy !== undefined ? [] : [critique],
  ) ?? [];

/** The revisions that the next candidate may have: one of which nothing is decided may be made anew. */
export function nextRevisions(draft: DraftRecord | undefined): { least: number; next: number } {
  const all = draft?.candidates ?? [];
  const highest = (of: readonly Candidate[]): number => Math.max(0, ...of.map(({ revision }) => revision));
  return { least: highest(all.filter(({ state }) => state !== 'candidate')) + 1, next: highest(all) + 1 };
}

export function changed(record: Blueprints, change: BlueprintChange): Blueprints {
  if (change.kind === 'drafted') return withManifest(record, change.manifest);
  const before = draftOf(record, change.draft) ?? { id: change.draft, manifest: null, candidates: [] };
  const after = changedDraft(before, change);
  const others = record.drafts.filter(({ id }) => id !== after.id);
  return { ...record, drafts: [...others, after].sort((a, b) => (a.id < b.id ? -1 : 1)) };
}

const withManifest = (record: Blueprints, manifest: ManifestRecord): Blueprints => ({
  ...record,
  manifests: [...record.manifests.filter(({ id }) => id !== manifest.id), manifest],
});

function changedDraft(draft: DraftRecord, change: Exclude<BlueprintChange, { kind: 'drafted' }>): DraftRecord {
  switch (change.kind) {
    case 'candidate':
      return withCandidate({ ...draft, manifest: change.manifest ?? draft.manifest }, change.candidate);
    case 'approved': {
      const { blueprint, evaluation, promotion } = change;
      const decided = decide(draft, blueprint, { state: 'approved', evaluation });
      return { ...decided, candidates: decided.candidates.map((one) => resolved(one, promotion)), promotion };
    }
    case 'rejected':
      return decide(draft, change.blueprint, {
        state: 'rejected',
        evaluation: change.evaluation,
        critique: change.critique,
      });
    case 'undecided':
      return decide(draft, change.blueprint, { evaluation: change.evaluation });
    case 'superseded':
      return decide(draft, change.blueprint, { state: 'superseded' });
  }
}

/** What was not decided yet gives way to it. */
function withCandidate(draft: DraftRecord, fresh: Omit<Candidate, 'state'>): DraftRecord {
  if (draft.candidates.some(({ id }) => id === fresh.id)) return draft;
  const before = draft.candidates.map((one) =>
    one.state === 'candidate' ? { ...one, state: 'superseded' as const } : one,
  );
  return { ...draft, candidates: [...before, { ...fresh, state: 'candidate' }] };
}

const decide = (draft: DraftRecord, blueprint: string, said: Partial<Candidate>): DraftRecord => ({
  ...draft,
  candidates: draft.candidates.map((one) => (one.id === blueprint ? { ...one, ...said } : one)),
});

function resolved(one: Candidate, { blueprint, at }: Promotion): Candidate {
  const { critique } = one;
  if (critique === undefined || critique.resolvedBy !== undefined) return one;
  return { ...one, critique: { ...critique, resolvedBy: blueprint, resolvedAt: at } };
}

const kept = { id: isId, sha256: isDigest };
const isManifest = hasForm({ ...kept, item: isText, drafts: isListOf(isId) });
const isCritique = hasForm({ ...kept, resolvedBy: orAbsent(isId), resolvedAt: orAbsent(isMoment) });
const isCandidate = hasForm({
  ...{ id: isId, revision: isCount, packet: isDigest, markdown: isDigest, state: oneOf(...PACKET_STATES) },
  ...{ evaluation: orAbsent(hasForm(kept)), critique: orAbsent(isCritique) },
});
const isDraft = hasForm({
  ...{ id: isId, manifest: orNull(isId), candidates: isListOf(isCandidate) },
  promotion: orAbsent(hasForm({ blueprint: isId, task: isId, sha256: isDigest, at: isMoment })),
});

/** Whether what was read back is one of this root. */
export function isBlueprints(value: unknown, root: string): value is Blueprints {
  const { schema, root: of, manifests, drafts } = fieldsOf(value);
  return schema === 1 && of === root && isListOf(isManifest)(manifests) && isListOf(isDraft)(drafts);
}
