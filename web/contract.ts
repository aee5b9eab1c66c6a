// What the server of the dashboard tells its page, and all of it: both sides know these forms. Texts of agents, documents and people
// come as they are, and the page shows them as text. Times are RFC 3339, UTC; sizes bytes; lengths of time seconds.
import type { Report } from '../cli/report/shape.js';
import type { Cost } from '../core/report/cost.js';
import type { FeedRow } from '../core/report/feed-row.js';
import type { Middle } from '../core/report/forecast.js';
import type { BranchStory } from '../read/branch-story.js';
import type { FilePiece } from '../read/piece.js';
import type { RootHead, RootPage } from '../read/root-page.js';
import type { SpentSum } from '../read/spent-sums.js';

/** `GET /api/fleet`. */
export interface Fleet {
  at: string;
  workspaces: FleetRow[];
  /** Of other hosts on the same Temporal server; only where it shows all workspaces. */
  elsewhere: ElsewhereRow[];
}

/** A workspace of another host, as the server knows it. */
export interface ElsewhereRow {
  id: string;
  /** Null: an older version started it. */
  host: string | null;
  state: string;
  needsYou: boolean;
  /** ISO 8601: when its host asked for its work last; null = not within the last minutes. */
  seen: string | null;
}

/** One workspace. `key` stands in addresses; the numbers are those of its report of the last 24 hours. */
export interface FleetRow {
  key: string;
  name: string;
  path: string;
  health: Report['health'];
  worker: Report['worker']['state'];
  rehearsal: boolean;
  paused: boolean;
  now: Pick<Report['now'][number], 'item' | 'title' | 'node' | 'elapsed_s'>[];
  queued: number;
  active: number;
  blocked: number;
  /** Entries of its attention list. */
  needs: number;
  done: number;
  tokens: number;
  cost: Cost;
  /** Why it cannot be read; then the numbers are 0. */
  trouble: string | null;
}

/** `GET /api/w/KEY/report`: exactly what `millrace report --json` answers. */
export type { Report };

/** `GET /api/w/KEY/graph`: the active plan as it was compiled; without planes where none is active yet. */
export interface PlanPicture {
  planId: string | null;
  mode: string | null;
  planes: PlanePicture[];
}

export interface PlanePicture {
  plane: string;
  nodes: NodePicture[];
  edges: EdgePicture[];
  /** Where a work item of a family begins. */
  entries: { family: string; node: string }[];
}

export interface NodePicture {
  node: string;
  stageKind: string;
  runner: string;
  model: string | null;
  effort: string | null;
  permission: string;
  timeout: number;
  outcomes: string[];
}

/** `to`: a node, or an end of the activation such as `done`, `blocked` or `closed`, then `ends` is true. */
export interface EdgePicture {
  from: string;
  to: string;
  ends: boolean;
  outcome: string;
  /** `success` leads on; `repair` to a role that mends; `failure` to an end that nobody wants. */
  is: 'success' | 'repair' | 'failure';
  /** How often at most, and where it leads then. */
  bound: { name: string; limit: number; then: string } | null;
}

/** `GET /api/w/KEY/flow?hours=24`: what went over the picture, and what stands on it. */
export interface Flow {
  since: string;
  nodes: NodeFigures[];
  edges: { plane: string; from: string; to: string; outcome: string; count: number }[];
  /** Active and queued items; `node` null = it has not begun. At most 200. */
  items: { item: string; title: string; plane: string; node: string | null; state: string; since: string | null }[];
}

export interface NodeFigures {
  plane: string;
  node: string;
  stages: number;
  succeeded: number;
  failed: number;
  seconds: Middle | null;
  tokens: Middle | null;
}

/** `GET /api/w/KEY/timeline?from=&to=`: by lane, oldest first; default: the last 6 hours. */
export interface Timeline {
  from: string;
  to: string;
  lanes: { lane: string; bars: Bar[] }[];
  /** Bars that were left out, the oldest. */
  omitted: number;
}

/** A stage, or a wait: for an answer, a runner, a pause. `to` null = it goes on. */
export interface Bar {
  is: 'stage' | 'wait';
  item: string;
  run: string;
  node: string;
  /** Number of the stage in its run; null of a wait. */
  stage: number | null;
  from: string;
  to: string | null;
  /** `running`, `success`, `repair`, `failure`; of a wait what it waits for. */
  state: string;
  outcome: string | null;
}

/** `GET /api/w/KEY/runs?state=&item=&node=&model=&text=&before=&limit=50`: the newest first. */
export interface Runs {
  runs: RunRow[];
  /** For `before`; null = there is no more. */
  next: string | null;
  /** That fit the filter. */
  total: number;
  /** Of a long past: run folders that the filter has not looked into yet. Ask again a little later. */
  unread: number;
}

export interface RunRow {
  run: string;
  item: string;
  title: string;
  plane: string;
  /** `active`, or how it left: `done`, `blocked`, `cancelled`, `superseded`, `requeued`. */
  state: string;
  stages: number;
  /** Of them, played from a script: no model was asked. */
  played: number;
  lastNode: string;
  lastOutcome: string | null;
  models: string[];
  tokens: number | null;
  cost: Cost;
  startedAt: string | null;
  endedAt: string | null;
}

