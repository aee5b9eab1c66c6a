// What a prompt says of the work tree: which files the task and the last stage changed, so that nobody checks, mends or reports what
// is not of this task. Paths are text of agents and strangers: each is one line, and there is a limit to all of them. What the prompt has no
// room for lies on the desk: an agent behind walls reaches no command of ours.
import { changedWords } from '../core/contracts/changed-words.js';
import { summed } from '../core/changes/summed.js';
import type { FileChange } from '../core/contracts/checkpoints.js';
import { deskFolders } from '../core/contracts/paths.js';
import { clipMiddle, inert } from '../core/inert.js';
import type { Paper } from './desk/earlier.js';

/** What was changed by somebody; null = it is not known. */
export interface PromptChanges {
  files: readonly FileChange[] | null;
  /** The command that shows all of it to people. */
  command: string;
}

export interface PromptChanged {
  /** `Task`, or `Root` for a stage that judges one. */
  whose: 'Task' | 'Root';
  whole: PromptChanges;
  /** Of the stage before this one in its run; null = this is the first. */
  last: (PromptChanges & { node: string }) | null;
}

/** Paths that are named, and bytes of their lines. */
const MOST_PATHS = 30;
const MOST_BYTES = 2000;
const PATH_WIDTH = 200;

/** Of a whole list, in bytes; and no path is longer on any disk. */
const MOST_LISTED_BYTES = 1024 * 1024;
const LONGEST_PATH = 4 * 4096;

const paperOf = { whole: 'changed-so-far.txt', last: 'changed-by-last-stage.txt' } as const;
type Which = keyof typeof paperOf;

export const changedPart = ({ whose, whole, last }: PromptChanged): string =>
  [
    `Changed By This ${whose}: ${said(whole)}`,
    ...pathLines('whole', whole),
    `Changed By Last Stage: ${last === null ? 'none, this is the first' : `${last.node}, ${said(last)}`}`,
    ...(last === null ? [] : pathLines('last', last)),
    whole.files === null ? PILE : FOREIGN,
  ].join('\n');

const FOREIGN =
  "What else `git diff` shows is finished or foreign work, and not this stage's business: neither judge it nor change it back.";
/** Nobody recorded where the task begins in it. */
const PILE =
  'The work tree was not recorded: `git diff` shows this work, finished work of earlier tasks and work of others as one. What no document and no report of this item claims is none of it: neither judge it nor change it back.';

function said({ files }: PromptChanges): string {
  if (files === null) return 'not known';
  return files.length === 0 ? 'nothing so far' : changedWords(summed([files]));
}

function pathLines(which: Which, { files }: PromptChanges): string[] {
  const all = files ?? [];
  const lines = fitting(all.slice(0, MOST_PATHS), MOST_BYTES, PATH_WIDTH);
  const more = all.length - lines.length;
  return more === 0
    ? lines
    : [...lines, `- … and ${more} more: \`${deskFolders.earlier}/${paperOf[which]}\` names all`];
}

/** The whole lists, for the desk, where the prompt has no room for them. */
export function changedPapers(changed: PromptChanged | null): Paper[] {
  const papers: [Which, PromptChanges | null][] = [
    ['whole', changed?.whole ?? null],
    ['last', changed?.last ?? null],
  ];
  return papers.flatMap(([which, changes]) =>
    changes === null || pathLines(which, changes).length === (changes.files?.length ?? 0)
      ? []
      : [{ path: paperOf[which], text: listOf(changes) }],
  );
}

function listOf({ files, command }: PromptChanges): string {
  const all = files ?? [];
  const lines = fitting(all, MOST_LISTED_BYTES, LONGEST_PATH);
  const more = all.length - lines.length;
  return [...lines, ...(more === 0 ? [] : [`- … and ${more} more, which \`${command}\` shows to people`]), ''].join(
    '\n',
  );
}

/** The first ones, as many as there is room for. */
function fitting(files: readonly FileChange[], most: number, width: number): string[] {
  const lines: string[] = [];
  let room = most;
  for (const one of files) {
    const line = lineOf(one, width);
    room -= Buffer.byteLength(line) + 1;
    if (room < 0) break;
    lines.push(line);
  }
  return lines;
}

/** The path stands in quotes as JSON has them: nothing in it looks like words of ours. */
function lineOf({ path, kind, added, removed }: FileChange, width: number): string {
  const how = kind === 'modified' ? '' : kind === 'type' ? ', another kind of file' : `, ${kind}`;
  const lines = added === null || removed === null ? 'binary' : `+${added} −${removed}`;
  return `- ${JSON.stringify(clipMiddle(inert(path), width))} (${lines}${how})`;
}
