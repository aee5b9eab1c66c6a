// All that a git of ours gets to see: nothing that a person, a machine or a repository configured, and no program out of the tree.
import { realpathSync } from 'node:fs';
import path from 'node:path';
import type { CheckpointPlace } from './place.js';

/** Where programs are looked for when nothing says where. */
const USUAL_PATH = '/usr/local/bin:/usr/bin:/bin';

/** `top`: absolute, the work tree. */
export function gitEnvironment(
  { repository, asked = repository, tree, env = process.env }: CheckpointPlace,
  top: string,
): Record<string, string> {
  return {
    PATH: outsideOf(tree, env['PATH'] ?? USUAL_PATH),
    LC_ALL: 'C',
    GIT_DIR: asked,
    GIT_WORK_TREE: top,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_SYSTEM: '/dev/null',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    GIT_NO_REPLACE_OBJECTS: '1',
    ...NOBODY,
  };
}

/** One setting of git for a call, by its variables. */
export const setting = (key: string, value: string): Record<string, string> => ({
  GIT_CONFIG_COUNT: '1',
  GIT_CONFIG_KEY_0: key,
  GIT_CONFIG_VALUE_0: value,
});

/** Whoever reads a checkpoint knows who made it, and git asks for a name. */
const NOBODY = {
  GIT_AUTHOR_NAME: 'millrace',
  GIT_AUTHOR_EMAIL: 'millrace',
  GIT_COMMITTER_NAME: 'millrace',
  GIT_COMMITTER_EMAIL: 'millrace',
} as const;

/** A variable that gits of ours have and those of people do not. */
export const OURS = `GIT_COMMITTER_EMAIL=${NOBODY.GIT_COMMITTER_EMAIL}`;

interface Found {
  folders: string;
  /** ms */
  at: number;
}

/** By tree and PATH. Each folder is followed through its links, which takes longer than all else that a checkpoint asks. */
const found = new Map<string, Found>();
/** Who may lead a folder of the PATH elsewhere decides what is started from it anyway; so late it is noticed. In ms. */
const KNOWN_MS = 5000;
const MOST_FOUND = 256;

function outsideOf(tree: string, search: string): string {
  const [key, now] = [`${tree}\0${search}`, Date.now()];
  const known = found.get(key);
  if (known !== undefined && Math.abs(now - known.at) < KNOWN_MS) return known.folders;
  const folders = foldersOutside(tree, search);
  if (found.size >= MOST_FOUND) found.clear();
  found.set(key, { folders, at: now });
  return folders;
}

/** An agent writes in the tree: a program there is not ours to start, whatever the PATH says. */
function foldersOutside(tree: string, search: string): string {
  const real = realOr(tree);
  const isOutside = (folder: string): boolean => {
    const whole = realOr(folder);
    return path.isAbsolute(folder) && whole !== real && !whole.startsWith(real + path.sep);
  };
  const folders = search.split(path.delimiter).filter(isOutside);
  return folders.length === 0 ? USUAL_PATH : folders.join(path.delimiter);
}

/** The folder itself, where links lead there; as it is written where none is there. */
export function realOr(folder: string): string {
  try {
    return realpathSync.native(folder);
  } catch {
    return folder;
  }
}
