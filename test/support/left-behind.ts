// What an agent may leave in a folder that it may write, so that removing it fails; and a ground to try it on.
import { execFileSync, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';

export interface Ground {
  folder: string;
  /** What is to be removed. */
  tree: string;
  /** What is not. */
  victim: string;
}

export function makeGround(): Ground {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(tmpdir(), 'millrace-clear-')));
  onTestFinished(() => void spawnSync('sh', ['-c', 'chmod -R u+rwX "$0"; rm -rf "$0"', folder]));
  const [tree, victim] = [path.join(folder, 'tree'), path.join(folder, 'victim')];
  for (const one of [tree, victim]) fs.mkdirSync(one);
  fs.writeFileSync(path.join(victim, 'file'), 'precious');
  return { folder, tree, victim };
}

const sh = (script: string, ...args: string[]): void => void execFileSync('bash', ['-c', script, ...args]);

/** In JavaScript, for a folder in the place of the first argument: no call of the system takes the path of the last one. */
const DEEP = `const fs = require('fs'); process.chdir(process.argv[1]);
  for (let n = 0; n < 3000; n++) { fs.writeFileSync('f', ''); fs.mkdirSync('deepdeep'); process.chdir('deepdeep') }`;

const SOCKET = `require('net').createServer().listen(process.argv[1], () => process.kill(process.pid, 'SIGKILL'))`;

export const NAMES_OF_255_BYTES = {
  ascii: 'a'.repeat(255),
  multibyte: `a${'ä'.repeat(127)}`,
  wide: `abc${'🌊'.repeat(63)}`,
};

/** `tree`: an empty folder. */
export const LEFT_BEHIND: Readonly<Record<string, (tree: string, victim: string) => void>> = {
  'a folder 3000 deep': (tree) => void execFileSync(process.execPath, ['-e', DEEP, tree]),
  'names of 255 bytes': (tree) => {
    for (const name of Object.values(NAMES_OF_255_BYTES)) sh('mkdir "$0/$1" && echo x >"$0/$1/$1"', tree, name);
  },
  'names that are no UTF-8': (tree) =>
    sh(`d=$0/$(printf 'x\\xff\\xfe'); mkdir "$d"; echo hi >"$d/$(printf '\\xc3').md"`, tree),
  'folders without rights': (tree) =>
    sh('mkdir -p "$0/a/b/c"; echo x >"$0/a/b/c/f"; chmod 000 "$0/a/b/c" "$0/a/b"; chmod 500 "$0/a" "$0"', tree),
  'a folder without rights whose name is no UTF-8': (tree) =>
    sh(`d=$0/$(printf 'x\\xff\\xfe'); mkdir "$d"; echo hi >"$d/f.md"; chmod 000 "$d"`, tree),
  'a tree that is locked itself': (tree) => sh('mkdir "$0/d"; echo x >"$0/d/f"; chmod 000 "$0"', tree),
  'pipes and sockets': (tree) => {
    sh('mkdir "$0/d"; mkfifo "$0/d/pipe" "$0/pipe"', tree);
    spawnSync(process.execPath, ['-e', SOCKET, path.join(tree, 's')]);
  },
  'links out, and to themselves': (tree, victim) =>
    sh(
      'ln -s "$1" "$0/v"; mkdir "$0/d"; ln -s "$1/file" "$0/d/f"; ln -s loop "$0/d/loop"; ln "$1/file" "$0/h"',
      tree,
      victim,
    ),
  'names with dashes, blanks and ends of lines': (tree) =>
    sh(`mkdir -- "$0/-rf" "$0/ " "$0/"$'a\\nb'; touch -- "$0/-rf/--" "$0/"$'a\\nb/.\\n'`, tree),
  'a flood': (tree) => sh('mkdir "$0/"{a,b,c}{1..9}; cd "$0/a1"; touch {1..3000}', tree),
  'a link in its place': (tree, victim) => (fs.rmdirSync(tree), fs.symlinkSync(victim, tree)),
  'a pipe in its place': (tree) => (fs.rmdirSync(tree), sh('mkfifo "$0"', tree)),
  'nothing at all': (tree) => fs.rmdirSync(tree),
};
