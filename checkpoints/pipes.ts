// Git opens by its name what it takes for a file of settings; a pipe in the place of one would hold it for good. Whoever waits for a git has such
// pipes opened and closed again, at which git goes on as with an empty file. Nothing is read, written or removed.
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { passPipe } from '../disk/pipe.js';
import { groundOf } from '../disk/git-ground.js';

/** Of a git that is quick nobody asks. In ms. */
const WAITS_MS = 2000;
const AGAIN_MS = 50;
/** Folders that are looked into. */
const MOST = 200_000;

/** What git opens in any folder of a tree. */
const OPENED = new Set(['.gitignore', '.gitattributes', '.gitmodules']);

/** `env`: of a git that begins now. Gives what has to be called when it has ended. */
export function passPipes(env: Readonly<Record<string, string>>, waitsMs = WAITS_MS): () => void {
  let pipes: Buffer[] = [];
  let again: NodeJS.Timeout | undefined;
  let isOver = false;
  const look = async (): Promise<void> => {
    pipes = await pipesFor(env);
    if (!isOver && pipes.length > 0) again = setInterval(() => pipes.forEach(passPipe), AGAIN_MS);
  };
  const first = setTimeout(() => void look().catch(() => undefined), waitsMs);
  return () => {
    isOver = true;
    clearTimeout(first);
    clearInterval(again);
  };
}

/** In the tree those with a name that git opens, in a folder of git any. */
async function pipesFor(env: Readonly<Record<string, string>>): Promise<Buffer[]> {
  const { GIT_WORK_TREE: tree, GIT_DIR: own, GIT_OBJECT_DIRECTORY: objects } = env;
  const repository = tree === undefined ? null : groundOf(tree).repository;
  const folders = [own, objects && path.dirname(objects), repository?.own, repository?.common];
  const found: Buffer[] = [];
  for (const folder of new Set(folders)) if (folder !== undefined) await collect(folder, true, found);
  if (tree !== undefined) await collect(tree, false, found);
  return found;
}

/** `isGits`: the folder is one of git's own. */
async function collect(top: string, isGits: boolean, found: Buffer[]): Promise<void> {
  const waiting = [{ folder: Buffer.from(top), isGits }];
  for (let count = 0; count < MOST; count += 1) {
    const next = waiting.pop();
    if (next === undefined) return;
    for (const entry of await entriesOf(next.folder)) {
      const name = entry.name.toString('latin1');
      const whole = Buffer.concat([next.folder, SLASH, entry.name]);
      if (entry.isDirectory()) waiting.push({ folder: whole, isGits: next.isGits || name === '.git' });
      else if (entry.isFIFO() && (next.isGits || OPENED.has(name))) found.push(whole);
    }
  }
}

const SLASH = Buffer.from('/');

const entriesOf = (folder: Buffer) => readdir(folder, { withFileTypes: true, encoding: 'buffer' }).catch(() => []);
