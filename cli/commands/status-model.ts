// What `status` knows, as data: read from the mirror alone, in one go, without a server.
import { environmentCause } from '../../core/contracts/environment.js';
import type { Approval } from '../../core/contracts/approvals.js';
import { runtimePaths } from '../../core/contracts/paths.js';
import type { RunSection, WorkerTrouble, WorkspaceSection } from '../../core/contracts/mirror.js';
import { endText, ruleText } from '../../core/engine/usage/words.js';
import { type Context, findWorkspace } from '../context.js';
import { listAsked } from '../read/approvals.js';
import { type BlockedView, listBlocked } from '../read/blocked.js';
import { type EventView, readEvents } from '../read/events.js';
import { jsonObject } from '../../core/json-lines.js';
import { readPiece, shown } from '../read/files.js';
import { readHeads } from '../read/heads.js';
import { claimOrder, type Folder, listFolders, placeOf } from '../read/folders.js';
import { readIdentity } from '../read/identity.js';
import { type PermissionView, readPermissions } from '../read/permissions.js';
import { type InvalidView, listInvalid } from '../read/invalid.js';
import { readSnapshot } from '../read/snapshot.js';
import { readTroubles } from '../read/troubles.js';
import { word } from '../render/word.js';
import { type AgentState, agentState } from '../agent-state.js';
import { type WorkerState, workerState } from '../worker-state.js';

export interface StatusModel {
  dir: string;
  id: string | null;
  /** ISO time of the snapshot; null before the first run. */
  writtenAt: string | null;
  worker: WorkerState;
  workspace: WorkspaceSection | null;
  run: RunSection | null;
  /** What the agent of the running stage does; null when no stage runs. */
  agent: AgentState | null;
  needsYou: Need[];
  /** Blocked, and the plan says that it does not need a person. */
  blocked: BlockedView[];
  counts: { active: number; queued: number; blocked: number; done: number; quarantined: number };
  /** First in line; null when there are too many to read now. */
  heads: { family: string; id: string }[] | null;
  results: Outcome[];
  server: Record<string, unknown> | null;
  /** What the agents of the plan may do, the most frequent level first; none before the first run. */
  permissions: PermissionView[];
}

/** Something that waits for a person. */
export interface Need {
  what: 'approval' | 'blocked' | 'spending' | 'root' | 'quarantined' | 'environment' | 'waiting' | 'stuck' | 'damaged';
  /** `family/id`, the path of a file, or the id of an approval or a workflow. */
  name: string;
  reason: string;
  remedy: string;
}

export interface Outcome {
  at: string;
  item: string;
  node: string;
  outcome: string;
  next: string;
}

const HEADS = 5;
const RESULTS = 5;
/** Above it the order of claims is not worked out: `status` takes the same time however much is queued. */
const MANY = 300;

export async function statusModel(context: Context): Promise<StatusModel> {
  const dir = findWorkspace(context);
  const id = readIdentity(dir);
  const snapshot = readSnapshot(dir);
  const folders = listFolders(dir);
  const blocked = listBlocked(dir);
  const invalid = listInvalid(dir);
  return {
    ...{ dir, id, worker: await workerState(id, context.env) },
    writtenAt: snapshot === null ? null : new Date(snapshot.writtenAt).toISOString(),
    workspace: snapshot?.workspace ?? null,
    run: snapshot?.run ?? null,
    agent: await agentState(id, snapshot?.run ?? null, context.env),
    needsYou: [
      ...damagedNeed(dir, snapshot !== null),
      ...readTroubles(dir).map(stuckNeed),
      ...listAsked(dir).map(askedNeed),
      ...waitingNeed(snapshot?.run ?? null),
      ...spendingNeed(snapshot?.workspace?.usage),
      ...(snapshot?.workspace?.targets ?? []).flatMap(parkedNeed),
      ...(snapshot?.workspace?.waiting ?? []).flatMap(neverNeed),
      ...blocked.filter(needsPerson).map(blockedNeed),
      ...invalid.map(quarantinedNeed),
    ],
    blocked: blocked.filter((item) => !needsPerson(item)),
    counts: countsOf(folders, invalid),
    heads: headsOf(dir, folders),
    results: readEvents(dir, 200).filter(isOutcome).slice(-RESULTS).map(outcomeOf),
    server: jsonObject(readPiece(shown(dir, runtimePaths.binding))?.text),
    permissions: readPermissions(dir),
  };
}

/** Work was shown here, and the file that says what runs is not there or cannot be read. */
function damagedNeed(dir: string, hasSnapshot: boolean): Need[] {
  if (hasSnapshot || readPiece(shown(dir, runtimePaths.manifest)) === null) return [];
  const reason = 'it is missing or cannot be read, so what runs is not known';
  const remedy = '`millrace mirror rebuild` writes it anew while the server runs; else the next `millrace run` does';
  return [{ what: 'damaged', name: runtimePaths.snapshot, reason, remedy }];
}

