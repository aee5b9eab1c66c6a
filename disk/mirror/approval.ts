// Approvals as files: a question lies in `pending`, an answer in `resolved`. An answer is for good, so no order is needed:
// a question that comes after its answer is dropped.
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { approvalFile, approvalIn } from '../../core/contracts/approval-file.js';
import type { Approval } from '../../core/contracts/approvals.js';
import { isSafeId } from '../../core/contracts/ids.js';
import type { MirrorEntry } from '../../core/contracts/mirror.js';
import { runtimePaths } from '../../core/contracts/paths.js';
import { APPROVALS_KEPT } from '../../core/engine/workspace/scheduler-state.js';
import { jsonObject } from '../../core/json-lines.js';
import { removeFile } from '../files.js';
import type { Dirs } from '../dirs.js';
import { shownFile } from '../folder.js';
import { readIfThere } from '../read-if-there.js';
import { writeAtomic } from '../write.js';
import { unless } from '../errors.js';

export type ApprovalEntry = Extract<MirrorEntry, { kind: 'approval' }>;

export async function showApproval(dirs: Dirs, { workspace, value }: ApprovalEntry): Promise<void> {
  const [pending, resolved] = [runtimePaths.asked(value.id), runtimePaths.resolved(value.id)];
  const text = `${JSON.stringify(approvalFile(value, workspace), null, 2)}\n`;
  const isOpen = value.status === 'pending';
  if (isOpen && (await readIfThere(shownFile(dirs, resolved))) !== null) return;
  await writeAtomic(shownFile(dirs, isOpen ? pending : resolved), text);
  if (!isOpen) removeFile(shownFile(dirs, pending));
}

/** All that wait, and the last ones that were decided, oldest first; files that cannot be read are passed over. */
export async function readApprovals(dirs: Dirs): Promise<Approval[]> {
  const resolved = await approvalsIn(dirs, runtimePaths.resolved);
  const known = new Set(resolved.map(({ id }) => id));
  const pending = (await approvalsIn(dirs, runtimePaths.asked)).filter(({ id }) => !known.has(id));
  return [...resolved.slice(-APPROVALS_KEPT), ...pending];
}

async function approvalsIn(dirs: Dirs, pathOf: (id: string) => string): Promise<Approval[]> {
  const names = await readdir(path.dirname(shownFile(dirs, pathOf('_')))).catch(unless('ENOENT'));
  const ids = (names ?? []).flatMap((name) => (name.endsWith('.json') ? [name.slice(0, -5)] : [])).filter(isSafeId);
  const files = await Promise.all(ids.map((id) => readIfThere(shownFile(dirs, pathOf(id)))));
  const found = files.flatMap((text) => approvalIn(jsonObject(text ?? '')) ?? []);
  return found.sort((a, b) => (a.askedAt < b.askedAt ? -1 : 1));
}
