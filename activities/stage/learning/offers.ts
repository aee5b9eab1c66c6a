// What a Librarian is given to read: the skills that the configured sources offer, each with its digest, and the page of each.
import path from 'node:path';
import type { Paper } from '../../../agents/desk/earlier.js';
import { SKILL_PAGE, skillText } from '../../../core/assets/skill.js';
import { deskFolders, runArtifacts } from '../../../core/contracts/paths.js';
import type { StageRunRequest } from '../../../core/contracts/stage.js';
import type { Dirs } from '../../../disk/dirs.js';
import { type OfferedSkill, offeredSkills } from '../../../disk/skill-sources.js';
import { learningSettings } from '../../learning-settings.js';

/** Skills that are offered: more nobody reads. */
const MOST = 200;

/** Nothing for a stage that installs none. The list names the pages: a prompt does not. */
export async function offerPapers(dirs: Dirs, { effects = {} }: StageRunRequest): Promise<Paper[]> {
  if (!Object.values(effects).includes('skill_install')) return [];
  const { sources } = await learningSettings(dirs.state);
  const { skills, unread } = offeredSkills(dirs.workspace, sources);
  const offered = skills.slice(0, MOST).map((skill) => ({ skill, page: pageOf(skill, sources) }));
  const list = {
    kind: 'skill_sources',
    skills: offered.map(({ skill: { files, ...skill }, page }) => ({
      ...{ source: skill.source, id: skill.id, description: skill.description, sha256: skill.sha256 },
      page: path.join(deskFolders.earlier, page),
      files: files.map((file) => ({ path: file.path, bytes: file.bytes.length })),
    })),
    unread: [
      ...unread,
      ...(skills.length > MOST ? [{ source: '', reason: `${skills.length - MOST} more skills` }] : []),
    ],
  };
  const pages = offered.map(({ skill, page }) => ({ path: page, text: textOf(skill) }));
  return [...pages, { path: runArtifacts.skillSources, text: `${JSON.stringify(list, null, 2)}\n` }];
}

const PAGES = 'skill_sources';

export const isOfferedPage = (paper: string): boolean => paper.startsWith(`${PAGES}/`);

const pageOf = ({ id, source }: OfferedSkill, sources: readonly string[]): string =>
  path.join(PAGES, String(sources.indexOf(source) + 1), `${id}.md`);

const textOf = ({ files }: OfferedSkill): string =>
  skillText(files.find((file) => file.path === SKILL_PAGE)?.bytes ?? new Uint8Array()) ?? '';
