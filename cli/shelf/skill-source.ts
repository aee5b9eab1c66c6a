// A skill that somebody wants to install: read whole and checked before anything is written.
import { readdirSync, readFileSync, realpathSync, statSync, type Stats } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { CANONICAL_ID } from '../../core/contracts/ids.js';
import { CliError, failed, notFound } from '../errors.js';
import { EXIT } from '../exit.js';
import { readFront } from './front.js';

export interface SkillSource {
  id: string;
  /** Absolute path of what was given. */
  from: string;
  /** By path relative to the skill's folder. */
  files: Map<string, { bytes: Buffer; executable: boolean }>;
}

const MAX_BYTES = 1024 * 1024;
const MAX_FILES = 100;
const MAX_NAME = 64;

/** `given`: a folder with a SKILL.md, or a SKILL.md alone. Exit 1 with every fault, exit 4 when there is no such thing. */
export function readSkillSource(given: string, cwd: string): SkillSource {
  const from = resolve(cwd, given);
  const stat = statSync(from, { throwIfNoEntry: false });
  if (stat === undefined) throw noSuch(given);
  const folder = stat.isDirectory();
  if (!folder && basename(from) !== 'SKILL.md') throw noSkill(given);
  const root = realpathSync(folder ? from : dirname(from));
  const faults: string[] = [];
  const paths = folder ? pathsBelow(root, '', faults) : ['SKILL.md'];
  if (!paths.includes('SKILL.md') && faults.length === 0) throw noSkill(given);
  const files = contents(root, paths, faults);
  const id = idOf(files.get('SKILL.md')?.bytes, folder ? basename(from) : null, faults);
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

/** Files and links, without what git keeps. */
function pathsBelow(root: string, path: string, faults: string[]): string[] {
  const entries = readdirSync(join(root, path), { withFileTypes: true }).filter(({ name }) => name !== '.git');
  return entries.flatMap((entry) => {
    const inner = join(path, entry.name);
    // eslint-disable-next-line no-control-regex
    if (/[\u0000-\u001f\u007f\\]/.test(entry.name)) faults.push(`${JSON.stringify(inner)} is no name for a file.`);
    return entry.isDirectory() ? pathsBelow(root, inner, faults) : [inner];
  });
}

function contents(root: string, paths: readonly string[], faults: string[]): SkillSource['files'] {
  const stats = paths.map((path) => [path, statInside(root, path, faults)] as const);
  const sound = stats.flatMap(([path, stat]) => (stat === null ? [] : [[path, stat] as const]));
  const bytes = sound.reduce((sum, [, stat]) => sum + stat.size, 0);
  if (paths.length > MAX_FILES) faults.push(`It has ${paths.length} files; at most ${MAX_FILES} are taken.`);
  if (bytes > MAX_BYTES) faults.push(`It has ${bytes} bytes; at most ${MAX_BYTES} are taken.`);
  if (paths.length > MAX_FILES || bytes > MAX_BYTES) return new Map();
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
  const front = readFront(bytes.toString('utf8'));
  if (typeof front === 'string') {
    faults.push(`SKILL.md: ${front}`);
    return '';
  }
  const { name } = front;
  if (!CANONICAL_ID.test(name) || name.length > MAX_NAME)
    faults.push(
      `SKILL.md: the name ${JSON.stringify(name)} is no id: small letters and digits, with - . _ between them.`,
    );
  else if (folder !== null && folder !== name)
    faults.push(`SKILL.md calls the skill ${name}, and its folder is ${folder}: give both the same name.`);
  return name;
}
