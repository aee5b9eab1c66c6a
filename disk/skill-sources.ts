// The skills that lie in the places which the configuration names: folders, and packages as `skills export` makes them. Nothing else is
// ever offered to a Librarian or taken from one.
import { realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { SKILL_PAGE, skillDigest, skillFaults, skillIdentity, skillText } from '../core/assets/skill.js';
import { packedTree } from './packed-tree.js';
import { type DigestedFile, digested } from './placed-skill.js';
import { type PlainFile, type PlainTree, plainTree } from './plain-tree.js';

export interface OfferedSkill {
  /** As the configuration names it. */
  source: string;
  id: string;
  description: string;
  files: DigestedFile[];
  /** Name of the whole. */
  sha256: string;
}

export interface Offers {
  /** In the order of the sources, and of the ids within each. */
  skills: OfferedSkill[];
  /** What cannot be taken, and why. */
  unread: { source: string; reason: string }[];
}

/** Of one source. */
const LIMITS = { files: 2000, bytes: 32 * 1024 * 1024, depth: 6 };

const PACKAGE = /\.(?:tar\.gz|tgz)$/;

/** `sources`: absolute, or relative to the workspace. A skill that is not sound, or not all of which can be read, is none. */
export function offeredSkills(workspace: string, sources: readonly string[]): Offers {
  const offers: Offers = { skills: [], unread: [] };
  for (const source of sources) {
    const tree = treeOf(workspace, source);
    if (typeof tree === 'string') offers.unread.push({ source, reason: tree });
    else takeSkills(offers, source, path.basename(source).replace(PACKAGE, ''), tree);
  }
  return offers;
}

/** Why a source offers nothing at all; null when it can be looked into. */
export function sourceFault(workspace: string, source: string): string | null {
  const place = path.resolve(workspace, source);
  const stat = statSync(place, { throwIfNoEntry: false });
  if (stat === undefined) return 'is not there';
  if (stat.isDirectory()) return null;
  return stat.isFile() && PACKAGE.test(source) ? null : 'is neither a folder nor a package (.tar.gz)';
}

/** Or why there is none. */
function treeOf(workspace: string, source: string): PlainTree | string {
  try {
    const fault = sourceFault(workspace, source);
    if (fault !== null) return `${fault}.`;
    const place = realpathSync(path.resolve(workspace, source));
    if (!PACKAGE.test(source)) return plainTree(place, '', LIMITS);
    return packedTree(place, LIMITS) ?? 'is no package that can be read.';
  } catch (error) {
    return `cannot be read (${error instanceof Error ? error.message : String(error)}).`;
  }
}

/** `name`: of the source itself, which may be one skill. */
function takeSkills(offers: Offers, source: string, name: string, tree: PlainTree): void {
  const pages = tree.files.filter((file) => path.basename(file.path) === SKILL_PAGE).map((file) => file.path);
  const folders = pages.map((page) => path.dirname(page)).sort();
  const outermost = folders.filter((folder) => !folders.some((other) => other !== folder && isBelow(folder, other)));
  for (const folder of outermost) {
    const files = tree.files.filter((file) => isBelow(file.path, folder)).map((file) => under(file, folder));
    const odd = tree.odd.find((one) => one.path === '.' || isBelow(one.path, folder));
    const taken = odd === undefined ? offerOf(source, folder === '.' ? name : path.basename(folder), files) : null;
    const offer = taken ?? [`${odd?.path ?? folder}: ${odd?.reason ?? ''}.`];
    const twin = 'id' in offer && offers.skills.some((one) => one.source === source && one.id === offer.id);
    if (!('id' in offer)) offers.unread.push({ source, reason: offer.join(' ') });
    else if (twin) offers.unread.push({ source, reason: `${folder}: there are two skills ${offer.id}.` });
    else offers.skills.push(offer);
  }
}

const isBelow = (file: string, folder: string): boolean => folder === '.' || file.startsWith(`${folder}/`);

const under = (file: PlainFile, folder: string): PlainFile =>
  folder === '.' ? file : { ...file, path: file.path.slice(folder.length + 1) };

/** Or what is wrong with it. */
function offerOf(source: string, folder: string, all: readonly PlainFile[]): OfferedSkill | string[] {
  const files = digested({ files: [...all] });
  const faults = skillFaults(folder, files, true);
  const page = skillText(files.find((file) => file.path === SKILL_PAGE)?.bytes ?? new Uint8Array());
  const identity = page === null ? '' : skillIdentity(page, folder);
  if (faults.length > 0 || typeof identity === 'string') return [`${folder}:`, ...faults.slice(0, 3)];
  return { source, ...identity, files, sha256: skillDigest(files) };
}
