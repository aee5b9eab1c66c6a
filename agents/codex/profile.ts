// A permission as a permission profile of Codex: what its commands may read and write, and whether they reach the network.
// Never beside `--sandbox`, which switches the profile off without a word.
import { sha256Hex } from '../../core/contracts/digest.js';
import type { Permission } from '../../core/contracts/plan.js';
import type { WalledGround } from '../walls/ground.js';

/**
 * Under this name the profile of a stage stands on Codex's command line. Each stage has one of its own: Codex adds to a profile
 * what the user's configuration, or that of a repository, says of the same name.
 */
export const profileName = (requestId: string): string => `${NAME}${sha256Hex(requestId).slice(0, 16)}`;

const NAME = 'millrace_';

/** `maximum` has no walls, and so no profile. */
export type Walled = Exclude<Permission, 'maximum'>;

type Access = 'read' | 'write' | 'deny';

export interface Profile {
  /** By absolute path, or Codex's own word for a place; of two that fit, the longer path counts. */
  filesystem: Record<string, Access | Record<string, Access>>;
  network: boolean;
}

/** Pure. Codex itself protects `.git`, `.codex` and `.agents` of the tree. */
export function profileOf(permission: Walled, ground: WalledGround): Profile {
  const anywhere = permission === 'elevated';
  const hidden = outermost([...ground.secret, ...(anywhere ? [] : ground.shared)], [ground.treeDir, ...ground.own]);
  return {
    filesystem: {
      ':root': anywhere ? 'write' : 'read',
      ...each(hidden, 'deny'),
      ...treeOf(permission, ground),
      ...each(ground.guarded, 'read'),
      ...each(ground.own, 'write'),
    },
    network: anywhere || (permission === 'basic' && ground.network),
  };
}

function treeOf(permission: Walled, { git, reads }: WalledGround): Profile['filesystem'] {
  if (reads || permission === 'read_only') return {};
  const tree: Record<string, Access> = { '.': 'write' };
  return { ':workspace_roots': permission === 'elevated' && git !== null ? { ...tree, '.git': 'write' } : tree };
}

const each = (paths: readonly string[], access: Access): Record<string, Access> =>
  Object.fromEntries(paths.map((path) => [path, access]));

/** Bubblewrap cannot hide what lies in a hidden folder, except in a folder that is opened there again. */
const outermost = (hidden: readonly string[], opened: readonly string[]): string[] =>
  hidden.filter((path) => {
    const around = hidden.filter((folder) => isBelow(path, folder));
    return around.every((folder) => opened.some((open) => isBelow(open, folder) && isBelow(path, open)));
  });

const isBelow = (path: string, folder: string): boolean => path !== folder && path.startsWith(`${folder}/`);

/** `name`: letters, digits and `_`. The profile as arguments of `codex exec` and `codex sandbox`. */
export const profileArguments = (name: string, { filesystem, network }: Profile): string[] => [
  ...['-c', `default_permissions="${name}"`],
  ...['-c', `permissions.${name}.filesystem=${inline(filesystem)}`],
  ...(network ? ['-c', `permissions.${name}.network={enabled=true}`] : []),
];

/** An inline table of TOML, in which strings are written as in JSON. */
const inline = (table: Profile['filesystem']): string =>
  `{${Object.entries(table)
    .map(([key, value]) => `${quoted(key)}=${typeof value === 'string' ? quoted(value) : inline(value)}`)
    .join(',')}}`;

const quoted = (text: string): string => JSON.stringify(text).replaceAll('\u007f', '\\u007f');
