// A skill as it is for a workspace now: its own, else the one that ships.
import { createHash } from 'node:crypto';
import { basename, join } from 'node:path';
import { SKILL_LIMITS, SKILL_PAGE, skillDigest } from '../core/assets/skill.js';
import { RUNTIME_DIR } from '../core/contracts/paths.js';
import { packageRoot } from './package-root.js';
import { type PlainFile, type PlainTree, plainTree } from './plain-tree.js';
import { skillFolders } from './skill-folders.js';

export interface DigestedFile extends PlainFile {
  sha256: string;
}

export interface PlacedSkill {
  origin: 'shipped' | 'workspace';
  /** Relative to `millrace-agents/`, or to the assets that ship. */
  path: string;
  files: DigestedFile[];
  /** Name of the whole. */
  sha256: string;
  /** sha256 of its page, as stages are given it. */
  page: string;
}

/** Hidden files are no part of it. Null when there is none. */
export function placedSkill(workspace: string, id: string): PlacedSkill | null {
  return (
    skillIn('workspace', join(workspace, RUNTIME_DIR), id) ?? skillIn('shipped', join(packageRoot(), 'assets'), id)
  );
}

const LIMITS = { files: 10 * SKILL_LIMITS.files, bytes: 16 * SKILL_LIMITS.bytes, depth: 8 };

function skillIn(origin: PlacedSkill['origin'], root: string, id: string): PlacedSkill | null {
  const path = skillFolders(root).find((one) => basename(one) === id);
  if (path === undefined) return null;
  const files = digested(plainTree(root, path, LIMITS)).filter((file) => !/(?:^|\/)\./.test(file.path));
  const page = files.find((file) => file.path === SKILL_PAGE)?.sha256 ?? '';
  return { origin, path, files, sha256: skillDigest(files), page };
}

export const digested = ({ files }: Pick<PlainTree, 'files'>): DigestedFile[] =>
  files.map((file) => ({ ...file, sha256: createHash('sha256').update(file.bytes).digest('hex') }));
