// Branches that wait for a person to take them, as entries of the list of what needs one.
import { goneActions, goneWays } from '../core/attention/gone-branch.js';
import { shellWord } from '../core/attention/shell-word.js';
import { counted } from '../core/report/count.js';
import type { BranchView } from './branches.js';
import { type Need, needOf } from './need.js';

/** One more commit makes it another entry: it is told anew. */
export const branchNeeds = (branches: readonly BranchView[]): Need[] =>
  branches.filter(({ state }) => state === 'waits' || state === 'gone').map(branchNeed);

function branchNeed(one: BranchView): Need {
  const { root, branch, base, commits, files, kept, tip, at, state } = one;
  const left = kept === 0 ? '' : `; changes of ${counted(kept, 'run')} are kept and in none of them`;
  const end = state === 'gone' ? 'somebody deleted it' : 'no work of its root is left';
  const reason = `${counted(commits, 'commit')} with ${counted(files, 'file')}, from ${base}; ${end}${left}`;
  return needOf({
    ...{
      what: 'branch',
      kind: state === 'gone' ? 'branch_gone' : 'branch_waits',
      name: branch,
      key: tip ?? '',
      since: at,
      reason,
    },
    remedy: state === 'gone' ? goneWays(root, '`') : takeText(one),
    actions: branchCommands(one),
  });
}

/** Git is not asked here: that it was merged by hand is seen by whoever asks git next. */
function takeText({ root, branch }: Pick<BranchView, 'root' | 'branch'>): string {
  const [deliver, merge] = [`millrace deliver ${shellWord(root)}`, `git merge ${shellWord(branch)}`];
  return `look at it, then \`${deliver} --merge\`; or \`${merge}\` while nothing is staged in your checkout, and \`${deliver}\`, which sees that you took it`;
}

/** To look at it and to take it, the most useful first; where it is gone, what to do about that. */
export function branchCommands({
  root,
  base,
  branch,
  state,
}: Pick<BranchView, 'root' | 'base' | 'branch' | 'state'>): string[] {
  if (state === 'gone') return goneActions(root);
  const deliver = `millrace deliver ${shellWord(root)}`;
  return [
    lookCommand({ base, branch }),
    `${deliver} --merge`,
    `${deliver} --done`,
    `millrace diff ${shellWord(root)} --stat`,
  ];
}

/** What is on it and not in what it began from. */
export const lookCommand = ({ base, branch }: Pick<BranchView, 'base' | 'branch'>): string =>
  `git log --stat ${shellWord(`${base}..${branch}`)}`;
