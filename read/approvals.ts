// Approvals, from their files.
import { approvalIn } from '../core/contracts/approval-file.js';
import type { Approval } from '../core/contracts/approvals.js';
import { runtimePaths } from '../core/contracts/paths.js';
import { jsonObject } from '../core/json-lines.js';
import { namesIn, readPiece, shown } from './files.js';
import { readWorkspaceId } from './identity.js';

/** What a person is asked now, oldest first; files that cannot be read are passed over. */
export function listAsked(workspace: string): Approval[] {
  const asked = approvalsIn(workspace, runtimePaths.asked);
  // The answer is written before the question is removed.
  return asked.filter(({ id }) => readPiece(shown(workspace, runtimePaths.resolved(id))) === null);
}

/** What was decided, oldest first. */
export const listDecided = (workspace: string): Approval[] => approvalsIn(workspace, runtimePaths.resolved);

function approvalsIn(workspace: string, pathOf: (id: string) => string): Approval[] {
  const names = namesIn(folderOf(workspace, pathOf)).filter((name) => name.endsWith('.json') && !name.startsWith('.'));
  if (names.length === 0) return [];
  const id = readWorkspaceId(workspace);
  const files = names.map((name) => jsonObject(readPiece(shown(workspace, pathOf(name.slice(0, -5))))?.text ?? ''));
  const all = files.filter((file) => isOf(id, file)).flatMap((file) => approvalIn(file) ?? []);
  return all.sort((a, b) => (a.askedAt < b.askedAt ? -1 : 1));
}

/** A copy that became a workspace of its own has files of the other one's questions, which nobody here can answer. */
const isOf = (id: string | null, file: Record<string, unknown> | null): boolean =>
  id === null || typeof file?.['workspace_id'] !== 'string' || file['workspace_id'] === id;

const folderOf = (workspace: string, pathOf: (id: string) => string): string =>
  shown(workspace, pathOf('_').replace(/\/[^/]*$/, ''));
