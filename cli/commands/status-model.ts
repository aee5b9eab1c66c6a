// What `status` knows, as data: read from the mirror alone, in one go, without a server.
import type { RunSection, WorkspaceSection } from '../../core/contracts/mirror.js';
import { readTreesRoom, roomNotes } from '../../disk/store/trees-room.js';
import { type Context, findWorkspace } from '../context.js';
import { countCandidates } from '../../read/waiting-candidates.js';
import type { BlockedView } from '../../read/blocked.js';
import type { BranchView } from '../../read/branches.js';
import { type EventView, readEvents } from '../../read/events.js';
import { readHeads } from '../../read/heads.js';
import { mixedNotes } from '../../read/mixed.js';
import { countIn, type Folder, type Place } from '../../read/folders.js';
import { type Cost, sumOfCosts } from '../../core/report/cost.js';
import { recentLedger } from '../../read/ledger.js';
import { readLine } from '../../read/line.js';
import type { Need } from '../../read/need.js';
import { needsPerson } from '../../read/needs.js';
import { MOVED_EVENTS, movedNotes } from '../../read/moved.js';
import { operatorNotes } from '../../read/operators.js';
import { readNotes, readOpenWalls } from '../../read/notes.js';
import { type PermissionView, readPermissions } from '../../read/permissions.js';
import { foldersToWatch, listBeingWritten } from '../../read/being-written.js';
import type { InvalidView } from '../../read/invalid.js';
import { type MetricsPlace, metricsPlaces } from '../../read/metrics/where.js';
import type { SnapshotView } from '../../read/snapshot.js';
import { readUntold } from '../../read/telling.js';
import { waitingReasons } from '../../read/waiting.js';
import { wordsIn } from '../../read/words.js';
import { changedText, whyThere } from '../render/way.js';
import { word } from '../render/word.js';
import { groundText } from '../trust/need.js';
import type { AgentState } from '../agent-state.js';
import { lookAround, type RunNow } from '../around.js';
import { lanesIn } from '../report/now.js';
import type { Report } from '../report/shape.js';
import type { ListedState } from '../listed-state.js';
import type { WorkerState } from '../worker-state.js';
import { own } from '../../core/own.js';

export interface StatusModel {
  dir: string;
  id: string | null;
  /** ISO time of the snapshot; null before the first run. */
  writtenAt: string | null;
  worker: WorkerState;
  /** What the list of workspaces that are served together says of it; null = it is not in it. */
  listed: ListedState | null;
  /** How what decides here differs from what an operator accepted; null when it does not. */
  ground: string | null;
  workspace: WorkspaceSection | null;
  run: RunSection | null;
  /** What the agent of the running stage does; null when no stage runs. */
  agent: AgentState | null;
  /** The same of all turns, `run` first. */
  runs: RunNow[];
  needsYou: Need[];
  /** Blocked, and the plan says that it does not need a person. */
  blocked: BlockedView[];
  /** Files in the folders for drops that have not rested, relative to `millrace-agents/`. */
  beingWritten: string[];
  /** Documents in the queue folders that the workspace has not taken in, being written or not. */
  inFolders: number;
  counts: { active: number; queued: number; blocked: number; done: number; quarantined: number };
  /** First in line; null when there are too many to read now and no worker has named them. */
  heads: { family: string; id: string }[] | null;
  results: Outcome[];
  /** Skill candidates that wait for an operator. */
  candidates: number;
  /** What the stages of these results noted, each sentence once. */
  notes: string[];
  server: Record<string, unknown> | null;
  /** The state home that serves this workspace, where it is not the one of this command; else null. */
  servedFrom: string | null;
  /** What the stages of today cost, by the end of the ledger, days being those of UTC; null = nobody said what models cost. */
  costToday: Cost;
  /** Where its workers serve figures, or why one does not; none where none is to. */
  metrics: MetricsPlace[];
  /** What the agents of the plan may do, the most frequent level first; none before the first run. */
  permissions: PermissionView[];
  /** Roots that may be at work side by side, and how many of them are; null = not known. */
  lanes: Report['lanes'];
  /** Of roots that work in trees of their own; none in place. */
  branches: BranchView[];
}

export interface Outcome {
  at: string;
  item: string;
  node: string;
  outcome: string;
  next: string;
  /** Why it led there, when its outcome does not say; else empty. */
  why: string;
  /** What it changed in the work tree, in words; empty where nothing is known of it. */
  changed: string;
  /** What its agent said at the end of an item; empty where it said nothing, or the item goes on. */
  words: string;
}

const HEADS = 5;
const RESULTS = 5;
/** Looked through for results. */
const RECENT = 200;

