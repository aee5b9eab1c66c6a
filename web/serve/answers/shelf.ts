// The skills of a workspace with how often agents had them, and what learning made.
import { candidateCommands, skillsShown } from '../../../cli/door.js';
import { type CandidateView, listCandidates } from '../../../read/candidates.js';
import type { Shelf } from '../../contract.js';
import type { Question } from './question.js';

/** How long it may take to count before what was counted so far is shown. */
const PATIENCE_MS = 1500;

export async function shelfAnswer({ dir, place: { watched } }: Question): Promise<Shelf> {
  const runs = await watched.runs();
  const unread = await watched.facts.fill(runs, PATIENCE_MS);
  const uses = new Map<string, number>();
  for (const { runId } of runs)
    for (const id of watched.facts.of(runId)?.skills ?? []) uses.set(id, (uses.get(id) ?? 0) + 1);
  return {
    skills: skillsShown(dir).map((skill) => ({ ...skill, uses: uses.get(skill.id) ?? 0 })),
    ...{ candidates: listCandidates(dir).map(viewOf), unread },
  };
}

const viewOf = ({ id, state, record }: CandidateView): Shelf['candidates'][number] => ({
  ...{ id, state, skill: record?.skill_id ?? null, createdAt: record?.created_at ?? null },
  commands: state === 'waiting' ? candidateCommands(id) : [],
});
