// A manifest and its drafts say the same: which drafts there are, in which order, of which source, and on what each of them relies.
import type { WorkDocument } from '../../contracts/documents.js';
import { BACKLOG } from '../../contracts/ids.js';
import { type BlueprintFault, faultsOf, fieldIn, listIn, strayLineage, unlike } from './faults.js';
import type { Manifest } from './forms.js';
import { itemName } from '../../requirements/record.js';
import type { Blueprints } from './record.js';

export interface ManifestFacts {
  manifest: Manifest;
  /** Digest of its text. */
  sha256: string;
  /** As they were left, in any order. */
  drafts: readonly WorkDocument[];
  source: { family: string; id: string; root: string };
}

/** All that is wrong. `all`: the records of every root of the workspace. */
export function manifestFaults(facts: ManifestFacts, all: readonly Blueprints[]): BlueprintFault[] {
  const { drafts } = facts;
  if (drafts.length === 0)
    return faultsOf('blueprint_drafts_missing', ['The outbox has no draft, and a manifest without drafts is no plan.']);
  return [
    ...faultsOf('blueprint_manifest_draft_mismatch', [
      ...aboutSource(facts),
      ...aboutIds(facts),
      ...drafts.flatMap((draft) => aboutDraft(facts, draft)),
    ]),
    ...faultsOf('blueprint_manifest_duplicate', taken(facts, all)),
  ];
}

function aboutSource({ manifest, source }: ManifestFacts): string[] {
  const pair = { subject: 'The manifest', other: 'the item that the stage worked on' };
  return [
    ...unlike(pair, 'source_work_item_kind', manifest.source_work_item_kind, source.family),
    ...unlike(pair, 'root_spec_id', manifest.root_spec_id, source.root === BACKLOG ? null : source.root),
    ...(source.family === 'spec' ? unlike(pair, 'source_spec_id', manifest.source_spec_id, source.id) : []),
  ];
}

function aboutIds({ manifest, drafts }: ManifestFacts): string[] {
  const { draft_ids: ids, draft_count: count } = manifest;
  const twice = ids.filter((one, at) => ids.indexOf(one) !== at);
  const lost = ids.filter((one) => !drafts.some(({ id }) => id === one));
  const strange = drafts.filter(({ id }) => !ids.includes(id)).map(({ id }) => id);
  return [
    ...(twice.length === 0 ? [] : [`draft_ids of the manifest names ${twice.join(', ')} twice.`]),
    ...(lost.length === 0 ? [] : [`The manifest names ${lost.join(', ')}, of which no valid draft was left.`]),
    ...(strange.length === 0 ? [] : [`The manifest does not name ${strange.join(', ')}, which was left.`]),
    ...(count === null || count === undefined || count === ids.length
      ? []
      : [`draft_count of the manifest is ${count}, and draft_ids has ${ids.length}.`]),
  ];
}

function aboutDraft({ manifest }: ManifestFacts, draft: WorkDocument): string[] {
  const { id } = draft;
  const at = manifest.draft_ids.indexOf(id);
  const pair = { subject: 'The manifest', other: `draft ${id}` };
  const index = fieldIn(draft, 'Draft-Index');
  const later = listIn(draft, 'Depends-On').filter((one) => manifest.draft_ids.indexOf(one) >= at && at >= 0);
  return [
    ...strayLineage(pair, manifest, draft),
    ...unlike(pair, 'source_spec_id', manifest.source_spec_id, fieldIn(draft, 'Source-Spec-ID')),
    ...(at < 0 || index === null || Number(index) === at + 1
      ? []
      : [`Draft ${id} has Draft-Index ${index}, and is number ${at + 1} of the manifest.`]),
    ...later.map((one) =>
      one === id ? `Draft ${id} depends on itself.` : `Draft ${id} depends on ${one}, which comes after it.`,
    ),
  ];
}

/** A manifest that is taken stays what it was; the same one again is the same. */
function taken({ manifest, sha256, source }: ManifestFacts, all: readonly Blueprints[]): string[] {
  const other = all.flatMap(({ manifests }) => manifests).find(({ id }) => id === manifest.manifest_id);
  if (other === undefined || (other.sha256 === sha256 && other.item === itemName(source))) return [];
  return [`The manifest_id ${manifest.manifest_id} is that of another manifest, of ${other.item}. Choose a new one.`];
}

/**
 * The drafts in the order of the manifest, each a claim later than the one before: claims go by time of creation. `manifest`: agrees with
 * them. `reference`: where people read the manifest.
 */
export function inOrder(
  { draft_ids: ids }: Manifest,
  drafts: readonly WorkDocument[],
  reference: string,
): WorkDocument[] {
  const sorted = ids.flatMap((id) => drafts.find((one) => one.id === id) ?? []);
  const times = sorted.map((one) => fieldIn(one, 'Created-At') ?? '');
  const isInOrder = times.every((time, at) => at === 0 || claimedBefore(sorted[at - 1], sorted[at]) || time === '');
  const first = Math.min(...times.map((time) => Date.parse(time)));
  return sorted.map((draft, at) => {
    const created = isInOrder ? {} : { 'Created-At': new Date(first + at).toISOString() };
    const references = [...new Set([reference, ...listIn(draft, 'References')])];
    return { ...draft, fields: { ...draft.fields, ...created, References: references } };
  });
}

function claimedBefore(a: WorkDocument | undefined, b: WorkDocument | undefined): boolean {
  if (a === undefined || b === undefined) return true;
  const [one, other] = [fieldIn(a, 'Created-At') ?? '', fieldIn(b, 'Created-At') ?? ''];
  return one === other ? a.id < b.id : one < other;
}
