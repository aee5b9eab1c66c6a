// The branch of a root in words: what is on it, from where, and what a person can do with it.
import { shortDigest } from '../../core/report/short-digest.js';
import { goneWays } from '../../core/attention/gone-branch.js';
import { lookCommand } from '../../read/branch-needs.js';
import type { BranchStory, BranchWork } from '../../read/branch-story.js';
import { counted } from '../render/count.js';
import { baseText, branchStands } from '../render/branch.js';
import { wrapped } from '../render/wrapped.js';

/** Lines of a section of its own; none where the root has no branch. */
export function branchLines(story: BranchStory | null): string[] {
  if (story === null) return [];
  const { branch, commits, files, state, tree, work } = story;
  const what = `${branch}: ${counted(commits, 'commit')} with ${counted(files, 'file')}, from ${baseText(story)}; ${branchStands(story)}`;
  return [
    ...['', 'Branch', ...wrapped('  ', what)],
    ...work.flatMap((one) => wrapped('    ', workText(one))),
    ...(tree === null ? [] : wrapped('  tree      ', tree)),
    ...(state === 'gone' ? wrapped('  to do     ', `${goneWays(story.root, '`')}.`) : []),
    ...(state === 'waits' ? wrapped('  look      ', lookCommand(story)) : []),
    ...(state === 'waits' ? wrapped('  take it   ', `millrace deliver ${story.root} --merge`) : []),
  ];
}

function workText({ item, kind, commit, files, kept, why }: BranchWork): string {
  const words = {
    committed: `${shortDigest(commit ?? '')} ${item}, ${counted(files ?? 0, 'file')}`,
    kept: `kept ${kept ?? ''}: ${item}, in no commit; \`millrace retry\` takes it up`,
    refused: `${item}: no commit; its changes lie in the tree`,
  };
  return why === '' ? words[kind] : `${words[kind]}: ${why}`;
}