/** `GET /api/w/KEY/runs/RUN`. */
export interface RunPage extends RunRow {
  stagesRun: StageView[];
  /** What the runtime did when the run left, or what it waits for, in a sentence. */
  then: string;
  /** The history in the Temporal Web UI; null where no address of it is known. */
  temporal: string | null;
}

export interface StageView {
  request: string;
  number: number;
  attempt: number;
  node: string;
  stageKind: string;
  runner: string;
  model: string | null;
  startedAt: string;
  endedAt: string | null;
  outcome: string | null;
  failureClass: string | null;
  /** Its outcome leads on; of another one a repair comes, or an end that nobody wants. */
  isWell: boolean;
  /** The agent's own paragraph; empty where it said none. */
  said: string;
  /** What the runtime did next, and why. */
  next: string;
  tokens: number | null;
  cost: Cost;
  changed: { files: number; added: number; removed: number } | null;
  /** Of its run directory: reports and artifacts, by name. */
  files: { name: string; bytes: number }[];
}

/** `GET /api/w/KEY/runs/RUN/stages/REQUEST/(prompt|output|events|diff|files/NAME)?from=`: at most 256 kB at a time; output and events are empty where there are none. */
export type Piece = FilePiece;

/** `GET /api/w/KEY/queue?state=&text=&limit=200`: in the order of claims; then what is blocked; then, with the state `all`, what is at its end. */
export interface Queue {
  items: QueueRow[];
  total: number;
}

export interface QueueRow {
  item: string;
  title: string;
  state: string;
  createdAt: string;
  position: number | null;
  waitsFor: string | null;
  reason: string | null;
  root: string | null;
}

/** `GET /api/w/KEY/items/FAMILY/ID`. */
export interface ItemPage extends QueueRow {
  document: string;
  runs: RunRow[];
  /** The attention entry about it, if any. */
  need: Report['attention'][number] | null;
  changed: { files: number; added: number; removed: number } | null;
}

/** `GET /api/w/KEY/lineages` and `…/lineages/ROOT`. */
export interface Lineages {
  lineages: LineageHead[];
}

export type LineageHead = RootHead;

export interface LineagePage extends LineageHead {
  requirementsOf: { id: string; text: string; state: string; tasks: string[] }[];
  /** As a tree, parents before children. */
  items: { item: string; title: string; state: string; depth: number; runs: number }[];
  closure: RootPage['closure'];
  /** Null: its work is done in the workspace. */
  branch: (BranchStory & { commands: string[] }) | null;
  /** Items that keep it from being closed. */
  open: string[];
}

/** `GET /api/w/KEY/spend?days=14`. */
export interface Spend {
  total: Sum;
  byStage: Sum[];
  byModel: Sum[];
  byDay: Sum[];
  /** Tokens of stages that did not succeed. */
  wasted: number;
  budget: Report['usage']['budget'];
  prices: { day: string; source: string }[];
}

export type Sum = SpentSum;

/** `GET /api/w/KEY/approvals`: open ones first. */
export interface Approvals {
  approvals: {
    id: string;
    item: string;
    node: string;
    asks: string;
    state: string;
    at: string;
    until: string | null;
    by: string | null;
    reason: string | null;
    /** To be copied. */
    commands: string[];
  }[];
}

/** `GET /api/w/KEY/audit?before=&limit=100`: the newest first. */
export interface Audit {
  entries: {
    seq: number;
    at: string;
    what: string;
    who: string;
    reason: string;
    about: string;
    before: string | null;
    after: string | null;
    /** Whether a key signed it. */
    signed: boolean;
  }[];
  next: string | null;
}

/** `GET /api/w/KEY/shelf`. */
export interface Shelf {
  skills: { id: string; title: string; source: string; uses: number }[];
  /** Of a long past: run folders whose uses are not counted yet. Ask again a little later. */
  unread: number;
  candidates: { id: string; skill: string | null; state: string; createdAt: string | null; commands: string[] }[];
}

/** `GET /api/w/KEY/events?before=&limit=200&item=&type=`, the newest first; the same rows come by `stream`. */
export interface Events {
  events: EventRow[];
  next: string | null;
}

export type EventRow = FeedRow;

/**
 * `GET /api/w/KEY/stream?follow=RUN`, server-sent events. `feed` has the number of its last row as its id, so that a page that comes back gets
 * what it missed, once; the first time it gets the last 200. `reset` comes before a `feed` that begins anew, where the log was replaced, or more than
 * 20,000 rows were missed. `report` comes when something in it is another, and at the beginning; `output` are lines of the followed run;
 * `beat` every ten seconds says that the server is there: a page that saw one and then hears nothing takes the line for broken. `GET /api/fleet/stream` sends `fleet` alike.
 */
export interface StreamEvents {
  feed: EventRow[];
  reset: { end: number };
  report: Report;
  output: { run: string; request: string; lines: string[]; anew: boolean };
  fleet: Fleet;
}

/** Of every refusal, with its HTTP status. */
export interface Refusal {
  error: { code: string; message: string; hint: string };
}
