// Skill candidates as they lie there: what waits for an operator, and what one decided.
import { createHash } from 'node:crypto';
import { isSafeId } from '../core/contracts/ids.js';
import { RUNTIME_DIR, runtimePaths } from '../core/contracts/paths.js';
import { jsonObject } from '../core/json-lines.js';
import { candidateFiles } from '../core/learning/candidate-files.js';
import { readCandidate, type SkillCandidate } from '../core/learning/candidate.js';
import { plainTree } from '../disk/plain-tree.js';
import { namesIn, readPiece, shown } from './files.js';

export interface CandidateView {
  id: string;
  state: 'waiting' | 'promoted' | 'rejected';
  /** Its folder, relative to `millrace-agents/`. */
  path: string;
  /** Null: its record cannot be read. */
  record: SkillCandidate | null;
  /** sha256 of its record. */
  sha256: string;
  decision: DecisionView | null;
}

export interface DecisionView {
  by: string;
  /** ISO 8601. */
  at: string;
  reason: string | null;
}

export const DECISION = 'decision.json';

const PLACES = { waiting: 'candidate', promoted: 'promoted', rejected: 'rejected' } as const;

/** By id within each state; those that are still being filed have no record yet, and are left out. */
export const listCandidates = (
  workspace: string,
  states: readonly CandidateView['state'][] = ['waiting', 'promoted', 'rejected'],
): CandidateView[] =>
  states.flatMap((state) =>
    namesIn(shown(workspace, runtimePaths[PLACES[state]]('')))
      .filter(isSafeId)
      .flatMap((id) => viewOf(workspace, state, id)),
  );

function viewOf(workspace: string, state: CandidateView['state'], id: string): CandidateView[] {
  const path = runtimePaths[PLACES[state]](id);
  const text = readPiece(shown(workspace, `${path}/${candidateFiles.record}`), { first: MOST })?.text;
  if (text === undefined) return [];
  const record = readCandidate(text);
  return [
    {
      ...{ id, state, path, record: record?.candidate_id === id ? record : null },
      sha256: createHash('sha256').update(text).digest('hex'),
      decision: decisionOf(readPiece(shown(workspace, `${path}/${DECISION}`), { first: MOST })?.text),
    },
  ];
}

const MOST = 256 * 1024;

function decisionOf(text: string | undefined): DecisionView | null {
  const said = jsonObject(text);
  if (said === null) return null;
  const { by, at, reason } = said;
  return { by: String(by), at: String(at), reason: typeof reason === 'string' ? reason : null };
}

/** Every file of its folder, and what could not be read. */
export const candidateTree = (workspace: string, { path }: Pick<CandidateView, 'path'>) =>
  plainTree(workspace, `${RUNTIME_DIR}/${path}`, { files: 400, bytes: 16 * 1024 * 1024, depth: 8 });
