// The skills that stages of this workspace can have: shipped ones, and those of the workspace, which replace them.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { RUNTIME_DIR } from '../../core/contracts/paths.js';
import { misused, notFound } from '../errors.js';
import { packageRoot } from '../../disk/package-root.js';
import { readSources } from '../../read/sources.js';
import { readFront } from '../../core/assets/skill-front.js';

export interface SkillView {
  id: string;
  origin: 'shipped' | 'workspace';
  /** Whether it stands in place of a shipped one. */
  replaces: boolean;
  /** Empty when its front matter is faulty. */
  description: string;
  /** What is wrong with its front matter; null = nothing. */
  fault: string | null;
  /** Absolute path of its folder. */
  folder: string;
  /** Content of its SKILL.md. */
  text: string;
}

/** Sorted by id. `unread`: what is left out, and why. */
export function listSkills(workspace: string): { skills: SkillView[]; unread: string[] } {
  const { skills, unread = [] } = readSources(workspace);
  const found = new Map<string, SkillView>();
  for (const { path, text } of skills) {
    const view = viewOf(workspace, path.slice(0, -'/SKILL.md'.length), text);
    found.set(view.id, { ...view, replaces: found.has(view.id) });
  }
  const faults = unread.filter(({ file }) => file.startsWith(`${RUNTIME_DIR}/skills`));
  return {
    skills: [...found.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
    unread: faults.map(({ file, message }) => `${file}: ${message}`),
  };
}

function viewOf(workspace: string, path: string, text: string): SkillView {
  const id = path.split('/').at(-1) ?? '';
  const own = path.startsWith(`${RUNTIME_DIR}/`);
  const front = readFront(text);
  const mismatch = `Its front matter calls it ${typeof front === 'string' ? '' : front.name}, its folder ${id}.`;
  const fault = typeof front === 'string' ? front : front.name === id ? null : mismatch;
  const description = typeof front === 'string' ? '' : front.description;
  const origin = own ? 'workspace' : 'shipped';
  return { id, origin, replaces: false, description, fault, folder: join(own ? workspace : packageRoot(), path), text };
}

/** The skill of that id, or the one whose id begins with it. Exit 4 when there is none, exit 2 when it fits several. */
export function theSkill(skills: readonly SkillView[], given: string): SkillView {
  const exact = skills.filter(({ id }) => id === given);
  const fits = exact.length > 0 || given === '' ? exact : skills.filter(({ id }) => id.startsWith(given));
  const [one, ...others] = fits;
  if (one === undefined) throw notFound(`There is no skill ${given}.`, '`millrace skills ls` lists them.');
  if (others.length > 0) throw misused(`${given} fits ${fits.map(({ id }) => id).join(', ')}.`, 'Write more of it.');
  return one;
}

/** Paths of its files, relative to its folder, sorted. */
export function filesOf({ folder }: SkillView): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => !entry.isDirectory());
  return files.map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1)).sort();
}
