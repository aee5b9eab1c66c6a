// A command that dies by SIGKILL right before the n-th step at which it changes something on the disk or starts another program.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Loaded before the program. Paths by descriptors count: that is how what is ours is reached. */
const PRELOAD = `const fs = require('node:fs');
const children = require('node:child_process');
const { appendFileSync, constants } = fs;
const { MORTAL_BELOW, MORTAL_AT, MORTAL_LOG } = process.env;
const below = (name) => typeof name === 'string' && (name.startsWith(MORTAL_BELOW) || name.startsWith('/proc/'));
let steps = 0;
const step = (what) => {
  steps += 1;
  if (MORTAL_LOG) appendFileSync(MORTAL_LOG, what + '\\n');
  if (steps === Number(MORTAL_AT)) process.kill(process.pid, 'SIGKILL');
};
const around = (module, name, isStep) => {
  const real = module[name];
  module[name] = (...args) => {
    if (isStep(...args)) step(name + ' ' + args.slice(0, 2).join(' ').slice(0, 200));
    return real(...args);
  };
};
for (const name of ['mkdirSync', 'renameSync', 'linkSync', 'rmdirSync', 'rmSync', 'unlinkSync']) around(fs, name, below);
around(fs, 'openSync', (name, flags) => below(name) && typeof flags === 'number' && (flags & constants.O_CREAT) !== 0);
around(children, 'spawn', () => true);
require('node:module').syncBuiltinESMExports();
`;

export interface Mortal {
  /** Environment of a command that dies before this step (from 1 on); null: it lives. */
  dyingAt(step: number | null): NodeJS.ProcessEnv;
  /** What the last one did, a line for each step. */
  steps(): string[];
}

/** `room`: absolute, a folder for its files; what lies below `below` is what counts. */
export function mortal(room: string, below: string): Mortal {
  const [preload, log] = [path.join(room, 'mortal.cjs'), path.join(room, 'steps')];
  writeFileSync(preload, PRELOAD);
  return {
    dyingAt: (step) => {
      writeFileSync(log, '');
      const more = { MORTAL_BELOW: below, MORTAL_AT: String(step ?? 0), MORTAL_LOG: log };
      return { ...more, NODE_OPTIONS: `--require=${preload}` };
    },
    steps: () => readFileSync(log, 'utf8').split('\n').filter(Boolean),
  };
}
