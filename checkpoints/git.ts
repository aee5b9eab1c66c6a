// One call of our git in our repository, for what is asked of checkpoints that are there. Nothing of the user's is looked at.
import { spawn } from 'node:child_process';
import { closeSync, existsSync, writeSync } from 'node:fs';
import { Readable } from 'node:stream';
import { forkerPid } from '../agents/host/forker.js';
import { codeOf } from '../disk/errors.js';
import { PRIVATE_FILE } from '../disk/folder.js';
import { readChunks } from '../disk/read.js';
import { openToAppend } from '../disk/write.js';
import { gitEnvironment, setting } from './environment.js';
import { byForker } from './forked-git.js';
import { endedWith } from './git-ended.js';
import { passPipes } from './pipes.js';
import type { CheckpointPlace } from './place.js';

export const NO_GIT = 'git is not installed, or not on PATH: what stages change is not recorded. Install git.';

/** Bytes: more than that is no answer but an accident. */
const MOST = 512 * 1024 * 1024;
/** Of what git says of an error. */
const MOST_SAID = 4000;

export interface Call {
  input?: string | Uint8Array;
  /** Absolute: a file that it reads instead. */
  from?: string;
  /** Absolute: a file that what it prints goes into, and no answer. */
  into?: string;
  /** Besides those of our git; undefined takes one of those away. */
  env?: Readonly<Record<string, string | undefined>>;
  /** Absolute; absent = the repository. */
  cwd?: string;
  /** Codes of an end that is an answer too; absent = 0 alone. */
  ends?: readonly number[];
}

/** All that it printed. Throws with what git said. */
export async function git(place: CheckpointPlace, args: readonly string[], call: Call = {}): Promise<Buffer> {
  if (forkerPid() !== null && existsSync(place.repository)) return withoutFork(place, args, call);
  const { from, into, input = '', ...rest } = call;
  if (into !== undefined) return withFile(into, (take) => gitTo(place, args, { ...rest, input }, take));
  const parts: Buffer[] = [];
  let size = 0;
  const given = { ...rest, input: from === undefined ? input : Readable.from(readChunks(from)) };
  await gitTo(place, args, given, (part) => {
    size += part.length;
    if (size > MOST) throw tooMuch(args);
    parts.push(part);
  });
  return Buffer.concat(parts);
}

async function withFile(file: string, work: (take: (part: Buffer) => void) => Promise<void>): Promise<Buffer> {
  const descriptor = openToAppend(file, PRIVATE_FILE);
  try {
    await work((part) => writeAll(descriptor, part));
  } finally {
    closeSync(descriptor);
  }
  return Buffer.alloc(0);
}

/** A disk that is nearly full takes a part, and says no to the rest. */
function writeAll(descriptor: number, part: Buffer): void {
  for (let at = 0; at < part.length;) at += writeSync(descriptor, part, at);
}

/** A start of our own holds up all that this process does until the other program is there: several lanes would wait for each other. */
async function withoutFork(place: CheckpointPlace, args: readonly string[], call: Call): Promise<Buffer> {
  const { input = '', from, into, env = {}, cwd = gitFolder(place), ends = [0] } = call;
  const files = { ...(from !== undefined && { from }), ...(into !== undefined && { into }) };
  const asked = { args, input, ...files, cwd, env: allOf(place, env), most: MOST };
  const { code, output, said } = await byForker(place, asked);
  if (code === null) throw new Error(NO_GIT);
  if (!ends.includes(code)) throw endedWith(args, code, said.slice(-MOST_SAID));
  if (output === null) throw tooMuch(args);
  return output;
}

const gitFolder = ({ repository, asked }: CheckpointPlace): string => asked ?? repository;

const tooMuch = ([what = '']: readonly string[]): Error => new Error(`git ${what} printed more than ${MOST} bytes`);

/** The same, part by part: the next one comes when `take` is done with the last; where that throws git is ended. */
export async function gitTo(
  place: CheckpointPlace,
  args: readonly string[],
  {
    input = '',
    env = {},
    cwd = gitFolder(place),
    ends = [0],
  }: Omit<Call, 'input'> & { input?: Call['input'] | Readable },
  take: (part: Buffer) => void | Promise<void>,
): Promise<void> {
  const given = { cwd, env: allOf(place, env), ...(place.signal && { signal: place.signal }) };
  const child = spawn('git', args, { ...given, stdio: 'pipe' });
  let said = '';
  child.stderr.on('data', (part: Buffer) => (said = (said + part.toString('utf8')).slice(-MOST_SAID)));
  child.stdin.on('error', () => undefined);
  if (typeof input === 'string' || input instanceof Uint8Array) child.stdin.end(input);
  else input.pipe(child.stdin);
  const over = new Promise<number | null>((resolve, reject) => {
    child.on('error', (error) => reject(codeOf(error) === 'ENOENT' ? new Error(NO_GIT) : error));
    child.on('close', resolve);
  });
  const ended = passPipes(given.env);
  over.finally(ended).catch(() => undefined);
  try {
    for await (const part of child.stdout) await take(part as Buffer);
  } catch (error) {
    // One that said all it has to say may still have to end: that is waited for.
    child.kill('SIGTERM');
    throw error;
  }
  const code = await over;
  if (code === null || !ends.includes(code)) throw endedWith(args, code, said);
}

const allOf = (place: CheckpointPlace, env: NonNullable<Call['env']>): Record<string, string> =>
  Object.fromEntries(
    Object.entries({ ...bare(place), ...env }).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );

/** Without a tree: nothing that lies in one is read, its attributes included. */
function bare(place: CheckpointPlace): Record<string, string> {
  const { GIT_WORK_TREE: _tree, ...rest } = gitEnvironment(place, place.tree);
  return { ...rest, ...setting('core.bare', 'true') };
}
