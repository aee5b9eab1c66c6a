// What the screen knows of the world, as looks at it bring it in.
import type { ItemState } from '../../core/contracts/families.js';
import type { FeedRow } from '../../core/report/feed-row.js';
import type { Health, Report, ReportAttention, ReportNow } from '../../cli/door.js';
import type { FamilyCounts, QueueHead } from '../../read/report/queue.js';
import type { LineageView } from '../../read/report/lineages.js';

/** One look at a workspace. */
export interface Facts {
  dir: string;
  id: string | null;
  /** ISO time of the snapshot; null before the first run. */
  writtenAt: string | null;
  health: Health;
  worker: { alive: boolean; pid: number | null; silentSince: string | null; rehearsal: boolean };
  /** The state home that serves it, where that is another one. */
  servedFrom: string | null;
  mode: string | null;
  planId: string | null;
  paused: readonly string[];
  idle: string | null;
  now: readonly Lane[];
  lanes: Report['lanes'];
  needs: readonly Asked[];
  /** Blocked, and nobody is asked: tried again by itself. */
  blocked: readonly { family: string; id: string; reason: string; again: string | null }[];
  families: Readonly<Record<string, FamilyCounts>>;
  queue: readonly QueueHead[];
  /** Null: not looked at, because nobody sees them. */
  lineages: readonly Lineage[] | null;
}

/** `name`: what it is about, as commands take it: of a question its id. */
export type Asked = ReportAttention & { name: string };

/** A turn, with its ids. */
export interface Lane extends ReportNow {
  requestId: string;
  turn: number;
  asks: boolean;
  waitsFor: string | null;
  agentPid: number | null;
}

export interface Lineage extends LineageView {
  items: readonly Branch[];
}

/** An item below a root. */
export interface Branch {
  family: string;
  id: string;
  title: string;
  state: ItemState;
  /** How far below the root. */
  depth: number;
}

/** An event, cut to what is shown of it, so that a flood of them has a size. */
export interface EventRow extends FeedRow {
  /** The data of it as JSON, cut. */
  data: string;
}

export interface LogLine {
  /** Only grows. */
  number: number;
  text: string;
  /** A line of ours between two stages. */
  isHeading: boolean;
}

export interface Finding {
  group: string;
  level: string;
  code: string;
  what: string;
  where?: string;
  remedy?: string;
}

export interface WorkspaceRow {
  id: string;
  folder: string | null;
  state: string;
  queued: number | null;
  blocked: number | null;
  needsYou: number | null;
}

/** A command that was sent, as a person would type it, and what came of it. */
export interface Sent {
  line: string;
  /** Null while it is under way. */
  answer: { exit: number; text: string; hint: string; raw: string } | null;
}
