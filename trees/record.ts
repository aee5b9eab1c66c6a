// What we know of a tree, beside it in our state: what it was made of, and what was kept of it. Without a record a folder is no tree of ours.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { statePaths } from '../core/contracts/paths.js';
import { PRIVATE_FILE, PRIVATE_FOLDER } from '../disk/folder.js';
import { namesIn, readText } from '../disk/read.js';
import { writeAtomicSync } from '../disk/write.js';
import { nameOfRoot, rootOfName } from './names.js';
import type { TreesPlace } from './place.js';

export interface Base {
  /** As it was named, for people. */
  name: string;
  /** Where work goes when it is delivered, without `refs/heads/`; null = it was no branch. */
  branch: string | null;
  /** Digest: fixed when the tree is made. */
  commit: string;
}

/** A file of the workspace that was copied into it, relative to the workspace. */
export interface Copied {
  file: string;
  /** What it held; '' = it was never copied, though it was to be. */
  sha256: string;
}

/** Work that did not become a commit. */
export interface KeptWork {
  /** Counts up for a tree. */
  number: number;
  /** Whose it was. */
  run: string;
  /** Digests: what the tree held, in our repository, and the commit that it was made from. */
  tree: string;
  tip: string;
  /** ISO 8601 */
  at: string;
  /** Files that no checkpoint can hold, and where each of them is now. Absent = none. */
  aside?: { path: string; to: string }[];
}

/** What the commands of `[trees] setup` did in a tree. Paths: latin1, relative to its top, folders without a slash at the end. */
export interface SetupRecord {
  /** Of the commands and their inputs when they ended well last; absent = they never did, or their work is gone. */
  digest?: string;
  /** Files and folders that came with them, the outermost ones: nothing to lose. */
  made: string[];
  /** Those of them that git does not ignore: they are in no checkpoint and in no commit. */
  out: string[];
  /** They are at work, or were killed: for which run, and what lay there before. */
  begun?: { run: string; /** Digest of a tree in our repository. */ before: string; others: string[] };
  /** They did not end well, of what, and when (ISO 8601). */
  failed?: { digest: string; why: string; at: string };
}

/** Digest: of a branch of another root, or of the base into which people took it. */
export interface Held {
  root: string;
  commit: string;
}

export interface TreeRecord {
  root: string;
  /** Without `refs/heads/`. */
  branch: string;
  base: Base;
  /** Digest of the last commit of the branch that we know. */
  tip: string;
  /** ISO 8601 */
  made: string;
  /** Absolute: the common git folder. */
  common: string;
  /** The workspace below the top of the repository. */
  inside: string;
  /** Files are on their way from one recorded tree to another: whoever comes next goes on. Digests. */
  laying?: { from: string; to: string };
  /** Its branch is on its way from one commit to another one, and its files after it. Digests. */
  advancing?: { from: string; to: string };
  /** Roots whose work is on its branch besides, and the commit that it came with; absent = none. */
  holds?: Held[];
  kept: KeptWork[];
  copied: Copied[];
  /** Absent = there was nothing to do, or nothing was done yet. */
  setup?: SetupRecord;
  /** ISO 8601; absent = it is there. */
  removed?: string;
  /** Nobody was told yet that it was removed by itself. */
  untold?: true;
  /** Why it stays though nobody needs it any more, as it was told. */
  stays?: string;
}

const fileOf = ({ dirs }: TreesPlace, name: string): string => path.join(dirs.state, statePaths.treeRecord(name));

/** Null: there is none, or it is damaged. */
export function readRecord(place: TreesPlace, root: string): TreeRecord | null {
  return parsed(readText(fileOf(place, nameOfRoot(root))), root);
}

function parsed(text: string | null, root: string): TreeRecord | null {
  try {
    const record = JSON.parse(text ?? 'null') as TreeRecord | null;
    return record?.root === root && typeof record.branch === 'string' && typeof record.tip === 'string' ? record : null;
  } catch {
    return null;
  }
}

/** Gives what it wrote; nothing is written where it says the same. */
export function keepRecord(place: TreesPlace, record: TreeRecord): TreeRecord {
  const [file, text] = [fileOf(place, nameOfRoot(record.root)), `${JSON.stringify(record)}\n`];
  if (readText(file) === text) return record;
  mkdirSync(path.dirname(file), { recursive: true, mode: PRIVATE_FOLDER });
  writeAtomicSync(file, text, { mode: PRIVATE_FILE, fsync: true });
  return record;
}

/** All that there are, also of trees that are removed. */
export function recordsOf(place: TreesPlace): TreeRecord[] {
  const names = namesIn(path.join(place.dirs.state, statePaths.trees)).filter((name) => name.endsWith('.json'));
  return names.flatMap((name) => readRecord(place, rootOfName(name.slice(0, -'.json'.length))) ?? []);
}
