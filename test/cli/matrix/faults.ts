// What a person or a program may get wrong with any command.
import type { Row } from './in-process.js';

export interface Fault {
  name: string;
  /** The arguments of this fault; null = the command cannot have it. */
  argv(row: Row): string[] | null;
  /** What is wrong, as the message has to name it; null = it need not. */
  names(row: Row): string | null;
  /** It stands for others, and is tried with every `npm test`. */
  stands: boolean;
}

/** What an id must not be, or what is the id of nothing: first those that stand for the others. */
const VALUES: Readonly<Record<string, string>> = {
  'an unknown id': 'nobody-404',
  'a path': '../../etc/passwd',
  'an escape': 'a\u001b[31mb',
  'a slash': 'a/b',
  'two dots': '..',
  'an empty one': '',
  '300 characters': 'x'.repeat(300),
  'what was no UTF-8': 'caf\uFFFD',
  'a new line': 'a\nerror: b',
  'a member of every object': '__proto__',
};

const STANDING = 3;

/** Where a value is free text, or names a place or something new, it is no fault. */
const IDS = /^(id|root|old|name|candidate|approval|file|key|loop|stage)$/;
const takesId = ({ path, args }: Row): boolean =>
  IDS.test(args[0]?.name ?? '') && !/^(model-aliases set|notify test|keys (add|rotate))$/.test(path);

const rest = ({ args }: Row): string[] => args.slice(1).flatMap(({ required }) => (required ? ['T-2'] : []));

/** What a command cannot do without. */
const NEEDS: Readonly<Record<string, string[]>> = {
  'queue supersede': ['--replacement', 'T-2'],
  'queue retarget': ['--from', 'T-1', '--to', 'T-2'],
  'queue retarget-dependency': ['--from', 'T-1', '--to', 'T-2'],
  'model-aliases set': ['--model', 'm', '--thinking-level', 'high'],
  'skills reject': ['--reason', 'no'],
  'compile simulate': ['--outcomes', 'BUILDER_COMPLETE'],
  'queue move': ['--first'],
  start: ['--once'],
  'queue edit': ['--title', 'Another'],
  restore: ['--before'],
  'usage raise': ['--to', '30'],
  'keys add': ['--rights', 'pause'],
  // Refused: it would listen to the input of the tests.
  mcp: ['--allow', 'all'],
  serve: ['--port', '65536'],
};

/** Runs that would begin work are only rehearsed. */
const harmless = ({ effect }: Row): string[] => (effect === 'changes' || effect === 'decides' ? ['--dry-run'] : []);

const call = (row: Row, values: string[]): string[] => [
  ...row.path.split(' '),
  ...harmless(row),
  ...(NEEDS[row.path] ?? []),
  '--',
  ...values,
];

export const FAULTS: readonly Fault[] = [
  {
    name: 'a missing argument',
    argv: (row) => (row.args[0]?.required === true ? row.path.split(' ') : null),
    stands: true,
    names: (row) => (Object.hasOwn(NEEDS, row.path) ? null : `missing required argument '${row.args[0]?.name ?? ''}'`),
  },
  {
    name: 'an unknown option',
    argv: (row) => (row.takesAll ? null : [...row.path.split(' '), '--no-such-thing']),
    names: (row) => (Object.hasOwn(NEEDS, row.path) ? null : "unknown option '--no-such-thing'"),
    stands: true,
  },
  {
    name: 'too many arguments',
    argv: (row) => (row.args.length > 0 || row.takesAll ? null : [...call(row, []), 'surplus']),
    // What has commands below it takes the word for one of them.
    names: (row) => (/^(run|usage)$/.test(row.path) ? "unknown command 'surplus'" : 'too many arguments'),
    stands: true,
  },
  ...Object.entries(VALUES).map(([name, value], at): Fault => ({
    name: `${name} for the first argument`,
    argv: (row) => (takesId(row) ? call(row, [value, ...rest(row)]) : null),
    names: () => value,
    stands: at < STANDING,
  })),
];

/** Where the argument is one of a few words. */
const WORDS: Readonly<Record<string, string>> = { 'keys require': 'on' };

/** With a valid command line, as far as anybody can say without knowing the command. */
export const plainCall = (row: Row): string[] => [
  ...row.path.split(' '),
  ...harmless(row),
  ...(NEEDS[row.path] ?? []),
  ...row.args.flatMap(({ required }) => (required ? [WORDS[row.path] ?? 'T-1'] : [])),
];
