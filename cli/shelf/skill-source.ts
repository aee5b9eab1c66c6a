// A skill that somebody wants to install: read whole and checked before anything is written.
import { type Dirent, lstatSync, readdirSync, readFileSync, realpathSync, statSync, type Stats } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { isOddName, SKILL_LIMITS, SKILL_PAGE, sizeFaults, skillIdentity } from '../../core/assets/skill.js';
import { clipped } from '../../core/contracts/limits.js';
import { codeOf } from '../../disk/errors.js';
import { CliError, failed, notFound } from '../errors.js';
import { EXIT } from '../exit.js';
import { lookThere } from '../look.js';

export interface SkillSource {
  id: string;
  /** Absolute path of what was given. */
  from: string;
  /** By path relative to the skill's folder. */
  files: Map<string, { bytes: Buffer; executable: boolean }>;
}

/** `given`: a folder with a SKILL.md, or a SKILL.md alone. Exit 1 with every fault, exit 4 when there is no such thing. */
export function readSkillSource(given: string, cwd: string): SkillSource {
  const from = resolve(cwd, given);
  const stat = lookThere(from);
  if (stat === undefined) throw noSuch(clipped(given, 300));
  const folder = stat.isDirectory();
  if (!folder && basename(from) !== SKILL_PAGE) throw noSkill(given);
  const root = realpathSync(folder ? from : dirname(from));
  const faults: string[] = [];
  if (!isThere(join(root, SKILL_PAGE))) throw noSkill(given);
  const paths = folder ? pathsBelow(root, faults) : [SKILL_PAGE];
  const files = contents(root, paths, faults);
  const id = idOf(files.get(SKILL_PAGE)?.bytes, folder ? basename(from) : null, faults);
  if (faults.length > 0) throw refused(given, faults);
  return { id, from, files };
}

function noSuch(given: string): CliError {
  const message = `There is no folder or file ${given}, and no catalogue in the network that skills are fetched from.`;
  return notFound(message, 'Fetch the skill yourself, then give its folder or its SKILL.md.');
}

const noSkill = (given: string): CliError =>
  failed('no_skill', `${given} is no skill: it is neither a folder with a SKILL.md nor a SKILL.md.`);

function refused(given: string, faults: readonly string[]): CliError {
  const said = { message: `${given} was not installed:`, below: faults.map((fault) => `  ${fault}`) };
  const problems = faults.map((fault) => ({ code: 'bad_skill', message: fault }));
  return new CliError({ exit: EXIT.failed, code: 'bad_skill', ...said, problems });
}

/** More entries are not looked through: a skill has few, and a disk has millions. */
const MOST_ENTRIES = 10_000;

/** Files and links, without what git keeps. A folder with too many is given up, with a fault. */
function pathsBelow(root: string, faults: string[]): string[] {
  const [paths, folders] = [[] as string[], ['']];
  let seen = 0;
  for (let folder = folders.shift(); folder !== undefined; folder = folders.shift()) {
    for (const entry of entriesIn(root, folder, faults)) {
      const inner = join(folder, entry.name);
      if (isOddName(entry.name)) faults.push(`${JSON.stringify(inner)} is no name for a file.`);
      (entry.isDirectory() ? folders : paths).push(inner);
      if ((seen += 1) <= MOST_ENTRIES) continue;
      faults.push(`It has more than ${MOST_ENTRIES} files and folders; at most ${SKILL_LIMITS.files} files are taken.`);
      return [];
    }
  }
  return paths.sort();
}

function entriesIn(root: string, folder: string, faults: string[]): Dirent[] {
  try {
    return readdirSync(join(root, folder), { withFileTypes: true }).filter(({ name }) => name !== '.git');
  } catch (error) {
    faults.push(`${folder} cannot be read (${codeOf(error) ?? String(error)}).`);
    return [];
  }
}

/** Also where it is a folder, or leads nowhere: what is wrong with it is said later. */
const isThere = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false }) !== undefined;

function contents(root: string, paths: readonly string[], faults: string[]): SkillSource['files'] {
  const stats = paths.map((path) => [path, statInside(root, path, faults)] as const);
  const sound = stats.flatMap(([path, stat]) => (stat === null ? [] : [[path, stat] as const]));
  const bytes = sound.reduce((sum, [, stat]) => sum + stat.size, 0);
  const sizes = sizeFaults(paths.length, bytes);
  faults.push(...sizes);
  if (sizes.length > 0) return new Map();
  return new Map(
    sound.map(([path, stat]) => {
      return [path, { bytes: readFileSync(join(root, path)), executable: (stat.mode & 0o100) !== 0 }];
    }),
  );
}

/** A link counts as what it leads to, as long as that is a file of the same skill. */
function statInside(root: string, path: string, faults: string[]): Stats | null {
  const stat = statSync(join(root, path), { throwIfNoEntry: false });
  const real = stat === undefined ? null : realpathSync(join(root, path));
  const isOutside = real !== null && relative(root, real).split('/')[0] === '..';
  if (stat?.isFile() && !isOutside) return stat;
  faults.push(`${path} ${isOutside ? 'is a link that leads out of the skill.' : 'is no regular file.'}`);
  return null;
}

/** `folder`: its name; null = a file was given alone. */
function idOf(bytes: Buffer | undefined, folder: string | null, faults: string[]): string {
  if (bytes === undefined) return '';
  const identity = skillIdentity(bytes.toString('utf8'), folder);
  if (typeof identity === 'object') return identity.id;
  faults.push(identity);
  return '';
}
