// Deliveries: the base is always a commit whose checks passed, each root landed once and whole, and the user's checkout that is on the base followed it.
import { isDeepStrictEqual } from 'node:util';
import type { Delivered } from '../evidence.js';
import type { Finding, Rule } from '../finding.js';

export const deliveriesAreWhole: Rule = ({ branches, expect, trees }) => {
  const delivered = branches?.delivered ?? null;
  if (delivered === null) return [];
  const roots = expect.others.filter(({ family }) => family === 'spec').map(({ id }) => id);
  return [
    ...chained(delivered),
    ...delivered.moves.flatMap((move) => wasChecked(delivered, move)),
    ...roots.flatMap((root) => landedOnce(delivered, root)),
    ...expect.tasks.flatMap((task) => isIn(delivered, task)),
    ...followed(delivered, trees.last),
  ];
};

/** Nobody moved it but deliveries, and from where the one before left it. */
function chained({ start, tip, moves }: Delivered): Finding[] {
  const stands = [start, ...moves.map(({ to }) => to)];
  return [
    ...moves.flatMap(({ from, to, because }, at) =>
      from === stands[at] && because.startsWith('millrace: deliver ')
        ? []
        : [finding(to, `came after ${from} for "${because}"; the base was at ${stands[at]}`)],
    ),
    ...(stands.at(-1) === tip ? [] : [finding(tip, `is the base, and its log ends with ${stands.at(-1)}`)]),
  ];
}

const wasChecked = ({ checked }: Delivered, { to, holds }: Delivered['moves'][number]): Finding[] =>
  checked.includes(holds) ? [] : [finding(to, 'became the base, and no check ran on what it holds')];

function landedOnce({ moves }: Delivered, root: string): Finding[] {
  const count = moves.filter(({ because }) => because === `millrace: deliver ${root}`).length;
  return count === 1 ? [] : [finding(root, `landed ${count} times; it should once`)];
}

function isIn({ tasks }: Delivered, task: string): Finding[] {
  const count = tasks.filter((one) => one === task).length;
  return count === 1 ? [] : [finding(task, `has ${count} commits in the base; a landed task has one`)];
}

function followed({ checkout: { branch, status, tree } }: Delivered, last: Record<string, string>): Finding[] {
  return [
    ...(branch === 'main' ? [] : [finding('checkout', `is on ${branch}`)]),
    ...status.map((line) => finding('checkout', `is not clean: ${line}`)),
    ...(isDeepStrictEqual(tree, last) ? [] : [finding('checkout', 'holds other files than the commit that it is on')]),
  ];
}

const finding = (where: string, what: string): Finding => ({ rule: 'delivery', where, what });