export async function statusModel(context: Context): Promise<StatusModel> {
  const around = await lookAround(findWorkspace(context), context.env);
  const { dir, id, worker, listed, standing, snapshot, folders, blocked, invalid, runs, needsYou, branches } = around;
  const [first = null] = runs;
  const counted = countsIn(folders, invalid, snapshot);
  const events = readEvents(dir, MOVED_EVENTS);
  const results = events.slice(-RECENT).filter(isOutcome).slice(-RESULTS);
  return {
    ...{ dir, id, worker, listed, ground: groundText(standing) },
    writtenAt: snapshot === null ? null : new Date(snapshot.writtenAt).toISOString(),
    workspace: snapshot?.workspace ?? null,
    lanes: lanesIn(around),
    ...{ run: first?.run ?? null, agent: first?.agent ?? null, runs, needsYou },
    blocked: blocked.filter((item) => !needsPerson(item)),
    ...counted,
    beingWritten: listBeingWritten(dir, foldersToWatch(folders, snapshot, counted.inFolders), Date.now()),
    heads: headsOf(dir, folders, snapshot),
    results: results.map((one) => outcomeOf(dir, one)),
    candidates: countCandidates(dir),
    notes: [
      ...new Set([
        ...movedNotes(dir, events),
        ...operatorNotes(snapshot?.workspace ?? null),
        ...mixedNotes(dir, standing.stateDir, branches),
        ...readUntold(standing.stateDir),
        ...readOpenWalls(standing.stateDir),
        ...(standing.stateDir === null ? [] : roomNotes(readTreesRoom(standing.stateDir))),
        ...readNotes(dir, results.map(requestOf)),
      ]),
    ],
    ...{ server: around.server, servedFrom: around.servedFrom },
    costToday: costToday(dir),
    metrics: metricsPlaces(standing.stateDir),
    permissions: readPermissions(dir),
    branches,
  };
}

function costToday(dir: string): Cost {
  const today = new Date().toISOString().slice(0, 10);
  return sumOfCosts(recentLedger(dir).flatMap(({ day, cost }) => (day === today ? [cost] : [])));
}

function countsIn(
  folders: readonly Folder[],
  invalid: readonly InvalidView[],
  snapshot: SnapshotView | null,
): Pick<StatusModel, 'counts' | 'inFolders'> {
  const counts = countsOf(folders, invalid);
  const inLine = Object.values(snapshot?.workspace?.depths ?? {}).reduce((sum, depth) => sum + depth, 0);
  return { counts, inFolders: snapshot?.workspace ? Math.max(0, counts.queued - inLine) : 0 };
}

function countsOf(folders: readonly Folder[], invalid: readonly InvalidView[]): StatusModel['counts'] {
  const count = (state: Folder['state']): number => countIn(folders, state);
  const counts = { active: count('active'), queued: count('queued'), blocked: count('blocked'), done: count('done') };
  return { ...counts, quarantined: invalid.length };
}

function headsOf(dir: string, folders: readonly Folder[], snapshot: SnapshotView | null): StatusModel['heads'] {
  const line = readLine(folders, snapshot);
  const waiting = snapshot?.workspace?.waiting ?? [];
  // Nobody takes them up: they are what needs a person, and not what comes next.
  const unclaimed = new Set(waiting.flatMap((one) => (one.unclaimed === true ? [`${one.family}/${one.id}`] : [])));
  const isNext = ({ family, id }: Place): boolean => !unclaimed.has(`${family}/${id}`);
  if (line.isLong) return line.named.length === 0 ? null : line.named.filter(isNext).slice(0, HEADS).map(nameOf);
  const heads = readHeads(dir);
  const why = waitingReasons(folders, heads, null);
  const next = line.inOrder(heads).filter((place) => isNext(place) && why(place) === null);
  return next.slice(0, HEADS).map(nameOf);
}

const nameOf = ({ family, id }: Place): { family: string; id: string } => ({ family, id });

const requestOf = ({ data }: EventView): { run: string; request: string } => ({
  run: word(own(data, 'run_id')),
  request: word(own(data, 'request_id')),
});

const isOutcome = ({ type }: EventView): boolean => type === 'router_decision';

function outcomeOf(dir: string, event: EventView): Outcome {
  const { at, data } = event;
  const text = (key: string): string => word(own(data, key));
  const item = text('work_item');
  const stage = { at, item, node: text('node_id'), outcome: text('terminal_result'), next: text('next') };
  const { run, request } = requestOf(event);
  const words = stage.next.startsWith('end:') ? wordsIn(dir, run, request) : '';
  return { ...stage, why: whyThere(data), changed: changedText(data), words };
}
