// What a prompt says of the work tree: which files the task and the last stage changed, so that nobody checks, mends or reports what
// is not of this task. Paths are text of agents and strangers: each is one line, and there is a limit to all of them.
import { changedWords } from '../core/contracts/changed-words.js';
import type { FileChange } from '../core/contracts/checkpoints.js';
import { clipMiddle, inert } from '../core/inert.js';

/** What was changed by somebody; null = it is not known. */
export interface PromptChanges {
  files: readonly FileChange[] | null;
  /** The command that shows all of it. */
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

export const changedPart = ({ whose, whole, last }: PromptChanged): string =>
  [
    `Changed By This ${whose}: ${said(whole)}`,
    ...pathLines(whole),
    `Changed By Last Stage: ${last === null ? 'none, this is the first' : `${last.node}, ${said(last)}`}`,
    ...(last === null ? [] : pathLines(last)),
    `What else \`git diff\` shows is finished or foreign work, and not this stage's business: neither judge it nor change it back.`,
  ].join('\n');

function said({ files }: PromptChanges): string {
  if (files === null) return 'not known';
  const sum = (which: 'added' | 'removed'): number => files.reduce((all, one) => all + (one[which] ?? 0), 0);
  return files.length === 0
    ? 'nothing so far'
    : changedWords({ files: files.length, added: sum('added'), removed: sum('removed') });
}

function pathLines({ files, command }: PromptChanges): string[] {
  const all = files ?? [];
  const lines: string[] = [];
  let room = MOST_BYTES;
  for (const line of all.slice(0, MOST_PATHS).map(lineOf)) {
    room -= Buffer.byteLength(line) + 1;
    if (room < 0) break;
    lines.push(line);
  }
  const more = all.length - lines.length;
  return more === 0 ? lines : [...lines, `- … and ${more} more: \`${command}\` names all`];
}

/** The path stands in quotes as JSON has them: nothing in it looks like words of ours. */
function lineOf({ path, kind, added, removed }: FileChange): string {
  const how = kind === 'modified' ? '' : kind === 'type' ? ', another kind of file' : `, ${kind}`;
  const lines = added === null || removed === null ? 'binary' : `+${added} −${removed}`;
  return `- ${JSON.stringify(clipMiddle(inert(path), PATH_WIDTH))} (${lines}${how})`;
}
