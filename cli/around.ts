// What lies around a question about a workspace: who serves it, what runs, and the one list of what waits for a person. `status` and
// `report` show it; it is read from files alone.
import { join } from 'node:path';
import type { EndState } from '../core/contracts/interventions.js';
import type { RunSection } from '../core/contracts/mirror.js';
import { runtimePaths } from '../core/contracts/paths.js';
import { turnsIn } from '../core/engine/workspace/section-from.js';
import { jsonObject } from '../core/json-lines.js';
import { readTreeRun } from '../disk/store/tree-runs.js';
import { listAsked } from '../read/approvals.js';
import { type BlockedView, listBlocked } from '../read/blocked.js';
import { branchNeeds } from '../read/branch-needs.js';
import { type BranchView, readBranches } from '../read/branches.js';
import { copiedNeed } from '../read/copied.js';
import { diskNeeds } from '../read/disks.js';
import { readPiece, shown } from '../read/files.js';
import { type Folder, listFolders } from '../read/folders.js';
import { readWorkspaceId } from '../read/identity.js';
import { type InvalidView, listInvalid } from '../read/invalid.js';
import type { Need } from '../read/need.js';
import { needsOf } from '../read/needs.js';
import { readSnapshot, type SnapshotView } from '../read/snapshot.js';
import { orElse, stateNeeds } from '../read/state-shape.js';
import { silenceNeeds } from '../read/server-silence.js';
import { type AgentState, agentState } from './agent-state.js';
import { type ListedState, listedState, unservedNeeds } from './listed-state.js';
import { groundNeeds } from './trust/need.js';
import { type Standing, standingOf } from './trust/standing.js';
import { lostNeed, NO_WORKER, silentNeed, type WorkerState, workerState } from './worker-state.js';

export interface Around {
  dir: string;
  id: string | null;
  /** State home of this command. */
  home: string;
  worker: WorkerState;
  /** What the list of workspaces that are served together says of it; null = it is not in it. */
  listed: ListedState | null;
  standing: Standing;
  snapshot: SnapshotView | null;
  folders: Folder[];
  blocked: BlockedView[];
  invalid: InvalidView[];
  /** What runs, first the one that people look at. */
  runs: RunNow[];
  /** The most urgent first. */
  needsYou: Need[];
  /** Of roots that work in trees of their own; none in place. */
  branches: BranchView[];
  /** What the workspace is bound to. */
  server: Record<string, unknown> | null;
  /** The state home that serves this workspace, where it is not the one of this command; else null. */
  servedFrom: string | null;
}

export interface RunNow {
  run: RunSection;
  agent: AgentState | null;
  /** As what an operator ended it; null when nobody did. */
  ending: EndState | null;
  /** A person has not answered yet what it asks. */
  asks: boolean;
  /** Absolute: where its agents edit; null = nobody knows before the first of them is at work. `branch`: of its tree, null = it has none. */
  where: { folder: string | null; branch: string | null };
}

/** `dir`: of a workspace. Looks only. */
export async function lookAround(dir: string, env: NodeJS.ProcessEnv): Promise<Around> {
  const { stateHome } = await import('../worker/state-home.js');
  const home = stateHome(env);
  const id = readWorkspaceId(dir);
  const worker = await orElse(() => workerState(id, env), NO_WORKER);
  const listed = await orElse(() => listedState(id, home), null);
  const standing = await standingOf(dir, id, env);
  const snapshot = readSnapshot(dir);
  const folders = listFolders(dir);
  const blocked = listBlocked(dir, folders);
  const invalid = listInvalid(dir);
  const branches = await orElse(() => branchesIn(dir, standing), []);
  return {
    ...{ dir, id, home, worker, listed, standing, snapshot, folders, blocked, invalid, branches },
    runs: await runViews(dir, snapshot, standing.stateDir, (run) => orElse(() => agentState(id, run, env), null)),
    needsYou: [
      ...stateNeeds(id, home),
      ...(await orElse(() => copiedNeed(dir, home), [])),
      ...(await orElse(() => diskNeeds(dir, id, worker.alive, home), [])),
      ...(id === null ? [] : silenceNeeds(join(home, id), worker.alive)),
      ...unservedNeeds(id, listed, worker.alive),
      ...[...silentNeed(worker), ...lostNeed(worker), ...(await groundNeeds(dir, standing, worker))],
      ...needsOf(dir, snapshot, blocked, invalid),
      ...branchNeeds(branches),
    ],
    ...(await serverOf(dir, home)),
  };
}

const branchesIn = (dir: string, { stateDir }: Standing): BranchView[] =>
  stateDir === null ? [] : readBranches(dir, stateDir);

async function runViews(
  dir: string,
  snapshot: SnapshotView | null,
  stateDir: string | null,
  agentOf: (run: RunSection) => Promise<AgentState | null>,
): Promise<RunNow[]> {
  const asked = listAsked(dir);
  const turns = turnsIn(snapshot?.workspace ?? null);
  const views = (snapshot?.runs ?? []).map(async (run) => {
    const ending = turns.find(({ turn }) => turn === run.turn)?.ending ?? null;
    const agent = await agentOf(run);
    const where = await orElse(() => whereOf(dir, stateDir, run, agent), UNKNOWN);
    return { run, agent, ending, asks: asked.some(({ runId }) => runId === run.runId), where };
  });
  return Promise.all(views);
}

const UNKNOWN: RunNow['where'] = { folder: null, branch: null };

/** A tree is noted before the first agent of a run starts: without a note an agent that is there works in the workspace. */
function whereOf(dir: string, stateDir: string | null, run: RunSection, agent: AgentState | null): RunNow['where'] {
  const tree = stateDir === null ? null : readTreeRun(stateDir, run.runId);
  if (tree !== null) return { folder: tree.folder, branch: tree.branch };
  return agent === null ? UNKNOWN : { folder: dir, branch: null };
}

async function serverOf(dir: string, home: string): Promise<Pick<Around, 'server' | 'servedFrom'>> {
  const { otherHome } = await import('../worker/elsewhere.js');
  const server = jsonObject(readPiece(shown(dir, runtimePaths.binding))?.text);
  return { server, servedFrom: otherHome(server, home) };
}
