// A workspace without a server, and every command asked there in turn: each one's faults, and what it changed.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeStand, type Ran, type Stand } from '../stand.js';
import { changeBetween, everything, faultIn, type Wanted } from './check.js';
import { type Fault, plainCall } from './faults.js';
import { call, type Row, rows } from './in-process.js';

export const ALL = rows();

export interface Ground {
  stand: Stand;
  ask(argv: readonly string[], cwd?: string): Promise<Ran>;
  /** Of all commands that can have this fault; empty when each of them takes it well. */
  faults(fault: Fault): Promise<string[]>;
  /** The same of calls that are right as far as they go. */
  plainly(cwd?: string): Promise<string[]>;
}

export async function makeGround(): Promise<Ground> {
  const stand = await makeStand();
  const env = { MILLRACE_STATE_HOME: join(stand.root, 'state'), HOME: stand.root };
  const ask = (argv: readonly string[], cwd = stand.workspace): Promise<Ran> => call(argv, cwd, env);
  const tried = async (argv: readonly string[], wanted: Wanted, cwd?: string): Promise<string[]> => {
    const before = everything(stand.root);
    const fault = faultIn(argv, await ask(argv, cwd), wanted);
    const changed = changeBetween(before, everything(stand.root));
    return [
      ...(fault === null ? [] : [fault]),
      ...(changed === null ? [] : [`${JSON.stringify(argv)} changed ${changed}`]),
    ];
  };
  const each = async (one: (row: Row) => Promise<string[]>): Promise<string[]> => {
    const found: string[] = [];
    for (const row of ALL) found.push(...(await one(row)));
    return found;
  };
  const ignored = join(stand.workspace, 'millrace-agents/.gitignore');
  return {
    ...{ stand, ask },
    faults: (fault) =>
      each((row) => {
        const argv = fault.argv(row);
        return argv === null ? Promise.resolve([]) : tried(argv, { fails: true, names: fault.names(row) });
      }),
    plainly: (cwd) =>
      each((row) => {
        const asked = (): Promise<string[]> => tried(plainCall(row), { fails: false, names: null }, cwd);
        return row.effect === 'looks' ? without(ignored, asked) : asked();
      }),
  };
}

/** A file that whoever changes something puts back, and whoever only looks must not. */
async function without<T>(file: string, work: () => Promise<T>): Promise<T> {
  const text = readFileSync(file);
  rmSync(file);
  try {
    return await work();
  } finally {
    writeFileSync(file, text);
  }
}

/** Files stand where folders belong, and cannot be listed by anybody, root neither. */
export function spoil(workspace: string): void {
  for (const name of ['tasks/queue', 'runs', 'state', 'specs/queue', 'arbiter']) {
    const place = join(workspace, 'millrace-agents', name);
    rmSync(place, { recursive: true, force: true });
    writeFileSync(place, 'a file\n');
  }
}

export function emptyFolder({ root }: Stand): string {
  const folder = join(root, 'empty');
  mkdirSync(folder, { recursive: true });
  return folder;
}
