// Gathers what the files of a stage are laid out from: where the user's home is, what programs of PATH stand on, what is there at all.
import { lstatSync, realpathSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { basename, delimiter, dirname, isAbsolute, join } from 'node:path';
import type { Permission } from '../../core/contracts/plan.js';
import type { StageRunRequest } from '../../core/contracts/stage.js';
import type { AgentLaunch, RunContext } from '../adapter.js';
import { groundOf, repository } from './ground.js';
import { TEMPORARY } from './hidden.js';
import type { Layout } from './mounts.js';

export type BoxPlace = Pick<RunContext, 'workspaceDir' | 'treeDir' | 'stateDir' | 'deskDir' | 'tmpDir'>;
export type BoxedRun = Pick<StageRunRequest, 'plane' | 'capabilities'> & { permission: Exclude<Permission, 'maximum'> };

/** In a home, what tools read to work as their user does; no logins. */
const HABITS = ['.npmrc', '.gitconfig', '.config/git/config', '.config/git/ignore', '.config/git/attributes'];

/** `launch.env`: all of the agent's environment. */
export function layoutOf(
  asked: BoxedRun,
  place: BoxPlace,
  launch: Pick<AgentLaunch, 'argv' | 'env' | 'needs'>,
): Layout {
  const { env, needs = { read: [], write: [] } } = launch;
  const { treeDir } = place;
  const ground = groundOf(asked, { ...place, env }, { secret: [], needed: [], temporary: [] });
  const homes = present([env['HOME'] ?? '', userInfo().homedir]);
  const programs = [...(env['PATH'] ?? '').split(delimiter), ...programOf(launch.argv[0] ?? '')].filter(isAbsolute);
  const needed = present([
    ...programs.flatMap((folder) => standsOn(folder, homes)),
    ...homes.flatMap((home) => HABITS.map((name) => join(home, name))),
    ...repository(treeDir),
  ]);
  const mayBePrivate = (folder: string): boolean =>
    folder !== '/' && !needed.includes(folder) && !isIn(folder, ground.treeDir);
  return {
    ground: { ...ground, git: present([join(treeDir, '.git')])[0] ?? null },
    permission: asked.permission,
    homes: homes.filter(mayBePrivate),
    temporary: present([...TEMPORARY, tmpdir(), env['TMPDIR'] ?? '']).filter(mayBePrivate),
    needed,
    read: placed(needs.read),
    write: placed(needs.write),
  };
}

/** Where a program that is given by its path lies, and where what it leads to does. */
const programOf = (program: string): string[] =>
  isAbsolute(program) ? [program, ...present([program])].map(dirname) : [];

/**
 * A folder of programs, and what it was installed with: programs in `bin` read what lies beside it. Of the home itself, and of
 * `~/.local`, in which much else lies, only libraries.
 */
function standsOn(folder: string, homes: readonly string[]): string[] {
  const prefix = dirname(folder);
  if (!['bin', '.bin', 'dist'].includes(basename(folder))) return [folder];
  const isBroad = prefix === '/' || homes.some((home) => [home, join(home, '.local')].includes(prefix));
  return isBroad ? [folder, join(prefix, 'lib'), join(prefix, 'libexec')] : [prefix];
}

const isIn = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`);

const present = (paths: readonly string[]): string[] => [
  ...new Set(paths.filter((path) => path !== '').flatMap((path) => realOrNone(path))),
];

/** As they are named, so that a link among them is found where the runner looks for it. */
const placed = (paths: readonly string[]): string[] =>
  paths.flatMap((path) =>
    isThere(path) ? realOrNone(dirname(path)).map((folder) => join(folder, basename(path))) : [],
  );

const isThere = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false }) !== undefined;

function realOrNone(path: string): string[] {
  try {
    return [realpathSync(path)];
  } catch {
    return [];
  }
}
