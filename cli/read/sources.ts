// What a plan is compiled from: the assets of the package, then those of the workspace, which replace them id by id.
import { existsSync, lstatSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RUNTIME_DIR, runtimePaths } from '../../core/contracts/paths.js';
import type { Sources } from '../../core/plan/compile.js';
import type { SourceFile } from '../../core/plan/read.js';

/** A source that cannot be read; the message says which and why. */
export class SourceError extends Error {
  override readonly name = 'SourceError';
}

/** One origin of sources. `shownAs`: how messages call its folder. */
interface Origin {
  folder: string;
  shownAs: string;
  /** Nothing outside of it is read. */
  limit: string;
}

const MAX_BYTES = 1024 * 1024;

/**
 * `workspace`: absolute path, or null for the shipped sources alone. `config`: absolute path of a file that takes the
 * place of `millrace.toml`; it must exist. Throws `SourceError`.
 */
export function readSources(workspace: string | null, config: string | null = null): Sources {
  const root = packageRoot();
  const origins: Origin[] = [{ folder: join(root, 'assets'), shownAs: 'assets', limit: root }];
  if (workspace !== null)
    origins.push({ folder: join(workspace, RUNTIME_DIR), shownAs: RUNTIME_DIR, limit: workspace });
  const all = (read: (origin: Origin) => SourceFile[]): SourceFile[] => origins.flatMap(read);
  return {
    modes: all((origin) => filesIn(origin, 'modes', '.toml')),
    graphs: all((origin) => filesIn(origin, 'graphs', '.toml')),
    stages: all((origin) => filesIn(origin, 'stages', '.md')),
    skills: all(skillsIn),
    families: all((origin) => filesIn(origin, 'families', '.toml')),
    artifacts: all((origin) => fileIfThere(origin, 'artifacts.toml')),
    config: readConfigFile(workspace, config),
  };
}

/** The folder that holds `assets/`: this file lies two below it, or three when it is built. */
export function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'assets', 'modes')) && folder !== dirname(folder)) folder = dirname(folder);
  return folder;
}

function readConfigFile(workspace: string | null, config: string | null): SourceFile {
  if (config !== null) return { path: config, text: readText(config, config) };
  const shownAs = `${RUNTIME_DIR}/${runtimePaths.config}`;
  if (workspace === null) return { path: shownAs, text: '' };
  const folder = join(workspace, RUNTIME_DIR);
  // A link to nowhere is an error and not an absent file.
  const there = lstatSync(join(folder, runtimePaths.config), { throwIfNoEntry: false }) !== undefined;
  return there
    ? readFile({ folder, shownAs: RUNTIME_DIR, limit: workspace }, runtimePaths.config)
    : { path: shownAs, text: '' };
}

const filesIn = (origin: Origin, kind: string, ending: string): SourceFile[] =>
  namesIn(origin, kind)
    .filter((name) => name.endsWith(ending) && !name.startsWith('.'))
    .map((name) => readFile(origin, `${kind}/${name}`));

const fileIfThere = (origin: Origin, name: string): SourceFile[] =>
  existsSync(join(origin.folder, name)) ? [readFile(origin, name)] : [];

const skillsIn = (origin: Origin): SourceFile[] =>
  namesIn(origin, 'skills')
    .map((name) => `skills/${name}/SKILL.md`)
    .filter((path) => existsSync(join(origin.folder, path)))
    .map((path) => readFile(origin, path));

function namesIn(origin: Origin, kind: string): string[] {
  const folder = join(origin.folder, kind);
  if (!existsSync(folder)) return [];
  inside(origin, folder, `${origin.shownAs}/${kind}`);
  return readdirSync(folder).sort();
}

function readFile(origin: Origin, path: string): SourceFile {
  const shownAs = `${origin.shownAs}/${path}`;
  const file = join(origin.folder, path);
  inside(origin, file, shownAs);
  return { path: shownAs, text: readText(file, shownAs) };
}

/** A link may lead to another file of the same origin, never out of it. */
function inside(origin: Origin, path: string, shownAs: string): void {
  const way = relative(realpathSync(origin.limit), realpathSync(path));
  if (way === '..' || way.startsWith(`..${sep}`)) {
    throw new SourceError(`${shownAs} is a link that leads out of ${origin.limit}. Put the file itself there.`);
  }
}

/** UTF-8 text of a regular file of bearable size. `shownAs`: how messages call it. Throws `SourceError`. */
export function readText(file: string, shownAs: string): string {
  try {
    if (!statSync(file).isFile()) throw new SourceError(`${shownAs} is not a file.`);
    if (statSync(file).size > MAX_BYTES) throw new SourceError(`${shownAs} is larger than ${MAX_BYTES} bytes.`);
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file));
  } catch (error) {
    if (error instanceof SourceError) throw error;
    throw new SourceError(`${shownAs} cannot be read: ${reasonOf(error)}.`, { cause: error });
  }
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const known: Record<string, string> = {
    ENOENT: 'there is no such file',
    EACCES: 'its permissions forbid it',
    ERR_ENCODING_INVALID_ENCODED_DATA: 'it is not UTF-8 text',
  };
  return known[code] ?? (error instanceof Error ? error.message : String(error));
}
