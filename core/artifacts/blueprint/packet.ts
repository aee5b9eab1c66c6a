// A candidate: its packet is about the draft, of the revision that is due, answers the critiques that are open, and takes nobody's id.
import type { WorkDocument } from '../../contracts/documents.js';
import { type BlueprintFault, faultsOf, strayLineage } from './faults.js';
import type { Packet } from './forms.js';
import { type Blueprints, draftOf, nextRevisions, openCritiques } from './record.js';

export interface PacketFacts {
  packet: Packet;
  /** Digests of the packet and its Markdown. */
  digests: { packet: string; markdown: string };
  /** Null where its text is lost. */
  draft: WorkDocument | null;
  record: Blueprints;
}

/** All that is wrong; the same candidate again is right. `all`: the records of every root. */
export function packetFaults(facts: PacketFacts, all: readonly Blueprints[]): BlueprintFault[] {
  const { packet, digests, draft, record } = facts;
  const same = all.flatMap(({ root, drafts }) =>
    drafts.flatMap(({ id, candidates }) => candidates.map((one) => ({ ...one, root, draft: id }))),
  );
  const known = same.find(({ id }) => id === packet.blueprint_id);
  if (known?.packet === digests.packet && known.markdown === digests.markdown && known.draft === packet.draft_id)
    return [];
  const conflict =
    known === undefined
      ? []
      : [
          `The blueprint_id ${packet.blueprint_id} is that of another blueprint of draft ${known.draft}. Choose a new one.`,
        ];
  const pair = { subject: 'The packet', other: 'the draft' };
  return [
    ...faultsOf('blueprint_candidate_invalid', [
      ...(draft === null ? [] : strayLineage(pair, packet, draft)),
      ...aboutRevision(packet, record),
      ...unanswered(packet, record),
    ]),
    ...faultsOf('blueprint_candidate_duplicate_conflict', conflict),
  ];
}

function aboutRevision({ revision, draft_id: id }: Packet, record: Blueprints): string[] {
  const { least, next } = nextRevisions(draftOf(record, id));
  if (revision >= least && revision <= next) return [];
  return [`The packet has revision ${revision}, and ${next} is due.`];
}

function unanswered({ draft_id: id, references }: Packet, record: Blueprints): string[] {
  const lost = openCritiques(draftOf(record, id)).filter((one) => !references?.some((text) => text.includes(one.id)));
  return lost.map((one) => `Critique ${one.id} is open, and no item of the packet's references names it.`);
}
