// What the walls of one stage stand on: which folders are its own, which are guarded, and what it must not even read.
import { existsSync, realpathSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { deskFolders, RUNTIME_DIR, runtimePaths } from '../../core/contracts/paths.js';
import type { StageRunRequest } from '../../core/contracts/stage.js';
import type { RunContext } from '../adapter.js';
import { oursIn } from '../../disk/dirs.js';
import { readText } from '../files.js';
import { KEYS, TEMPORARY, sockets } from './hidden.js';
import { namesIn } from '../../disk/read.js';

/** Absolute paths, links resolved; all of them exist. */
export interface WalledGround {
  treeDir: string;
  /** The tree is only read, its own folders apart. */
  reads: boolean;
  /** Parts of the tree that a stage may read and not change, the folders of `own` apart. */
  guarded: string[];
  /** What belongs to this stage, wherever it lies. */
  own: string[];
  /** Our state, and what holds keys and logins: unreadable. */
  secret: string[];
  /** Temporary folders and sockets that a user's other programs share: unreadable, unless a stage may write anywhere. */
  shared: string[];
  /** Of the shared folders: those that stay readable, and those of which only what was there at the start is hidden. */
  open: string[];
  partly: string[];
  /** The repository's own folder in the tree; null where there is none, or a file in its place. */
  git: string | null;
  network: boolean;
}

type Around = Pick<RunContext, 'workspaceDir' | 'treeDir' | 'stateDir' | 'env' | 'deskDir' | 'tmpDir'>;

type Asked = Pick<StageRunRequest, 'plane' | 'permission' | 'capabilities'>;

interface More {
  /** What the runner hides beside the usual. */
  secret: string[];
  /** What its commands have to read. */
  needed: string[];
  /** Folders for the temporary files of all programs, beside $TMPDIR; absent = those of this system. */
  temporary?: readonly string[];
}

/**
 * What is not there is left
 * out of all lists. Nothing that is needed lies in a hidden folder: a sandbox opens there only what may be written.
 */
export function groundOf(request: Asked, context: Around, more: More): WalledGround {
  const { workspaceDir, treeDir, stateDir, env, deskDir, tmpDir } = context;
  const { temporary = TEMPORARY } = more;
  const home = env['HOME'] || homedir();
  const runtime = join(workspaceDir, RUNTIME_DIR);
  const reads = readsOnly(request);
  const tree = reads ? [treeDir] : [];
  const path = (env['PATH'] ?? '').split(delimiter);
  const needed = present([home, ...path, ...tree, ...repository(treeDir), ...more.needed]);
  const secret = present([stateDir, dirname(stateDir), ...KEYS.map((name) => join(home, name)), ...more.secret]);
  return {
    treeDir: real(treeDir) ?? treeDir,
    reads,
    guarded: present([
      runtime,
      join(treeDir, oursIn(context)),
      join(deskDir, deskFolders.earlier),
      ...runtimePaths.ideaInboxes.map((inbox) => join(runtime, inbox)),
    ]),
    own: present([deskDir, tmpDir]),
    // The tree itself is opened by who may work in it, and stays so where a folder around it is closed piece by piece.
    secret: secret.flatMap((folder) => without(folder, needed)).filter((path) => path !== real(treeDir)),
    ...sharedOf(present([tmpdir(), ...sockets(env)]), present(temporary), needed, present([treeDir, tmpDir])),
    git: existsSync(join(treeDir, '.git', 'HEAD')) ? real(join(treeDir, '.git')) : null,
    network: request.capabilities?.['network.access'] !== undefined,
  };
}

/** Each more is a mount for every command, and a place on the command line. */
const MOST_PIECES = 800;

/**
 * Folders in which something needed lies cannot be hidden whole: those of `temporary` are hidden piece by piece, the others
 * are left. `written`: what is opened in any case.
 */
function sharedOf(
  others: string[],
  temporary: string[],
  needed: string[],
  written: string[],
): Pick<WalledGround, 'shared' | 'open' | 'partly'> {
  const all = [...new Set([...others, ...temporary])];
  const crowded = all.filter((folder) => holds(folder, needed));
  const pieces = new Map(
    crowded
      .filter((one) => temporary.includes(one))
      .map((folder) => [folder, without(folder, [...needed, ...written])]),
  );
  const partly = crowded.filter((folder) => {
    const count = pieces.get(folder)?.length ?? 0;
    return count > 0 && count <= MOST_PIECES;
  });
  return {
    shared: [
      ...all.filter((folder) => !crowded.includes(folder)),
      ...partly.flatMap((folder) => pieces.get(folder) ?? []),
    ],
    open: crowded.filter((folder) => !partly.includes(folder)),
    partly,
  };
}

const holds = (folder: string, paths: readonly string[]): boolean =>
  paths.some((path) => path === folder || path.startsWith(`${folder}/`));

/** A folder in which something needed lies is closed piece by piece; the needed thing itself is not. */
export function without(path: string, needed: readonly string[]): string[] {
  if (needed.includes(path)) return [];
  if (!holds(path, needed)) return [path];
  return namesIn(path).flatMap((name) => without(join(path, name), needed));
}

/**
 * A stage that learns runs beside one that works in the tree: it reads what is there, and leaves what it made on its desk. Only who
 * may write anywhere may write there, too.
 */
const readsOnly = ({ plane, permission }: Asked): boolean =>
  permission === 'read_only' || (plane === 'learning' && permission === 'basic');

/** Of a linked work tree: the folders of its repository, which lie elsewhere. */
export function repository(treeDir: string): string[] {
  if (!existsSync(join(treeDir, '.git')) || existsSync(join(treeDir, '.git', 'HEAD'))) return [];
  const linked = /^gitdir: (.*)$/m.exec(readText(join(treeDir, '.git')) ?? '')?.[1];
  return linked === undefined ? [] : [linked, dirname(dirname(linked))];
}

const present = (paths: readonly string[]): string[] => [
  ...new Set(paths.filter((path) => path !== '').flatMap((path) => real(path) ?? [])),
];

function real(path: string): string | null {
  try {
    return realpathSync(path);
  } catch {
    return null;
  }
}
