// What a plan is compiled from: the assets of the package, then those of the workspace, which replace them id by id.
import { lstatSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, join, relative, sep } from 'node:path';
import { RUNTIME_DIR, runtimePaths } from '../core/contracts/paths.js';
import type { Sources } from '../core/plan/compile.js';
import type { Diagnostic, DiagnosticCode } from '../core/plan/diagnostics.js';
import { diagnostic } from '../core/plan/diagnostics.js';
import type { SourceFile } from '../core/plan/sources/read.js';
import { packageRoot } from '../disk/package-root.js';
import { skillFolders } from '../disk/skill-folders.js';
import { sourceFault } from '../disk/skill-sources.js';
import { own } from '../core/own.js';
import { KnownError } from '../core/told-error.js';

/** A source that cannot be read; the message says which and why. */
export class SourceError extends KnownError {
  constructor(
    message: string,
    /** What a compiler says of it. */
    readonly diagnostic: DiagnosticCode = 'MR1071',
  ) {
    super('bad_source', message);
  }
}

/** One origin of sources. `shownAs`: how messages call its folder. */
interface Origin {
  folder: string;
  shownAs: string;
  /** Nothing outside of it is read. */
  limit: string;
  /** What is left out, and why. */
  unread: Diagnostic[];
}

const MAX_BYTES = 1024 * 1024;

/**
 * `workspace`: absolute path, or null for the shipped sources alone. What of it cannot be read is left out and told in
 * `unread`. `config`: absolute path of a file that takes the place of `millrace.toml`, or that file as it was read; throws
 * `SourceError` when it cannot be read. `copy`: folder that is read in place of the workspace's own.
 */
export function readSources(
  workspace: string | null,
  config: string | SourceFile | null = null,
  copy: string | null = null,
): Sources {
  const root = packageRoot();
  const unread: Diagnostic[] = [];
  const origins: Origin[] = [{ folder: join(root, 'assets'), shownAs: 'assets', limit: root, unread }];
  if (workspace !== null) {
    const folder = copy ?? join(workspace, RUNTIME_DIR);
    origins.push({ folder, shownAs: RUNTIME_DIR, limit: copy ?? workspace, unread });
  }
  const all = (read: (origin: Origin) => SourceFile[]): SourceFile[] => origins.flatMap(read);
  return {
    modes: all((origin) => filesIn(origin, 'modes', '.toml')),
    graphs: all((origin) => filesIn(origin, 'graphs', '.toml')),
    stages: all((origin) => filesIn(origin, 'stages', '.md')),
    skills: all(skillsIn),
    families: all((origin) => filesIn(origin, 'families', '.toml')),
    artifacts: all((origin) => fileIfThere(origin, 'artifacts.toml')),
    config: configIn(workspace === null ? null : (origins.at(-1) ?? null), config),
    ...(workspace === null ? {} : { skillSourceFault: (source) => sourceFault(workspace, source) }),
    unread,
  };
}

/**
 * `millrace.toml` alone, or what takes its place; see `readSources`. An absent file is an empty text. Throws `SourceError`
 * when it cannot be read.
 */
export function readConfigFile(workspace: string | null, config: string | null): SourceFile {
  const unread: Diagnostic[] = [];
  const folder = join(workspace ?? '', RUNTIME_DIR);
  const origin = workspace === null ? null : { folder, shownAs: RUNTIME_DIR, limit: workspace, unread };
  const file = configIn(origin, config);
  if (unread[0] !== undefined) throw new SourceError(unread[0].message);
  return file;
}

function configIn(origin: Origin | null, config: string | SourceFile | null): SourceFile {
  if (typeof config === 'string') return { path: config, text: readSource(config, config) };
  if (config !== null) return config;
  const absent = { path: `${RUNTIME_DIR}/${runtimePaths.config}`, text: '' };
  if (origin === null) return absent;
  return fileIfThere(origin, runtimePaths.config)[0] ?? absent;
}

