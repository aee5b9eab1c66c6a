// Kills a worker at its writes, at each exactly once: its file system is made to end it by SIGKILL in a write that was not struck
// before. Whoever starts workers until one comes to its end has struck every write that there is.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Bench, Ended } from './bench.js';

/**
 * `half`: a part of the new text is on the disk, and has no name yet; of a removal: nothing has happened. `after`: it has its name, or
 * is gone, and nobody knows of it.
 */
export type Strike = 'half' | 'after';

/** As text, because it is loaded into a worker before everything else. What is struck is noted first. */
const HOOK = `
import fs from 'node:fs';
import path from 'node:path';
import { syncBuiltinESMExports } from 'node:module';

const { STRUCK_WRITES: writes, STRUCK_NOTES: notes, STRUCK_HOW: how } = process.env;
const { renameSync, linkSync, rmSync } = fs;
const isStruck = (what) => fs.readFileSync(notes, 'utf8').split('\\n').includes(what);

function around(file, text, tear, work) {
  const place = path.join(fs.realpathSync(path.dirname(file)), path.basename(file));
  if (!new RegExp(writes).test(place + '\\n' + text)) return work();
  const strike = (when) => {
    const what = when + ' ' + place + ' ' + text.length;
    if (!how.split(' ').includes(when) || isStruck(what)) return;
    if (when === 'half') tear();
    fs.appendFileSync(notes, what + '\\n');
    process.kill(process.pid, 'SIGKILL');
    for (;;);
  };
  strike('half');
  work();
  strike('after');
}
const isFile = (file) => fs.lstatSync(file, { throwIfNoEntry: false })?.isFile() === true;
const named = (name) => (from, to) => {
  if (!isFile(from)) return name(from, to);
  const text = fs.readFileSync(from, 'utf8');
  around(to, text, () => fs.truncateSync(from, Math.floor(text.length / 2)), () => name(from, to));
};

if (process.argv[2] === 'run') {
  fs.renameSync = named(renameSync);
  fs.linkSync = named(linkSync);
  fs.rmSync = (file, options) => {
    const work = () => rmSync(file, options);
    return isFile(file) ? around(file, '', () => {}, work) : work();
  };
  syncBuiltinESMExports();
}
`;

export interface Struck {
  /** `when place size` of every strike, in order. */
  strikes: string[];
  /** How the worker ended that nothing struck any more. */
  last: Ended;
}

/**
 * Runs workers until one is idle. `writes`: which are struck, found in the absolute path, a line feed and the new text. `between`: is
 * called after every kill.
 */
export async function strikeAll(bench: Bench, writes: RegExp, how: Strike[], between: () => void): Promise<Struck> {
  const root = path.dirname(bench.workspace);
  const [hook, notes] = [path.join(root, 'struck.mjs'), path.join(root, 'struck')];
  writeFileSync(hook, HOOK);
  writeFileSync(notes, '');
  const env = { STRUCK_WRITES: writes.source, STRUCK_NOTES: notes, STRUCK_HOW: how.join(' ') };
  Object.assign(bench.env, env, { NODE_OPTIONS: `--import ${hook}` });
  for (;;) {
    const last = await bench.run('run', '--until', 'idle');
    const strikes = readFileSync(notes, 'utf8').trimEnd().split('\n');
    if (last.signal !== 'SIGKILL') return { strikes, last };
    between();
  }
}
