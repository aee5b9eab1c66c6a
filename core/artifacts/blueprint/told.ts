// The record of one draft in the words of a prompt: which revision is due, which critique is open, which tasks the drafts before became.
import type { WorkDocument } from '../../contracts/documents.js';
import { inert } from '../../inert.js';
import { listIn } from './faults.js';
import { type Blueprints, currentCandidate, draftOf, nextRevisions, openCritiques } from './record.js';

/** Name of the part of a prompt. */
export const BLUEPRINT_RECORD = 'Blueprint Record';
export const NEXT_REVISION = 'Next Revision';
export const OPEN_CRITIQUE = 'Open Critique';

/** `folder`: where the texts lie on the desk. */
export function recordPart(record: Blueprints, id: string, draft: WorkDocument | null, folder: string): string {
  const known = draftOf(record, id);
  const manifest = record.manifests.find(({ drafts }) => drafts.includes(id));
  const candidate = currentCandidate(known);
  const tasks = (draft === null ? [] : listIn(draft, 'Depends-On')).flatMap((one) => {
    const task = draftOf(record, one)?.promotion?.task;
    return task === undefined ? [] : [`${one} became task ${task}`];
  });
  const lines: [string, string | null][] = [
    ['Manifest', manifest?.id ?? null],
    ['Candidate', candidate === null ? null : `${candidate.id}, revision ${candidate.revision}`],
    [NEXT_REVISION, String(nextRevisions(known).next)],
    ...openCritiques(known).map((one): [string, string] => [OPEN_CRITIQUE, one.id]),
    ['Needed Drafts', tasks.length === 0 ? null : tasks.join(', ')],
  ];
  return [
    `${BLUEPRINT_RECORD}: what the runtime has of this draft, and compares with; the texts lie in ${folder}/.`,
    '',
    ...lines.flatMap(([label, value]) => (value === null ? [] : [`- ${label}: ${inert(value)}`])),
  ].join('\n');
}
