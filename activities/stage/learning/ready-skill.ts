// The one skill that a stage made ready on its desk, in `skill/<id>/`: all of it was kept and is sound, or it is none.
import { SKILL_PAGE, skillFaults, skillIdentity, skillText } from '../../../core/assets/skill.js';
import { inert } from '../../../core/inert.js';
import type { DigestedFile } from '../../../disk/placed-skill.js';
import type { Fault } from '../faults.js';
import type { LeftByStage } from '../left.js';

export interface ReadySkill {
  id: string;
  description: string;
  files: DigestedFile[];
}

const HOW = 'Leave one skill as `<folder>/<id>/SKILL.md`, with what it needs beside it';

/** `folder`: of the desk, in which the folder of the skill lies. */
export function readySkill(left: LeftByStage, folder: string): ReadySkill | Fault {
  const inside = (path: string): boolean => path.startsWith(`${folder}/`);
  const lost = left.kept.leftOut.filter(({ path }) => path === folder || inside(path));
  const found = left.kept.files.filter(({ path }) => inside(path));
  if (lost.length > 0) return invalid(lost.slice(0, 5).map(({ path, reason }) => `${inert(path)}: ${reason}.`));
  const paths = found.map(({ path }) => path.slice(folder.length + 1));
  const ids = [...new Set(paths.map((path) => path.split('/', 1)[0] ?? ''))];
  const [id = ''] = ids;
  if (found.length === 0)
    return { failureClass: 'artifact_missing', detail: `${folder}/ is not in the Run Directory. ${how(folder)}.` };
  if (ids.length > 1 || paths.includes(id))
    return invalid([`${folder}/ holds ${ids.slice(0, 5).map(inert).join(', ')}. ${how(folder)}.`]);
  const files = found.map((file, at) => ({
    path: (paths[at] ?? '').slice(id.length + 1),
    sha256: file.sha256,
    bytes: Buffer.from(left.bytes(file.path) ?? []),
    executable: file.executable === true,
  }));
  const faults = skillFaults(id, files, false);
  const page = files.find(({ path }) => path === SKILL_PAGE);
  const identity = skillIdentity(skillText(page?.bytes ?? Buffer.alloc(0)) ?? '', id);
  if (faults.length > 0 || typeof identity === 'string')
    return invalid([`${folder}/${inert(id)} is no skill:`, ...faults.slice(0, 10)]);
  return { ...identity, files };
}

const how = (folder: string): string => HOW.replace('<folder>', folder);

const invalid = (sentences: readonly string[]): Fault => ({
  failureClass: 'artifact_invalid',
  detail: sentences.join(' '),
});
