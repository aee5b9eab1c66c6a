// What the raw evidence of a run says, without asking the product: counted from the folder that the run exported.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Expectation } from '../checker/evidence.js';

export interface Figures {
  tasks: number;
  /** Tasks in `tasks/done`. */
  done: number;
  /** Starts that the agents themselves wrote down, and how many there should be. */
  starts: number;
  expectedStarts: number;
  /** Stages that there should be, without second chances, those chances, and the agents that were killed, or lost their host: what else is counted leaves these out. */
  stages: number;
  chances: number;
  /** Tasks for a merger, and how many there should be; after each of them a root is judged once more. */
  merges: number;
  expectedMerges: number;
  killed: number;
  /** Start lines of a (task, stage) beyond the first. */
  repeated: number;
  /** Claims of hosts, and requests that they are for. */
  claims: number;
  requests: number;
  /** Results in the event log, each request counted once; and those that came more than once. */
  applied: number;
  appliedAgain: number;
  /** Pairs of agents that worked at the same time in one lane. */
  overlaps: number;
  processesLeft: number;
}

/** What a scripted agent says of itself. */
export interface AgentLine {
  event: 'start' | 'end';
  /** Id of the request that it was started for. */
  request: string;
  pid: number;
  /** Milliseconds since 1970. */
  at: number;
  node: string;
  item: string;
}

export function figuresOf(evidence: string): Figures {
  const expected = JSON.parse(text(evidence, 'expect.json')) as Required<Expectation>;
  const { tasks, stagesPerTask, others, chances, killed, merges = 0 } = expected;
  const stages = tasks.length * stagesPerTask + others.reduce((sum, one) => sum + one.stages, 0);
  const inTrees = existsSync(path.join(evidence, 'branches.json'));
  const learn = new Set(others.filter(({ family }) => family === 'learning_request').map(({ id }) => id));
  const agents = lines<AgentLine>(text(evidence, 'agents.jsonl'));
  // Of a killed one nobody knows whether it came to its first line.
  const counts = (request: string): boolean => !killed.includes(request);
  const starts = agents.filter(({ event, request }) => event === 'start' && counts(request));
  const done = new Set(names(evidence, 'millrace-agents/tasks/done'));
  const claims = names(evidence, 'journals')
    .filter(counts)
    .map((one) => names(evidence, `journals/${one}`).filter((name) => /^claim-\d+$/.test(name)));
  const results = completedIn(text(evidence, 'millrace-agents/logs/runtime_events.jsonl'));
  return {
    tasks: tasks.length,
    done: tasks.filter((task) => done.has(`${task}.md`)).length,
    starts: starts.length,
    expectedStarts: stages + chances,
    stages,
    chances,
    merges: [...done].filter((name) => name.startsWith('merge-')).length,
    expectedMerges: merges,
    killed: killed.length,
    repeated: starts.length - new Set(starts.map(({ node, item }) => `${node} ${item}`)).size,
    claims: claims.flat().length,
    // One that waited for its tree had no host.
    requests: claims.filter((some) => some.length > 0).length,
    applied: new Set(results).size,
    appliedAgain: results.length - new Set(results).size,
    overlaps:
      // Of one tree; of several the checker says it.
      (inTrees ? 0 : overlapsOf(agents.filter(({ item }) => !learn.has(item)))) +
      overlapsOf(agents.filter(({ item }) => learn.has(item))),
    processesLeft: (JSON.parse(text(evidence, 'processes.json')) as unknown[]).length,
  };
}

/** Sentences; empty when all is as it should be. */
export function faultsIn(figures: Figures): string[] {
  const { tasks, done, starts, expectedStarts, stages, chances, merges, claims, requests, applied, appliedAgain } =
    figures;
  const repeated = figures.repeated - chances - merges;
  const checks: [boolean, string][] = [
    [done === tasks, `${tasks - done} of ${tasks} tasks are not done`],
    [starts === expectedStarts, `${starts} agent starts, ${expectedStarts} expected`],
    [merges === figures.expectedMerges, `${merges} tasks for a merger, ${figures.expectedMerges} expected`],
    [repeated === 0, `${repeated} stages were started again`],
    [claims === requests, `${claims} claims for ${requests} requests`],
    [requests === expectedStarts, `${requests} requests, ${expectedStarts} expected`],
    [applied === stages, `${applied} results applied, ${stages} expected`],
    [appliedAgain === 0, `${appliedAgain} results were applied again`],
    [figures.overlaps === 0, `${figures.overlaps} pairs of agents worked at the same time`],
    [figures.processesLeft === 0, `${figures.processesLeft} processes are left`],
  ];
  return checks.flatMap(([fine, fault]) => (fine ? [] : [fault]));
}

/** Request of every result that the log shows. */
function completedIn(log: string): string[] {
  const events = lines<{ event_type: string; data: Record<string, unknown> }>(log);
  return events.filter((one) => one.event_type === 'stage_completed').map(({ data }) => String(data['request_id']));
}

/** An agent without an end line was ended by force: it counts for the moment of its start alone. */
function overlapsOf(agents: AgentLine[]): number {
  const spans = new Map<number, { from: number; to: number }>();
  for (const { event, pid, at } of agents) {
    if (event === 'start') spans.set(pid, { from: at, to: at });
    else spans.set(pid, { from: spans.get(pid)?.from ?? at, to: at });
  }
  const all = [...spans.values()].sort((a, b) => a.from - b.from);
  return all.flatMap((one, at) => all.slice(at + 1).filter((later) => later.from < one.to)).length;
}

function text(evidence: string, file: string): string {
  const full = path.join(evidence, file);
  return existsSync(full) ? readFileSync(full, 'utf8') : '';
}

const names = (evidence: string, folder: string): string[] => {
  const full = path.join(evidence, folder);
  return existsSync(full) ? readdirSync(full) : [];
};

const lines = <T>(all: string): T[] =>
  all
    .split('\n')
    .filter((line) => line.endsWith('}'))
    .map((line) => JSON.parse(line) as T);
