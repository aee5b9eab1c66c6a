// What only a look from outside can see: a workflow whose code or activities fail at every try or are paused, and a lineage that was ended
// or deleted while it held the turn. Looked for by the holder of the lease.
import { NamespaceNotFoundError, ServiceError, WorkflowNotFoundError } from '@temporalio/client';
import { rm } from 'node:fs/promises';
import { turnsIn } from '../core/engine/workspace/section-from.js';
import { shownFile } from '../disk/folder.js';
import { broughtBy } from '../disk/mirror/sections.js';
import { writeAtomic } from '../disk/write.js';
import { WORKER_ISSUER } from '../core/contracts/commands.js';
import { lineageWorkflowId, workspaceWorkflowId } from '../core/contracts/ids.js';
import type { TurnView, WorkerTrouble } from '../core/contracts/mirror.js';
import { runtimePaths } from '../core/contracts/paths.js';
import { troubleRemedy, troubleText } from '../core/contracts/troubles.js';
import { diskCodeOf } from '../disk/trouble.js';
import { endAgentsOf } from './fleet/abandoned.js';
import { harmTo, type Seen } from './harm.js';
import { describedBy, type Life, lifeOf } from './fleet/life.js';
import type { Work } from './session.js';
import { stuckIn } from './fleet/stuck.js';
import type { Send } from './workspace-client.js';

/** Looks at a lineage that runs no more and has not shown the turn: its workspace may be about to start it anew. */
const PATIENCE = 3;

/** `begun`: whether the workspace answered this worker. Returns the function that ends this, with a last look at what was wrong. */
export function watchTroubles(work: Work, send: Send, begun: () => boolean): () => Promise<void> {
  const { options, guard, workers } = work;
  const stuck = stuckWatch(work);
  const ended = endedWatch(work, send);
  let looking = false;
  const look = async (described: () => Promise<Seen>): Promise<void> => {
    if (looking) return;
    looking = true;
    try {
      const seen = await described();
      if (seen.some(({ raw }) => (raw.pendingActivities ?? []).length > 0)) workers.stir();
      await stuck.look(seen);
      if (begun() && work.watch.shown().workspace?.phase === 'running') await ended();
    } catch (error) {
      // A server that does not answer, or knows nothing any more, is spoken of elsewhere.
      if (!isServers(error) && diskCodeOf(error) === null)
        options.say(`The workflows could not be looked at: ${String(error)}`);
    } finally {
      looking = false;
    }
  };
  void look(() => describedNow(work));
  // From then on the answers serve that who looks after the server asks for anyway.
  guard.onSeen((seen) => void look(() => Promise.resolve(seen)));
  return async () => {
    guard.onSeen(() => undefined);
    if (stuck.any()) await stuck.look(await describedNow(work));
  };
}

const SERVERS = [ServiceError, NamespaceNotFoundError, WorkflowNotFoundError];
const isServers = (error: unknown): boolean => SERVERS.some((kind) => error instanceof kind);

/** The workspace's workflow and those of the turns, as far as the server knows them. */
async function describedNow({ opened, place, watch }: Work): Promise<Seen> {
  const lineages = turnsIn(watch.shown().workspace).map(({ root }) => lineageWorkflowId(place.id, root));
  const asked = [workspaceWorkflowId(place.id), ...lineages];
  const described = await Promise.all(asked.map((id) => describedBy(opened.client, id)));
  return described.filter((one) => one !== null);
}

/** Keeps `state/worker_troubles.json` true. */
function stuckWatch({ options, place, opened }: Work): { look(seen: Seen): Promise<void>; any(): boolean } {
  let known = new Map<string, WorkerTrouble>();
  let written: string | null = null;
  const troublesOf = async (described: Seen[number]): Promise<WorkerTrouble[]> => {
    const found = await stuckIn(opened.client, described).catch(() => []);
    const now = new Date().toISOString();
    return found
      .map((one) => ({ workflow: described.workflowId, ...one }))
      .map((one) => ({ ...one, since: known.get(nameOf(one))?.since ?? now }));
  };
  const look = async (seen: Seen): Promise<void> => {
    const found = await Promise.all(seen.map(troublesOf));
    const troubles = found.flat();
    for (const trouble of troubles.filter((one) => !known.has(nameOf(one))))
      options.say(`The ${troubleText(trouble)}. What to do: ${troubleRemedy(trouble)}.`);
    known = new Map(troubles.map((one) => [nameOf(one), one]));
    const text = troubles.length === 0 ? '' : `${JSON.stringify(troubles, null, 1)}\n`;
    if (text !== written) await show(text);
    written = text;
  };
  const show = (text: string): Promise<void> => {
    const file = shownFile(place.dirs, runtimePaths.troubles);
    return text === '' ? rm(file, { force: true }) : writeAtomic(file, text);
  };
  return { look, any: () => known.size > 0 };
}

const nameOf = ({ workflow, activity = '', paused }: Omit<WorkerTrouble, 'since'>): string =>
  `${workflow} ${activity} ${paused === true ? 'paused' : ''}`;

/** One that retired is about to be started anew. */
const isLost = (life: Life): boolean => life === 'closed' || life === 'unknown';

/** Takes turns back from lineages that were ended or deleted from outside, once their agents are proved dead. */
function endedWatch({ options, place, opened, watch }: Work, send: Send): () => Promise<void> {
  /** Looks in a row that found the lineage of a turn gone. */
  let gone = new Map<number, number>();
  const isGone = async ({ root }: TurnView): Promise<boolean> =>
    isLost(await lifeOf(opened.client, lineageWorkflowId(place.id, root)));
  const takeBack = async ({ turn, root }: TurnView): Promise<void> => {
    // A workspace that is harmed too goes on from its files, with this very agent.
    if ((await harmTo(opened.client, place)) !== null) return;
    if (!(await endAgentsOf(place, root, options.say))) return;
    const issued = { commandId: `reclaim-${turn}`, issuer: WORKER_ISSUER, reason: 'the lineage runs no more' };
    const answer = await send('reclaim', { ...issued, turn, ...broughtBy(watch.shown(), turn) });
    options.say(answer.text);
  };
  return async () => {
    const { workspace, activations } = watch.shown();
    const before = gone;
    gone = new Map();
    for (const turn of turnsIn(workspace)) {
      if (!(await isGone(turn))) continue;
      const looks = (before.get(turn.turn) ?? 0) + 1;
      gone.set(turn.turn, looks);
      const hasBegun = activations.some(({ activation }) => activation.turn === turn.turn);
      if (hasBegun || looks >= PATIENCE) await takeBack(turn);
    }
  };
}
