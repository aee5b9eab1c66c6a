// The rules about trees can fail: two tasks of one root and one of another, as they should be, have no findings; each thing that must not happen has.
import { expect, it } from 'vitest';
import type { AgentLine, Branches, Evidence } from './evidence.js';
import { commitsAreTheirs } from './rules/commits.js';
import { agentsAreAlone } from './rules/overlap.js';

interface Made {
  agents: AgentLine[];
  branches: Branches;
}

/** Two stages of a1, then a2 that removes a file; b1 at the same time as a1. */
function made(): Made {
  const line = (event: 'start' | 'end', request: string, at: number, files?: AgentLine['files']): AgentLine => ({
    ...{ event, request, pid: Number(request.slice(1)), at },
    ...(files !== undefined && { files }),
  });
  const agents = [
    ...[line('start', 'r1', 1), line('end', 'r1', 5, { 'a.txt': 'a', 'x.txt': 'x', '.millrace/report.md': 'r' })],
    ...[line('start', 'r2', 6), line('end', 'r2', 7, { 'a.txt': 'aa' })],
    ...[line('start', 'r3', 8), line('end', 'r3', 9, { 'x.txt': null })],
    ...[line('start', 'r4', 2), line('end', 'r4', 6, { 'b.txt': 'b' })],
  ];
  const commit = (task: string, run: string, root: string, tree: Record<string, string>) => ({
    ...{ commit: `commit-${task}`, task, run, root },
    tree: { 'README.md': '1', ...tree },
  });
  const base = { 'README.md': '1' };
  const a = [
    commit('a1', 'run-a1', 'a', { 'a.txt': 'aa', 'x.txt': 'x' }),
    commit('a2', 'run-a2', 'a', { 'a.txt': 'aa' }),
  ];
  const b = [commit('b1', 'run-b1', 'b', { 'b.txt': 'b' })];
  const user = { before: { 'mine.txt': '1', '.git/index': '2' }, after: { 'mine.txt': '1', '.git/index': '2' } };
  return { agents, branches: { roots: { a: { base, commits: a }, b: { base, commits: b } }, user, delivered: null } };
}

const ASKED: [request: string, run: string, id: string, root: string][] = [
  ['r1', 'run-a1', 'a1', 'a'],
  ['r2', 'run-a1', 'a1', 'a'],
  ['r3', 'run-a2', 'a2', 'a'],
  ['r4', 'run-b1', 'b1', 'b'],
];

function evidenceOf({ agents, branches }: Made): Evidence {
  const events = ASKED.map(([requestId, runId, id, root], at) => {
    const request = {
      requestId,
      runId,
      stageNumber: 1,
      attempt: 1,
      plane: 'execution',
      item: { family: 'task', id, root },
    };
    const input = { payloads: [{ data: Buffer.from(JSON.stringify({ request })).toString('base64') }] };
    const attributes = { activityType: { name: 'runStage' }, input };
    return { id: String(at), type: 'ACTIVITY_TASK_SCHEDULED', where: requestId, attributes };
  });
  const workflows = [{ id: 'w', type: 'lineage', runs: [{ events }] }];
  const expect = { tasks: ['a1', 'a2', 'b1'], killed: [], gits: 0 };
  return { agents, branches, workflows, expect } as unknown as Evidence;
}

function findings(spoil: (to: Made) => void): string[] {
  const stand = made();
  spoil(stand);
  const evidence = evidenceOf(stand);
  return [...commitsAreTheirs(evidence), ...agentsAreAlone(evidence)].map(({ rule, where }) => `${rule} ${where}`);
}

const commitsOf = ({ branches }: Made, root: string) => branches.roots[root]?.commits ?? [];

it('finds nothing where every task is one commit of its own', () => {
  expect(findings(() => undefined)).toEqual([]);
});

it.each<[string, (to: Made) => void, string[]]>([
  ['a task without a commit', (to) => void commitsOf(to, 'b').pop(), ['G17 b1']],
  ['a task with two', (to) => void commitsOf(to, 'b').push({ ...commitsOf(to, 'b')[0]!, commit: 'again' }), ['G17 b1']],
  ['a commit with a file of nobody', (to) => void (commitsOf(to, 'b')[0]!.tree['more'] = 'm'), ['G17 commit-b1']],
  ['a commit without a file', (to) => void delete commitsOf(to, 'b')[0]!.tree['b.txt'], ['G17 commit-b1']],
  [
    'a commit with the file of another root',
    (to) => void (commitsOf(to, 'b')[0]!.tree['a.txt'] = 'aa'),
    ['G17 commit-b1'],
  ],
  ['one that lost what was on the branch', (to) => void delete commitsOf(to, 'a')[1]!.tree['a.txt'], ['G17 commit-a2']],
  ['a desk in a commit', (to) => void (commitsOf(to, 'a')[1]!.tree['.millrace/report.md'] = 'r'), ['G17 commit-a2']],
  ['a commit on the branch of another root', (to) => void (commitsOf(to, 'b')[0]!.root = 'a'), ['G17 commit-b1']],
  [
    'a commit that says of nobody that it is his',
    (to) => void (commitsOf(to, 'b')[0]!.task = ''),
    ['G17 b1', 'G17 commit-b1'],
  ],
  ['a commit of another run', (to) => void (commitsOf(to, 'b')[0]!.run = 'run-a1'), ['G17 commit-b1']],
  ['a file of the user that is other', (to) => void (to.branches.user.after['.git/index'] = '3'), ['G17 .git/index']],
  ['a ref that came', (to) => void (to.branches.user.after['.git/refs/heads/new'] = '3'), ['G17 .git/refs/heads/new']],
  ['two writers in one tree', (to) => void (to.agents[2]!.at = 4), ['G3 r1']],
])('finds %s', (_name, spoil, expected) => {
  expect(findings(spoil)).toEqual(expected);
});
