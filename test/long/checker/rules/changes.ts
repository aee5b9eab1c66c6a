// G17: what each stage changed is known. An agent's own journal, put upon the tree that its stage began with, gives the tree that it
// ended with; where one stage ended the next began; and all of them together lead from the first work tree to the last. Of roots in trees of their
// own the last two are for the commits to say, and the workspace stays as it is, but for deliveries (`deliveries.ts`).
import type { Evidence, Tree } from '../evidence.js';
import type { Finding, Rule } from '../finding.js';
import { hinderedAmong, isLearning, lostAmong, type StageRun, stageRuns } from '../stages.js';

interface Change {
  request: string;
  before: Tree;
  after: Tree;
}

/** Path: content before and after; null = there was none. */
type Difference = Map<string, [before: string | null, after: string | null]>;

export const changesAreTheirs: Rule = (evidence) => {
  const runs = stageRuns(evidence.workflows);
  const order = startedIn(evidence, runs);
  const read = order.map((request) => changeOf(evidence, request, runs.get(request)));
  const changes = read.map((one) => ('before' in one ? one : null));
  return [
    ...read.flatMap((one) => ('before' in one ? [] : one.findings)),
    ...changes.flatMap((one) => (one === null ? [] : asJournal(evidence, runs, one))),
    ...(isWhole(evidence, runs, order) && evidence.branches === null ? chained(evidence, changes) : []),
    ...(evidence.branches === null || evidence.branches.delivered !== null ? [] : workspaceIsAsBefore(evidence)),
  ];
};

/** Where a stage has no start of an agent nobody knows its place; that is found by others. */
const isWhole = ({ expect }: Evidence, runs: Map<string, StageRun>, order: readonly string[]): boolean =>
  [...runs.values()].filter((run) => !isLearning(run)).length - hinderedAmong(runs, expect).size ===
  order.filter((request) => runs.has(request)).length;

const chained = (evidence: Evidence, changes: readonly (Change | null)[]): Finding[] => [
  ...changes.flatMap((one, at) => follows(evidence, one, changes[at - 1], at === 0)),
  ...leadsToTheEnd(evidence, changes),
];

/** Requests in the order in which their agents started. Those that never had one are looked for by other rules. */
function startedIn({ agents }: Evidence, runs: Map<string, StageRun>): string[] {
  const starts = agents.filter(({ event }) => event === 'start').sort((a, b) => a.at - b.at);
  return [...new Set(starts.map(({ request }) => request))].filter((request) => !isLearning(runs.get(request)));
}

function changeOf({ trees }: Evidence, request: string, run: StageRun | undefined): Change | { findings: Finding[] } {
  const result = run?.completed.find((one) => one.requestId === request);
  // That it has no result, or none of its own, is found by others.
  if (result === undefined) return { findings: [] };
  const { changes } = result;
  if (changes === null) return { findings: [finding(request, 'does not say what it changed')] };
  const [before, after] = [changes.before, changes.after].map((one) => trees.recorded[one ?? '']);
  if (before === undefined || after === undefined)
    return {
      findings: [finding(request, `names the trees ${changes.before} and ${changes.after}; one is not recorded`)],
    };
  const files = differenceOf(before, after).size;
  if (files === changes.files) return { request, before, after };
  return { findings: [finding(request, `says that it changed ${changes.files} files; its trees differ in ${files}`)] };
}

/** What lies below is no work. */
const ON_A_DESK = /^(?:millrace-agents|\.millrace)\//;

/** One that was killed has no last line: it wrote some of what the next attempt of its stage says that it wrote. */
function asJournal(evidence: Evidence, runs: Map<string, StageRun>, change: Change): Finding[] {
  const { request } = change;
  if (!lostAmong(runs, evidence.expect).has(request)) return sameAsJournal(evidence, change);
  const asked = runs.get(request)?.request;
  const isOfIt = (other: StageRun | undefined): boolean =>
    other?.request.runId === asked?.runId && other?.request.stageNumber === asked?.stageNumber;
  const lines = evidence.agents.filter((line) => isOfIt(runs.get(line.request)));
  const told = new Set(lines.flatMap(({ files = {} }) => Object.keys(files)));
  const other = [...differenceOf(change.before, change.after).keys()].filter((name) => !told.has(name));
  return other.length === 0
    ? []
    : [finding(request, `was killed, and changed what its stage does not: ${some(other)}`)];
}

function sameAsJournal({ agents }: Evidence, { request, before, after }: Change): Finding[] {
  const wrote = agents.filter((line) => line.request === request);
  const expected = { ...before };
  for (const [path, content] of wrote.flatMap(({ files = {} }) => Object.entries(files)))
    if (ON_A_DESK.test(path)) continue;
    else if (content === null) delete expected[path];
    else expected[path] = content;
  return unequal(request, 'its agent wrote', expected, 'its stage has', after);
}

function follows(
  { trees }: Evidence,
  change: Change | null,
  last: Change | null | undefined,
  isFirst: boolean,
): Finding[] {
  if (change === null) return [];
  if (isFirst) return unequal(change.request, 'in the tree before all', trees.first, 'it found', change.before);
  if (!last) return [];
  return unequal(change.request, 'the stage before it left', last.after, 'it found', change.before);
}

const workspaceIsAsBefore = ({ trees }: Evidence): Finding[] =>
  unequal('last-tree.json', 'before all the workspace had', trees.first, 'after all it has', trees.last);

/** The sum of the differences of all stages is the difference between the first and the last tree. */
function leadsToTheEnd({ trees }: Evidence, changes: readonly (Change | null)[]): Finding[] {
  if (changes.some((one) => one === null)) return [];
  const sum: Difference = new Map();
  for (const change of changes)
    for (const [path, [before, after]] of change === null ? [] : differenceOf(change.before, change.after))
      sum.set(path, [sum.has(path) ? (sum.get(path)?.[0] ?? null) : before, after]);
  const whole = differenceOf(trees.first, trees.last);
  const real = [...sum].filter(([, [before, after]]) => before !== after);
  const wrong = [
    ...real.filter(([path, [, after]]) => whole.get(path)?.[1] !== after).map(([path]) => path),
    ...[...whole.keys()].filter((path) => !real.some(([one]) => one === path)),
  ];
  return wrong.length === 0 ? [] : [finding('last-tree.json', `is not what the stages lead to: ${some(wrong)}`)];
}

function differenceOf(before: Tree, after: Tree): Difference {
  const paths = new Set([...Object.keys(before), ...Object.keys(after)]);
  const other = [...paths].filter((path) => before[path] !== after[path]);
  return new Map(other.map((path) => [path, [before[path] ?? null, after[path] ?? null]]));
}

function unequal(request: string, one: string, first: Tree, other: string, second: Tree): Finding[] {
  const paths = [...differenceOf(first, second).keys()];
  return paths.length === 0 ? [] : [finding(request, `${one} other files than ${other}: ${some(paths)}`)];
}

const NAMED = 5;
const some = (paths: readonly string[]): string =>
  paths.slice(0, NAMED).join(', ') + (paths.length > NAMED ? `, and ${paths.length - NAMED} more` : '');

const finding = (where: string, what: string): Finding => ({ rule: 'G17', where, what });
