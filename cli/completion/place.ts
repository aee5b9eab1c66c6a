// What belongs at the place of the cursor, from the tree of commands alone: it knows every command and option that there is.
import type { Argument, Command, Option } from 'commander';
import { effectOf, isShown, pathOf } from '../tree/effects.js';

export interface Candidate {
  word: string;
  /** One line; may be empty. */
  about: string;
}

export interface Place {
  /** What the tree itself knows. */
  candidates: Candidate[];
  /** Of the kinds of things whose ids belong here; their ids are in files. */
  ids: IdKind[];
  /** Only items that have not ended: the command changes something of them. */
  living: boolean;
  /** A path may stand here. */
  files: boolean;
  /** What was written of the word so far. */
  begun: string;
  /** `--workspace`, where it was written. */
  workspace: string | null;
}

export type IdKind = keyof typeof SAID_OF;

/** How the descriptions of arguments and options say whose id is meant. */
const SAID_OF = {
  item: /\bid of (?:the|an) item\b|\bthe (?:item|task) that\b/,
  run: /\bof (?:the|a) run\b|\bor a run\b|, a run or\b/,
  root: /\bid of the root\b|\bor a root\b/,
  approval: /\bid of the approval\b/,
  skill: /\bid of the skill\b/,
  candidate: /\bof (?:the|a) candidate\b/,
  quarantined: /^name of the file\b/,
  mode: /^(?:mode to |id of the mode|compare the plan of this mode)/,
  family: /\bfamil(?:y|ies)\b|^task, /,
  asset: /^such as stages\//,
  setting: /\bkey of the setting\b/,
} as const;

/** The kinds that a description names. */
export const kindsIn = (description: string): IdKind[] =>
  (Object.keys(SAID_OF) as IdKind[]).filter((kind) => SAID_OF[kind].test(description));

/** Arguments and values that are paths, by their names. */
const PATHS = /^(?:files?|dir|path|paths|folder|output)$/;

/** `words`: all behind the name of the program; the last one is being written. */
export function placeIn(program: Command, words: readonly string[]): Place {
  const before = words.slice(0, -1).filter((word) => word !== '=');
  const begun = unquoted(words.at(-1) ?? '');
  const walk = walked(program, before);
  const { command, operands, waiting, onlyOperands } = walk;
  const living = needsLiving(pathOf(command));
  const place = { begun: begun === '=' ? '' : begun, workspace: walk.workspace, living };
  if (waiting !== null) return { ...place, ...valuesOf(waiting.argChoices, waiting.description, nameOfValue(waiting)) };
  if (!onlyOperands && begun.startsWith('-'))
    return { ...place, candidates: optionsOf(command), ids: [], files: false };
  const subs = operands === 0 ? commandsOf(command) : [];
  const argument = argumentAt(command, operands);
  const values =
    argument === undefined ? NOTHING : valuesOf(argument.argChoices, argument.description, argument.name());
  return { ...place, ...values, candidates: [...subs, ...values.candidates] };
}

/** `restore` takes back what an item did, which mostly has ended. */
const needsLiving = (path: string): boolean => path !== 'restore' && (effectOf(path) ?? 'looks') !== 'looks';

interface Walk {
  command: Command;
  /** Positional arguments that were written. */
  operands: number;
  /** Option whose value comes next. */
  waiting: Option | null;
  /** `--` was written. */
  onlyOperands: boolean;
  workspace: string | null;
}

function walked(program: Command, words: readonly string[]): Walk {
  const walk: Walk = { command: program, operands: 0, waiting: null, onlyOperands: false, workspace: null };
  for (const word of words) {
    if (walk.waiting !== null) takeValue(walk, word);
    else if (walk.onlyOperands) walk.operands += 1;
    else if (word === '--') walk.onlyOperands = true;
    else if (word.startsWith('-')) walk.waiting = needingValue(walk.command, word);
    else step(walk, word);
  }
  return walk;
}

function takeValue(walk: Walk, word: string): void {
  if (walk.waiting?.attributeName() === 'workspace') walk.workspace = unquoted(word);
  walk.waiting = null;
}

function step(walk: Walk, word: string): void {
  const below = walk.operands === 0 ? walk.command.commands.find((one) => one.name() === word) : undefined;
  if (below === undefined) walk.operands += 1;
  else walk.command = below;
}

/** Null where the word has its value with it, or takes none. */
function needingValue(command: Command, word: string): Option | null {
  if (word.includes('=')) return null;
  return allOptions(command).find((one) => one.required && [one.short, one.long].includes(word)) ?? null;
}

/** Those of the command first; those above it hold here too. */
const allOptions = (command: Command): readonly Option[] =>
  command.parent === null ? command.options : [...command.options, ...allOptions(command.parent)];

const optionsOf = (command: Command): Candidate[] => [
  ...unique(
    allOptions(command)
      .filter(({ hidden }) => !hidden)
      .map(({ long, short, description }) => ({ word: long ?? short ?? '', about: description })),
  ),
  { word: '--help', about: 'show the help' },
];

const unique = (all: readonly Candidate[]): Candidate[] =>
  [...new Map([...all].reverse().map((one) => [one.word, one])).values()].reverse();

const commandsOf = (command: Command): Candidate[] =>
  command.commands.filter(isShown).map((one) => ({ word: one.name(), about: one.description() }));

function argumentAt(command: Command, at: number): Argument | undefined {
  const last = command.registeredArguments.at(-1);
  return command.registeredArguments[at] ?? (last?.variadic === true ? last : undefined);
}

const NOTHING = { candidates: [], ids: [], files: false } satisfies Partial<Place>;

const nameOfValue = ({ flags }: Option): string => /[<[]([^>\].]+)/.exec(flags)?.[1] ?? '';

function valuesOf(
  choices: string[] | undefined,
  description: string,
  name: string,
): Pick<Place, 'candidates' | 'ids' | 'files'> {
  const candidates = (choices ?? []).map((word) => ({ word, about: '' }));
  return { candidates, ids: kindsIn(description), files: PATHS.test(name) };
}

/** A quote that is open, and what protects a sign, is the shell's and not the word's. */
const unquoted = (word: string): string => word.replace(/^["']/, '').replace(/["']$/, '').replace(/\\(.)/g, '$1');
