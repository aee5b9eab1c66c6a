// A set of the evaluation kit: a folder for each small repository, with an idea, hidden checks, and what a good night makes of it.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { packageRoot } from '../../disk/package-root.js';

export interface Check {
  /** Absolute path of a script; exit code 0 = met. */
  file: string;
  /** What is required, in a sentence. */
  requirement: string;
}

/** Absolute paths. */
export interface Fixture {
  name: string;
  /** The files that the work begins with. */
  repository: string;
  idea: string;
  /** Files as they are after a good night; they replace those of the repository. */
  solution: string;
  checks: Check[];
}

const SETS = path.join(packageRoot(), 'test', 'eval', 'sets');

/** By name; `only`: absent = all. Throws, with what there is, when there is no such set or repository. */
export function readSet(set: string, only: readonly string[] = []): Fixture[] {
  const names = foldersOf(SETS);
  if (!names.includes(set)) throw new Error(`There is no set ${set}; there are: ${names.join(', ')}.`);
  const fixtures = foldersOf(path.join(SETS, set)).map((name) => fixtureAt(path.join(SETS, set, name)));
  const unknown = only.filter((name) => !fixtures.some((one) => one.name === name));
  if (unknown.length > 0)
    throw new Error(
      `The set ${set} has no ${unknown.join(', ')}; it has: ${fixtures.map(({ name }) => name).join(', ')}.`,
    );
  return only.length === 0 ? fixtures : fixtures.filter(({ name }) => only.includes(name));
}

const foldersOf = (folder: string): string[] =>
  readdirSync(folder)
    .filter((name) => statSync(path.join(folder, name)).isDirectory())
    .sort();

function fixtureAt(folder: string): Fixture {
  const part = (name: string): string => path.join(folder, name);
  const checks = readdirSync(part('checks')).sort();
  return {
    ...{
      name: path.basename(folder),
      repository: part('repository'),
      idea: part('idea.md'),
      solution: part('solution'),
    },
    checks: checks.map((name) => checkAt(path.join(part('checks'), name))),
  };
}

/** Its first line says what is required. */
function checkAt(file: string): Check {
  const [first = ''] = readFileSync(file, 'utf8').split('\n');
  const requirement = /^(?:\/\/|#) (.+)$/.exec(first)?.[1];
  if (requirement === undefined) throw new Error(`${file}: its first line has to say what is required, as a comment.`);
  return { file, requirement };
}

/** Relative paths of all files below a folder; none where it is missing. */
export function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const all = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return all.filter((name) => statSync(path.join(folder, name)).isFile()).sort();
}
