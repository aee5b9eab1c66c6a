// The evidence of one run, read from its folder. Whoever exports it keeps to this layout:
//   histories/<workflowId>.<n>.json  every run of every workflow, n = 1, 2, ... in the order of their starts
//   millrace-agents/                 the mirror: documents, snapshot, status files, event log, stage results
//   journals/<request>/, done/<request>   what the agent hosts wrote: claims, the agent's pid, what was decided, how it ended
//   agents.jsonl                     the agents' own lines: {event: start|end, request, pid, at (ms since 1970)}, the last
//                                    one with what they wrote in the work tree, files: {path: content, null = removed}
//   trees.json                       recorded trees by digest, each {path: content}; content by the name that git gives it
//   first-tree.json, last-tree.json  what lay in the work tree before and after all, each {path: content}
//   branches.json                    where roots work in trees of their own: their branches, and what the user has beside them
//   processes.json                   what still ran after the end with the mark of a request
//   kills.jsonl                      what was done to the run; read by people
//   report.json, report.md           where there is a report: `report --since 0`, as data and as a page
//   blobs.json                       where there is a report: texts by the name that git gives them
//   expect.json                      what should have come of it
import { existsSync } from 'node:fs';
import path from 'node:path';
import { EvidenceError, linesOf, readJson, readText } from './files.js';
import type { Workflow } from './history.js';
import { readWorkflows } from './history.js';
import type { Journal } from './journals.js';
import { readJournals } from './journals.js';
import type { Mirror } from './mirror.js';
import { readMirror } from './mirror.js';
import type { ToldReport } from './report.js';

export interface Expectation {
  /** Ids of the tasks that should be done. */
  tasks: string[];
  stagesPerTask: number;
  /** Other items that should be done, each with the stages that it needs. */
  others?: OtherItem[];
  /** Tasks for a merger that should have come, each of another root. */
  merges?: number;
  /** Stages that leave a fault of form first, and are asked once more. */
  chances?: number;
  /** Requests whose agent, or its host, the driver killed while it was at work: each is lost, and its stage has one attempt more. */
  killed?: string[];
  /** Requests that were struck after the agent's last word, which counts: that nobody knows how the agent ended costs nothing. */
  stood?: string[];
  /** How many children of workers that were git the driver killed. */
  gits?: number;
  /** Issuers of the driver's own commands. */
  issuers?: string[];
  /** Items that ask a person at the end, `family/id`. */
  asking?: string[];
}

export interface OtherItem {
  family: string;
  id: string;
  stages: number;
}

export interface AgentLine {
  event: 'start' | 'end';
  request: string;
  pid: number;
  at: number;
  /** What it wrote; null = removed. Absent = nothing. */
  files?: Record<string, string | null>;
}

/** Content by path. */
export type Tree = Record<string, string>;

/** Of a root that has a tree of its own. */
export interface Branch {
  /** What it began from. */
  base: Tree;
  /** Oldest first, with what their trailers say; '' = nothing. `merged`: of one with two parents, what git makes of both by itself. */
  commits: { commit: string; task: string; run: string; root: string; tree: Tree; merged?: Tree }[];
}

/** What became of the branch that roots are delivered into. */
export interface Delivered {
  /** Commits: where it was before all, and where it is now. */
  start: string;
  tip: string;
  /** As the branch's own log has them, oldest first. `holds`: digest of all files of `to`. */
  moves: { from: string; to: string; because: string; holds: string }[];
  /** What the checks ran on that came to their end, as such digests. */
  checked: string[];
  /** Task of each commit that came, by its trailer. */
  tasks: string[];
  /** The user's checkout: its branch, what its status says, and the tree of its commit. */
  checkout: { branch: string; status: string[]; tree: Tree };
}

export interface Branches {
  /** By root. */
  roots: Record<string, Branch>;
  /** Every file of the user's checkout and git folder that is his alone, with its digest. */
  user: { before: Record<string, string>; after: Record<string, string> };
  /** Null: nothing is delivered by itself. */
  delivered: Delivered | null;
}

export interface Evidence {
  workflows: Workflow[];
  /** The scheduler's one. */
  workspace: Workflow;
  mirror: Mirror;
  journals: Map<string, Journal>;
  agents: AgentLine[];
  processes: { pid: number; mark: string; cmdline: string }[];
  trees: { recorded: Record<string, Tree>; first: Tree; last: Tree };
  /** Null: all roots work in the workspace. */
  branches: Branches | null;
  /** Null where there is none. */
  report: ToldReport | null;
  reportPage: string | null;
  /** Texts by the name that git gives them. */
  blobs: Record<string, string>;
  expect: Required<Expectation>;
}

/** Throws `EvidenceError`. */
export function readEvidence(dir: string): Evidence {
  const workflows = readWorkflows(path.join(dir, 'histories'));
  const workspaces = workflows.filter((workflow) => workflow.type === 'workspace');
  const [workspace] = workspaces;
  if (workspace === undefined || workspaces.length > 1)
    throw new EvidenceError(`histories/ holds ${workspaces.length} workspace workflows; there should be one`);
  const expect = readJson<Expectation>(path.join(dir, 'expect.json'));
  if (!Array.isArray(expect.tasks) || typeof expect.stagesPerTask !== 'number')
    throw new EvidenceError('expect.json must say {"tasks": [id, ...], "stagesPerTask": number}');
  return {
    ...{ workflows, workspace },
    mirror: readMirror(path.join(dir, 'millrace-agents')),
    journals: readJournals(dir),
    agents: linesOf<AgentLine>(readText(path.join(dir, 'agents.jsonl'))),
    processes: readJson(path.join(dir, 'processes.json')),
    trees: {
      recorded: readJson(path.join(dir, 'trees.json')),
      first: readJson(path.join(dir, 'first-tree.json')),
      last: readJson(path.join(dir, 'last-tree.json')),
    },
    branches: jsonAt<Branches>(dir, 'branches.json'),
    report: jsonAt<ToldReport>(dir, 'report.json'),
    reportPage: existsSync(path.join(dir, 'report.md')) ? readText(path.join(dir, 'report.md')) : null,
    blobs: jsonAt<Record<string, string>>(dir, 'blobs.json') ?? {},
    expect: { killed: [], stood: [], gits: 0, issuers: [], asking: [], others: [], chances: 0, merges: 0, ...expect },
  };
}

/** Null where there is no such file. */
const jsonAt = <T>(dir: string, name: string): T | null =>
  existsSync(path.join(dir, name)) ? readJson<T>(path.join(dir, name)) : null;
