// What a run in a tree has of the work of other roots that its item waits for, and the words for it: the same for people and for agents.
import { hasForm, isListOf, isText, oneOf, orAbsent } from '../form.js';
import { inert } from '../inert.js';

export interface OtherWork {
  root: string;
  /** Its items that are waited for. */
  items: string[];
  /** Without `refs/heads/`; empty = it has none. */
  branch: string;
  /**
   * `held`: the tree has it. `apart`: it does not go together with the tree, and is given as a difference. `gone`: neither branch nor commit is there any
   * more. `out`: `trees.stack` is false. `in_place`: it was done in the workspace. `kept`: it is in no commit.
   */
  how: 'held' | 'apart' | 'gone' | 'out' | 'in_place' | 'kept';
  /** Of `apart`: the files in which it does not go together, for people. */
  paths?: string[];
}

export const isOtherWork = hasForm({
  ...{ root: isText, items: isListOf(isText), branch: isText, paths: orAbsent(isListOf(isText)) },
  how: oneOf('held', 'apart', 'gone', 'out', 'in_place', 'kept'),
});

/** Names that are listed. */
const NAMED = 5;

/** One sentence, in which nothing steers a screen. */
export function otherWorkWords({ root, items, branch, how, paths = [] }: OtherWork): string {
  const what = `the work of ${listed(items)} of ${root}`;
  const words: Record<OtherWork['how'], string> = {
    held: `The tree has ${what}, by ${branch}.`,
    apart: `The tree does not have ${what}: ${branch} does not go together with it${paths.length === 0 ? '' : ` in ${listed(paths)}`}, and is given as a difference.`,
    gone: `The tree has ${what} only as far as its base does: ${branch} is gone.`,
    out: `The tree does not have ${what}, which is on ${branch}: trees.stack is false.`,
    in_place: `The tree has ${what} only as far as it was committed: it was done in the workspace.`,
    kept: `The tree does not have ${what}: it is in no commit, and what it left is kept.`,
  };
  return inert(words[how]);
}

const listed = (names: readonly string[]): string =>
  names.slice(0, NAMED).join(', ') + (names.length > NAMED ? ` and ${names.length - NAMED} more` : '');
