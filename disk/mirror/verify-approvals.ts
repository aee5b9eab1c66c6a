// Approvals: a file for each that the state knows, where its status says, and no other question.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { approvalFile } from '../../core/contracts/approval-file.js';
import { canonicalJson } from '../../core/contracts/digest.js';
import type { MirrorEntry } from '../../core/contracts/mirror.js';
import { runtimePaths } from '../../core/contracts/paths.js';
import { jsonObject } from '../../core/json-lines.js';
import type { Dirs } from '../dirs.js';
import { shownFile } from '../folder.js';
import { unless } from '../errors.js';
import type { ApprovalEntry } from './approval.js';
import { type Difference, NOTHING, textAt } from './difference.js';

export function approvalDifferences(dirs: Dirs, entries: readonly MirrorEntry[]): Difference[] {
  const known = entries.filter((entry): entry is ApprovalEntry => entry.kind === 'approval');
  const open = new Set(known.flatMap(({ value }) => (value.status === 'pending' ? [`${value.id}.json`] : [])));
  const over = pendingNames(dirs).filter((name) => !open.has(name));
  return [
    ...known.flatMap((entry) => wrongFile(dirs, entry)),
    ...over.map((name) => {
      const file = runtimePaths.asked(name.slice(0, -5));
      return { path: file, expected: `${NOTHING}: nothing waits for it`, found: 'an approval' };
    }),
  ];
}

function wrongFile(dirs: Dirs, { workspace, value }: ApprovalEntry): Difference[] {
  const file = value.status === 'pending' ? runtimePaths.asked(value.id) : runtimePaths.resolved(value.id);
  const text = textAt(dirs, file);
  const found = jsonObject(text ?? '');
  if (found !== null && canonicalJson(found) === canonicalJson(approvalFile(value, workspace))) return [];
  return [
    { path: file, expected: `${value.id}, which is ${value.status}`, found: text === null ? NOTHING : 'another text' },
  ];
}

function pendingNames(dirs: Dirs): string[] {
  try {
    return readdirSync(path.dirname(shownFile(dirs, runtimePaths.asked('_')))).filter((name) => name.endsWith('.json'));
  } catch (error) {
    unless('ENOENT')(error);
    return [];
  }
}