function askedNeed({ id, item, node, capabilities, expiresAt }: Approval): Need {
  const until = expiresAt === null ? '' : `, until ${expiresAt}`;
  const reason = `${node} of ${item.family}/${item.id} asks for ${capabilities.join(', ')}${until}`;
  return {
    what: 'approval',
    name: id,
    reason,
    remedy: `\`millrace approvals approve ${id}\`, or \`deny\` in its place`,
  };
}

/** What does not pass by itself: a network comes back, a missing binary does not. */
function waitingNeed(run: RunSection | null): Need[] {
  const cause = environmentCause(run?.waitsClass ?? '');
  if (run === null || !cause?.needsYou) return [];
  const { family, id, waitsFor } = run;
  return [{ what: 'environment', name: `${family}/${id}`, reason: waitsFor ?? '', remedy: cause.remedy }];
}

/** A limit on spending that does not end by itself. */
function spendingNeed(usage: WorkspaceSection['usage']): Need[] {
  if (usage === undefined || usage.blockers.length === 0 || usage.resumeAt !== null) return [];
  const { blockers } = usage;
  const name = blockers.map(({ id }) => id).join(', ');
  return [{ what: 'spending', name, reason: blockers.map(ruleText).join('; '), remedy: endText(blockers, null) }];
}

function stuckNeed({ workflow, attempt, cause }: WorkerTrouble): Need {
  const reason = `workflow ${workflow} cannot go on: its code fails at every try (attempt ${attempt}): ${cause}`;
  const remedy =
    'this is a bug or a wrong build: end the worker, start the right build with `millrace run`, and the workflow goes on';
  return { what: 'stuck', name: workflow, reason, remedy };
}

/** What it waits for does not come by itself. */
function neverNeed({ family, id, reason, never }: WorkspaceSection['waiting'][number]): Need[] {
  if (never !== true) return [];
  const file = runtimePaths.document(family, 'queued', id);
  return [{ what: 'waiting', name: `${family}/${id}`, reason, remedy: `change \`Depends-On\` in ${file}` }];
}

/** A root that is not judged again by itself. */
function parkedNeed({ root, state, reason }: NonNullable<WorkspaceSection['targets']>[number]): Need[] {
  if (state !== 'parked') return [];
  const remedy = `add the missing work with \`Root-Spec-ID: ${root}\`, or put the cause right and \`millrace closures judge ${root}\``;
  return [{ what: 'root', name: root, reason: reason ?? 'no reason is recorded', remedy }];
}

/** Without diagnostics nobody else is known to take care of it. */
const needsPerson = ({ diagnostics }: BlockedView): boolean => diagnostics?.needsYou !== false;

function blockedNeed({ family, id, diagnostics }: BlockedView): Need {
  const reason = diagnostics?.reason ?? 'no reason is recorded';
  const remedy = diagnostics?.remedy ?? `see \`millrace queue show ${id}\``;
  return { what: 'blocked', name: `${family}/${id}`, reason, remedy };
}

function quarantinedNeed({ path, source, reason }: InvalidView): Need {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const remedy = `correct it and \`millrace quarantine fix ${name}\`, or put it back as ${source}; or \`quarantine drop ${name}\``;
  return { what: 'quarantined', name: path, reason: reason ?? 'no reason is recorded', remedy };
}

function countsOf(folders: readonly Folder[], invalid: readonly InvalidView[]): StatusModel['counts'] {
  const count = (state: Folder['state']): number =>
    folders.filter((folder) => folder.state === state).reduce((sum, folder) => sum + folder.ids.length, 0);
  const counts = { active: count('active'), queued: count('queued'), blocked: count('blocked'), done: count('done') };
  return { ...counts, quarantined: invalid.length };
}

function headsOf(dir: string, folders: readonly Folder[]): StatusModel['heads'] {
  const queued = folders
    .filter(({ state }) => state === 'queued')
    .flatMap(({ family, ids }) => ids.map((id) => placeOf(family, 'queued', id)));
  if (queued.length > MANY) return null;
  const heads = readHeads(dir);
  return claimOrder(queued.map((place) => ({ ...place, ...heads(place) })))
    .slice(0, HEADS)
    .map(({ family, id }) => ({ family, id }));
}

const isOutcome = ({ type }: EventView): boolean => type === 'router_decision';

function outcomeOf({ at, data }: EventView): Outcome {
  const text = (key: string): string => word(data[key]);
  const item = text('work_item');
  return { at, item, node: text('node_id'), outcome: text('terminal_result'), next: text('next') };
}
