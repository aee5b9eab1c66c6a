// G17 in trees: a done task is one commit on the branch of its root, which holds what the agents of its run wrote by their own lines, upon what was
// there before, and nothing else; and what is the user's is byte for byte as it was.
import { isDeepStrictEqual } from 'node:util';
import type { Branch, Branches, Evidence, Tree } from '../evidence.js';
import type { Finding, Rule } from '../finding.js';
import { type StageRun, stageRuns } from '../stages.js';

export const commitsAreTheirs: Rule = (evidence) => {
  const { branches, expect, workflows } = evidence;
  if (branches === null) return [];
  const runs = stageRuns(workflows);
  return [
    ...expect.tasks.flatMap((task) => committedOnce(branches, task)),
    ...Object.entries(branches.roots).flatMap(([root, branch]) => builtUp(evidence, runs, root, branch)),
    ...userIsAsBefore(branches),
  ];
};

function committedOnce({ roots }: Branches, task: string): Finding[] {
  const count = Object.values(roots).flatMap(({ commits }) => commits.filter((one) => one.task === task)).length;
  return count === 1 ? [] : [finding(task, `has ${count} commits; a done task has one`)];
}

function builtUp(evidence: Evidence, runs: Map<string, StageRun>, root: string, { base, commits }: Branch): Finding[] {
  return commits.flatMap((one, at) => {
    if (one.root !== root || one.task === '' || one.run === '')
      return [finding(one.commit, `is on the branch of ${root} and says that it is of ${one.root}, task ${one.task}`)];
    const before = one.merged ?? commits[at - 1]?.tree ?? base;
    const expected = written(evidence, runs, one, before);
    if (isDeepStrictEqual(expected, one.tree)) return [];
    const names = [...new Set([...Object.keys(expected), ...Object.keys(one.tree)])];
    const other = names.filter((name) => expected[name] !== one.tree[name]);
    return [finding(one.commit, `of ${one.task} is other than its agents wrote: ${other.slice(0, 5).join(', ')}`)];
  });
}

/** Desks are no work. */
const ON_A_DESK = /^(?:millrace-agents|\.millrace)\//;

function written(
  { agents }: Evidence,
  runs: Map<string, StageRun>,
  { run, task }: Branch['commits'][number],
  before: Tree,
): Tree {
  const tree = { ...before };
  const isOf = (request: string): boolean => {
    const asked = runs.get(request)?.request;
    return asked?.runId === run && asked.item.id === task;
  };
  const lines = agents.filter(({ request }) => isOf(request)).sort((a, b) => a.at - b.at);
  for (const [name, content] of lines.flatMap(({ files = {} }) => Object.entries(files)))
    if (ON_A_DESK.test(name)) continue;
    else if (content === null) delete tree[name];
    else tree[name] = content;
  return tree;
}

function userIsAsBefore({ user: { before, after } }: Branches): Finding[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.filter((name) => before[name] !== after[name]).map((name) => finding(name, 'of the user was changed'));
}

const finding = (where: string, what: string): Finding => ({ rule: 'G17', where, what });
