// What an agent in bubblewrap sees of the files: the system to read, an empty home, and of the rest what its stage needs. Of two
// entries that fit a path the longer one counts, as in a permission profile of Codex.
import type { Permission } from '../../core/contracts/plan.js';
import type { WalledGround } from './ground.js';

/** `empty`: a folder of its own, to write; `temporary`: the same, kept on the disk; `hidden`: an empty one that nobody can write. */
export type Access = 'read' | 'write' | 'empty' | 'temporary' | 'hidden';

export interface Mount {
  /** Absolute, its folder without links. */
  path: string;
  access: Access;
}

/** Absolute paths; all of them exist. */
export interface Layout {
  permission: Exclude<Permission, 'maximum'>;
  ground: WalledGround;
  /** Homes of the user, and folders for temporary files. */
  homes: readonly string[];
  temporary: readonly string[];
  /** What is to be read where it would else be hidden with a home or a temporary folder. */
  needed: readonly string[];
  /** What the runner says that it opens. */
  read: readonly string[];
  write: readonly string[];
}

/** Pure. Folders before what lies in them; one entry for a path. */
export function mountsOf(layout: Layout): Mount[] {
  const { ground, permission } = layout;
  const anywhere = permission === 'elevated';
  const personal = anywhere ? [] : [...each(layout.homes, 'empty'), ...each(layout.temporary, 'temporary')];
  const hidden = each([...ground.secret, ...(anywhere ? [] : ground.shared)], 'hidden');
  const stage = [
    ...each([ground.treeDir], ground.reads ? 'read' : 'write'),
    ...each(ground.guarded, 'read'),
    ...each(ground.git !== null && !anywhere ? [ground.git] : [], 'read'),
    ...each([...ground.own, ...layout.write], 'write'),
  ];
  const laid = byPath([...personal, ...stage]);
  const closed = byPath([...hidden, ...laid]);
  // What can be read without an entry gets none: in a tree that is written it would be in the way.
  const opened = [
    ...each(layout.needed, 'read').filter(({ path }) => isPersonal(around(path, laid))),
    ...each(layout.read, 'read').filter(({ path }) => isHidden(at(path, closed) ?? around(path, closed))),
  ];
  const all = byPath([...hidden, ...opened, ...laid]);
  // What lies in an empty folder is hidden already, and a mount there would tell its name.
  return all.filter(({ path, access }) => access !== 'hidden' || !isHidden(around(path, all)));
}

const each = (paths: readonly string[], access: Access): Mount[] => paths.map((path) => ({ path, access }));

/** The last entry for a path counts. */
const byPath = (mounts: readonly Mount[]): Mount[] =>
  [...new Map(mounts.map((one) => [one.path, one])).values()].sort((a, b) => (a.path < b.path ? -1 : 1));

/** The nearest entry that a path lies in. */
const around = (path: string, mounts: readonly Mount[]): Access | null =>
  mounts.filter((one) => path.startsWith(`${one.path}/`)).at(-1)?.access ?? null;

const at = (path: string, mounts: readonly Mount[]): Access | null =>
  mounts.find((one) => one.path === path)?.access ?? null;

const isPersonal = (access: Access | null): boolean => access === 'empty' || access === 'temporary';
const isHidden = (access: Access | null): boolean => access === 'hidden' || isPersonal(access);
