// The built command line in this process, as often as one likes: a process of its own for each call costs more than its work. Every call
// has a fresh copy of the program, as a process has, and calls wait for each other: folder, environment and outlets are the process's.
import path from 'node:path';
import { Readable, Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type * as oneFile from '../../cli/one-file.js';
import { packageRoot } from '../../disk/package-root.js';

export interface Call {
  cwd: string;
  /** All that the command sees. */
  env: NodeJS.ProcessEnv;
  /** Standard input; default: at its end. */
  input?: string | Buffer | undefined;
}

export interface Ran {
  code: number;
  stdout: string;
  stderr: string;
}

/** With both outlets as a terminal would show them: in the order in which they were said. */
interface RanHere extends Ran {
  output: string;
}

/** Gives the exit code. */
type Main = (argv: readonly string[]) => Promise<number>;

/** It finds the files of the build beside itself. */
const LOADER = path.join(packageRoot(), 'dist', 'cli', 'one-file.js');

let last: Promise<unknown> = Promise.resolve();

/**
 * For commands that end by themselves and start no worker. What would end a process, such as an error that nobody catches, ends the test.
 * `main`: another copy of the program than a fresh one of the build.
 */
export function runHere(argv: readonly string[], call: Call, main?: Main): Promise<RanHere> {
  const ran = last.then(async () => runNow(argv, call, main ?? (await freshMain())));
  last = ran.catch(() => undefined);
  return ran;
}

async function freshMain(): Promise<Main> {
  const { programOfBuild } = (await import(LOADER)) as typeof oneFile;
  return programOfBuild().main;
}

async function runNow(argv: readonly string[], call: Call, main: Main): Promise<RanHere> {
  const output: Buffer[] = [];
  const [stdout, stderr] = [outlet(output), outlet(output)];
  const giveBack = lend({ ...call, stdout: stdout.stream, stderr: stderr.stream });
  try {
    const code = await main(argv);
    const said = { stdout: await stdout.all(), stderr: await stderr.all() };
    return { code, ...said, output: textOf(output) };
  } finally {
    giveBack();
  }
}

const textOf = (parts: readonly Buffer[]): string => Buffer.concat(parts).toString();

/** Takes what a command says, and adds it to `both`; `all`: when everything of it has arrived. */
function outlet(both: Buffer[]): { stream: Writable; all(): Promise<string> } {
  const parts: Buffer[] = [];
  const stream = new Writable({
    write: (part: Buffer, _encoding, done) => {
      for (const list of [parts, both]) list.push(part);
      done();
    },
  });
  const all = async (): Promise<string> => {
    await finished(stream.end());
    return textOf(parts);
  };
  return { stream, all };
}

/** The process as a command finds it. Gives what puts everything back. */
function lend({ cwd, env, input, stdout, stderr }: Call & { stdout: Writable; stderr: Writable }): () => void {
  const kept = { cwd: process.cwd(), env: { ...process.env }, exitCode: process.exitCode };
  const stdin = Readable.from(input === undefined || input.length === 0 ? [] : [Buffer.from(input)]);
  const streams = { stdin, stdout, stderr };
  const own = Object.keys(streams).map((name) => [name, Object.getOwnPropertyDescriptor(process, name)] as const);
  for (const [name, value] of Object.entries(streams))
    Object.defineProperty(process, name, { value, configurable: true });
  putEnvironment(env);
  process.chdir(cwd);
  process.exitCode = undefined;
  return () => {
    for (const [name, property] of own) if (property !== undefined) Object.defineProperty(process, name, property);
    putEnvironment(kept.env);
    process.chdir(kept.cwd);
    process.exitCode = kept.exitCode;
  };
}

/** In place: what the system is asked for, such as the home folder, looks at the real one. */
function putEnvironment(env: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(process.env)) if (env[name] === undefined) delete process.env[name];
  for (const [name, value] of Object.entries(env)) if (value !== undefined) process.env[name] = value;
}
