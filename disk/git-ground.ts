// What a user's own repository says of what is no work: only its text files are read, none of its programs is started.
import { lstatSync, type Stats } from 'node:fs';
import path from 'node:path';
import { readText } from './read.js';

export interface Ground {
  /** Absolute: where the user's repository begins, at or above the tree; the tree itself where there is none. */
  top: string;
  /** Null: there is no repository. */
  repository: Repository | null;
}

export interface Repository {
  /** Absolute: its folder, and the one that it shares with its other work trees. */
  own: string;
  common: string;
  exclude: string;
  index: string;
  objectFormat: 'sha1' | 'sha256';
}

/** Bytes: a text of settings that is larger is none. */
const LARGEST = 1024 * 1024;

/** The nearest repository at or above the tree. */
export function groundOf(tree: string): Ground {
  for (let top = tree; ; top = path.dirname(top)) {
    const repository = repositoryAt(top);
    if (repository !== null) return { top, repository };
    if (top === path.dirname(top)) return { top: tree, repository: null };
  }
}

/** What the repository that begins at this folder says; null: none does. */
export function repositoryAt(top: string): Repository | null {
  const own = gitFolder(path.join(top, '.git'));
  if (own === null || look(path.join(own, 'HEAD')) === null) return null;
  const common = pointer(path.join(own, 'commondir'), '', own) ?? own;
  const config = readText(path.join(common, 'config'), LARGEST) ?? '';
  return {
    own,
    common,
    exclude: readText(path.join(common, 'info', 'exclude'), LARGEST) ?? '',
    index: path.join(own, 'index'),
    objectFormat: /^\s*objectformat\s*=\s*"?sha256"?\s*$/im.test(config) ? 'sha256' : 'sha1',
  };
}

/** A linked worktree and a submodule have a file there that names the folder. */
function gitFolder(file: string): string | null {
  const stat = look(file);
  if (stat?.isDirectory() === true) return file;
  return stat?.isFile() === true ? pointer(file, 'gitdir: ', path.dirname(file)) : null;
}

function pointer(file: string, before: string, base: string): string | null {
  const text = readText(file, LARGEST)?.trimEnd() ?? '';
  return text.startsWith(before) && text.length > before.length ? path.resolve(base, text.slice(before.length)) : null;
}

function look(file: string): Stats | null {
  try {
    return lstatSync(file);
  } catch {
    return null;
  }
}
