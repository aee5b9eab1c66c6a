// A call of git that the small forker starts. What git reads and writes are files of this call, in a folder of this process: to make and remove a
// folder for each would take longer than many a call.
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { PRIVATE_FILE } from '../disk/folder.js';
import { readBytes, readText } from '../disk/read.js';
import { createOnlySync } from '../disk/write.js';
import { GitKilled } from './git-ended.js';
import { sharedWork } from './kept.js';
import type { CheckpointPlace } from './place.js';
import { runScript } from './shell.js';

export interface Asked {
  args: readonly string[];
  input: string | Uint8Array;
  /** Absolute: the file that it reads instead, and the one that its output goes into. */
  from?: string;
  into?: string;
  /** Absolute. */
  cwd: string;
  /** All of it. */
  env: Readonly<Record<string, string>>;
  /** Bytes of output. */
  most: number;
}

export interface Answered {
  /** Null: there is no git. */
  code: number | null;
  /** Null: it was more than `most`. Empty where it went into a file. */
  output: Buffer | null;
  /** What it said of errors. */
  said: string;
}

const script = fileURLToPath(new URL('./git.sh', import.meta.url));

/** Throws when it was killed, by us or by others. */
export async function byForker(place: CheckpointPlace, asked: Asked): Promise<Answered> {
  const { args, env, cwd, into, most } = asked;
  const work = sharedWork(place.repository);
  const own = path.join(work, randomUUID());
  const [output, errors] = [into ?? `${own}.out`, `${own}.errors`];
  try {
    const step = { work, cwd: work, env, script, args: [cwd, inputFile(own, asked), output, errors, ...args] };
    const [how, code] = await runScript(step, place.signal);
    const said = readText(errors) ?? '';
    if (how === 'no-git') return { code: null, output: null, said };
    if (how !== 'done') throw new GitKilled(`git ${args[0] ?? ''} was killed. ${said}`);
    return { code: Number(code), output: into === undefined ? readBytes(output, most) : Buffer.alloc(0), said };
  } finally {
    for (const file of [`${own}.in`, `${own}.out`, errors]) rmSync(file, { force: true });
  }
}

function inputFile(own: string, { input, from }: Asked): string {
  if (from !== undefined) return from;
  if (input.length === 0) return '/dev/null';
  createOnlySync(`${own}.in`, input, { mode: PRIVATE_FILE });
  return `${own}.in`;
}