const filesIn = (origin: Origin, kind: string, ending: string): SourceFile[] =>
  readFiles(
    origin,
    namesIn(origin, kind)
      .filter((name) => name.endsWith(ending) && !name.startsWith('.'))
      .map((name) => `${kind}/${name}`),
  );

/** A link to nowhere counts: it is an error and not an absent file. */
const isThere = (origin: Origin, path: string): boolean =>
  lstatSync(join(origin.folder, path), { throwIfNoEntry: false }) !== undefined;

const fileIfThere = (origin: Origin, path: string): SourceFile[] =>
  isThere(origin, path) ? readFiles(origin, [path]) : [];

function skillsIn(origin: Origin): SourceFile[] {
  const byId = new Map<string, string>();
  for (const path of isReadable(origin, 'skills') ? skillFolders(origin.folder) : []) {
    const other = byId.get(basename(path));
    if (other === undefined) byId.set(basename(path), path);
    else {
      const message = `The skill ${basename(path)} is also in ${origin.shownAs}/${other}.`;
      origin.unread.push(diagnostic('MR1072', `${origin.shownAs}/${path}`, message));
    }
  }
  return readFiles(
    origin,
    [...byId.values()].map((path) => `${path}/SKILL.md`),
  );
}

const namesIn = (origin: Origin, kind: string): string[] =>
  isReadable(origin, kind) ? readdirSync(join(origin.folder, kind)).sort() : [];

/** Whether there is such a folder, and inside of the origin. */
function isReadable(origin: Origin, kind: string): boolean {
  const folder = join(origin.folder, kind);
  return isThere(origin, kind) && passes(origin, kind, () => isFolder(folder));
}

function isFolder(folder: string): boolean {
  if (statSync(folder).isDirectory()) return true;
  throw new SourceError('It is not a folder.');
}

const readFiles = (origin: Origin, paths: readonly string[]): SourceFile[] =>
  paths.flatMap((path) => {
    const shownAs = `${origin.shownAs}/${path}`;
    const text = passes(origin, path, () => readSource(join(origin.folder, path), shownAs));
    return text === false ? [] : [{ path: shownAs, text }];
  });

/** What `read` gives; false, and a diagnostic, when the path leads out or cannot be read. */
function passes<T>(origin: Origin, path: string, read: () => T): T | false {
  const shownAs = `${origin.shownAs}/${path}`;
  try {
    inside(origin, join(origin.folder, path), shownAs);
    return read();
  } catch (error) {
    const code = error instanceof SourceError ? error.diagnostic : 'MR1071';
    const message = error instanceof SourceError ? error.message : `It cannot be read: ${reasonOf(error)}.`;
    origin.unread.push(diagnostic(code, shownAs, message));
    return false;
  }
}

/** A link may lead to another file of the same origin, never out of it. */
function inside(origin: Origin, path: string, shownAs: string): void {
  const way = relative(realpathSync(origin.limit), realpathSync(path));
  if (way === '..' || way.startsWith(`..${sep}`)) {
    throw new SourceError(`${shownAs} is or lies behind a link that leads out of ${origin.limit}.`, 'MR1070');
  }
}

/** UTF-8 text of a regular file of bearable size. `shownAs`: how messages call it. Throws `SourceError`. */
export function readSource(file: string, shownAs: string): string {
  try {
    if (!statSync(file).isFile()) throw new SourceError(`${shownAs} is not a file.`);
    if (statSync(file).size > MAX_BYTES) throw new SourceError(`${shownAs} is larger than ${MAX_BYTES} bytes.`);
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file));
  } catch (error) {
    if (error instanceof SourceError) throw error;
    throw new SourceError(`${shownAs} cannot be read: ${reasonOf(error)}.`);
  }
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const known: Record<string, string> = {
    ENOENT: 'there is no such file',
    EACCES: 'its permissions forbid it',
    ERR_ENCODING_INVALID_ENCODED_DATA: 'it is not UTF-8 text',
  };
  return own(known, code) ?? (error instanceof Error ? error.message : String(error));
}
