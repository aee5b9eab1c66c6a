// Putting a skill into a workspace: all its files, and the line of the log, as one change.
import { createHash } from 'node:crypto';
import { join, relative } from 'node:path';
import { SKILL_PAGE } from '../../core/assets/skill.js';
import { RUNTIME_DIR, runtimePaths } from '../../core/contracts/paths.js';
import type { StoredFile } from '../../disk/store/change-set.js';
import { readPiece, shown } from '../../read/files.js';
import { filesOf, type SkillView } from './skills.js';

export interface Installed {
  id: string;
  /** Where it comes from: an absolute path, or a candidate. */
  from: string;
  /** By path relative to the skill's folder. */
  files: ReadonlyMap<string, { bytes: Buffer; executable: boolean }>;
}

/** Folder of the skill, relative to `millrace-agents/`. `present`: the one that it takes the place of. */
export const folderFor = (workspace: string, id: string, present: SkillView | undefined): string =>
  present?.origin === 'workspace' ? relative(join(workspace, RUNTIME_DIR), present.folder) : `skills/${id}`;

/** What the skill had before and has no more is removed in the same step. `line`: more for the log. */
export function installation(
  workspace: string,
  skill: Installed,
  present: SkillView | undefined,
  line: { operation: string; issuer: string },
): StoredFile[] {
  const folder = folderFor(workspace, skill.id, present);
  const old = present?.origin === 'workspace' ? filesOf(present).filter((path) => !skill.files.has(path)) : [];
  const removed = old.map((path) => ({ path: `${folder}/${path}`, content: null }));
  const written = [...skill.files].map(([path, { bytes, executable }]) => {
    return { path: `${folder}/${path}`, content: bytes, executable };
  });
  const said = { ...recordOf(skill, folder), ...line, replaced: present?.origin ?? null };
  return [...removed, ...written, logged(workspace, said)];
}

function recordOf({ id, from, files }: Installed, folder: string): object {
  const sha256 = createHash('sha256')
    .update(files.get(SKILL_PAGE)?.bytes ?? '')
    .digest('hex');
  const at = new Date().toISOString();
  return { at, skill_id: id, source: from, destination: folder, files: files.size, sha256 };
}

/** The log is part of the change: a skill is never there without its line. */
function logged(workspace: string, line: object): StoredFile {
  const before = readPiece(shown(workspace, runtimePaths.skillLog))?.text ?? '';
  const whole = before === '' || before.endsWith('\n') ? before : `${before}\n`;
  return { path: runtimePaths.skillLog, content: `${whole}${JSON.stringify(line)}\n` };
}
