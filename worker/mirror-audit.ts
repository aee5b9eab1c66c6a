// Whether the files show what the workflows say, and making them so. Both may move meanwhile: files that are equal once are
// equal, but a difference counts only when it stays while the workflows stand still.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client, WorkflowHandle } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/client';
import type { Dirs } from '../disk/dirs.js';
import { applyBatch } from '../disk/mirror/apply.js';
import type { Difference } from '../disk/mirror/difference.js';
import { rebuildMirror } from '../disk/mirror/rebuild.js';
import { verifyMirror } from '../disk/mirror/verify.js';
import { lineageWorkflowId, workspaceWorkflowId } from '../core/contracts/ids.js';
import type { MirrorEntry } from '../core/contracts/mirror.js';
import { unpackScheduler } from '../core/engine/workspace/carry.js';
import { showAll } from '../core/engine/show-all.js';
import type { ExecutorState } from '../core/engine/lineage/executor-state.js';
import { carriedStateQuery, lineageStateQuery } from '../workflows/messages.js';
import { type CommandOptions, withWorkflows } from './commands.js';
import type { WorkspacePlace } from './place.js';
import { KnownError } from '../core/told-error.js';

/** Looks at one unchanged state before a difference counts, and looks in all. */
const STEADY_LOOKS = 6;
const MOST_LOOKS = 60;
const PAUSE_MS = 400;
const ANSWER_MS = 10_000;

const STAYED = 'It shows something newer than the workflows know of. Remove that file, then rebuild again.';

/** What the workflows say at one moment. */
interface Said {
  /** Equal as long as nothing that is shown changes. */
  stamp: string;
  seq: number;
  /** A workflow has something to do: it will show more. */
  isBusy: boolean;
  entries: MirrorEntry[];
}

export interface Verified {
  /** Of the state that was compared. */
  seq: number;
  documents: number;
  differences: Difference[];
}

export interface Rebuilt extends Verified {
  /** What was different before and is not any more. */
  healed: Difference[];
}

/** The workspace moved on at every look. */
export class NeverSteady extends KnownError {
  constructor() {
    super(
      'never_steady',
      'The files were behind the work at every look, and the work never stood still. `millrace pause`, then try again.',
    );
  }
}

/** Changes nothing. Throws `NeverSteady`, and what `withWorkflows` throws. */
export const verify = (workspaceDir: string, options: CommandOptions): Promise<Verified> =>
  withWorkflows(workspaceDir, options, (client, place) =>
    compare(place.dirs, () => saidBy(client, place, options.timeoutMs)),
  );

/** Throws like `verify`. `issuer`: for the audit. */
export function rebuild(workspaceDir: string, issuer: string, options: CommandOptions): Promise<Rebuilt> {
  return withWorkflows(workspaceDir, options, async (client, place) => {
    const ask = (): Promise<Said> => saidBy(client, place, options.timeoutMs);
    const before = await compare(place.dirs, ask);
    const { lost, problem } = await rebuildMirror(place.dirs, (await ask()).entries);
    if (problem !== null) options.say(problem);
    const after = await compare(place.dirs, ask);
    const differences = after.differences.map((one) => {
      return lost.find(({ path }) => path === one.path) ?? { remedy: STAYED, ...one };
    });
    const left = new Set(after.differences.map(keyOf));
    const healed = before.differences.filter((one) => !left.has(keyOf(one)));
    await note(place.dirs, issuer, { seq: after.seq, healed: healed.length, left: differences.length });
    return { ...after, differences, healed };
  });
}

/** Writes the files of a workspace anew that a serving worker knows, where somebody cleaned them away. */
export async function showAgain(client: Client, place: WorkspacePlace): Promise<void> {
  await rebuildMirror(place.dirs, (await saidBy(client, place, ANSWER_MS)).entries);
}

async function compare(dirs: Dirs, ask: () => Promise<Said>): Promise<Verified> {
  let stamp = '';
  let same = 0;
  let steady: Difference[] = [];
  for (let look = 0; look < MOST_LOOKS; look += 1) {
    const said = await ask();
    const seen = await verifyMirror(dirs, said.entries);
    const inBoth = said.stamp === stamp && !said.isBusy ? stillThere(steady, seen) : [];
    same = inBoth.length > 0 ? same + 1 : Number(!said.isBusy);
    steady = inBoth.length > 0 ? inBoth : seen;
    stamp = said.stamp;
    if (seen.length === 0 || same >= STEADY_LOOKS) return result(said, steady);
    await sleep(PAUSE_MS);
  }
  throw new NeverSteady();
}

function result({ seq, entries }: Said, differences: Difference[]): Verified {
  return { seq, documents: entries.filter((entry) => entry.kind === 'place').length, differences };
}

function stillThere(before: readonly Difference[], now: readonly Difference[]): Difference[] {
  const keys = new Set(now.map(keyOf));
  return before.filter((one) => keys.has(keyOf(one)));
}

const keyOf = ({ path, expected, found }: Difference): string => [path, expected, found].join('\n');

async function saidBy(client: Client, place: WorkspacePlace, timeoutMs: number): Promise<Said> {
  const asked = <T>(work: () => Promise<T>): Promise<T> => client.withDeadline(Date.now() + timeoutMs, work);
  const home = client.workflow.getHandle(workspaceWorkflowId(place.id));
  const state = unpackScheduler(await asked(() => home.query(carriedStateQuery)));
  const lineages = state.turns.map(({ item }) => client.workflow.getHandle(lineageWorkflowId(place.id, item.root)));
  const asks = lineages.map((one) => asked(() => one.query(lineageStateQuery)).catch(unlessUnknown));
  const holders = (await Promise.all(asks)).flatMap((holder) => holder ?? []);
  const works = await Promise.all([home, ...lineages].map((one) => asked(() => hasWork(one)).catch(unlessUnknown)));
  const stamp = [state.seq, ...holders.flatMap(stampOf)].join(' ');
  const entries = showAll(state, holders, new Date().toISOString());
  return { stamp, seq: state.seq, isBusy: works.includes(true), entries };
}

/** A task that went to a worker which is gone comes back after ten seconds: until then the workflow only seems to stand still. */
const hasWork = async (handle: WorkflowHandle): Promise<boolean> => {
  const { raw } = await handle.describe();
  return (raw.pendingWorkflowTask ?? null) !== null;
};

const stampOf = ({ lineage, lastTurn, activation }: ExecutorState): (string | number | undefined)[] => [
  lineage,
  lastTurn,
  activation?.turn,
  activation?.order,
];

/** A lineage is started with its first turn. */
function unlessUnknown(error: unknown): null {
  if (error instanceof WorkflowNotFoundError) return null;
  throw error;
}

/** The one trace of a rebuild: no workflow learns of it. */
function note(dirs: Dirs, issuer: string, counts: Record<string, number>): Promise<void> {
  const data = { issuer, ...counts };
  const event = { key: `mirror_rebuilt:${randomUUID()}`, type: 'mirror_rebuilt', at: new Date().toISOString(), data };
  return applyBatch(dirs, { writer: 'mirror rebuild', entries: [{ kind: 'event', ...event }] });
}
