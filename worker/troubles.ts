// What only a look from outside can see: a workflow whose code or activities fail at every try or are paused, and a lineage that was ended
// or deleted while it held the turn. Looked for by the holder of the lease.
import { NamespaceNotFoundError, ServiceError, WorkflowNotFoundError } from '@temporalio/client';
import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
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
import { harmTo } from './harm.js';
import { type Life, lifeOf } from './fleet/life.js';
import { paced, untilDue } from './repeat.js';
import type { Work } from './session.js';
import { stuckAt } from './fleet/stuck.js';
import type { Send } from './workspace-client.js';

const LOOK_MS = 5000;
/** Looks at a lineage that runs no more and has not shown the turn: its workspace may be about to start it anew. */
const PATIENCE = 3;

/** `begun`: whether the workspace answered this worker. Returns the function that ends this, with a last look at what was wrong. */
export function watchTroubles(work: Work, send: Send, begun: () => boolean): () => Promise<void> {
  const { options } = work;
  const over = new AbortController();
  const stuck = stuckWatch(work);
  const ended = endedWatch(work, send);
  const look = async (): Promise<void> => {
    await stuck.look();
    if (begun() && work.watch.shown().workspace?.phase === 'running') await ended();
  };
  const untilNext = (): number => untilDue(paced(LOOK_MS), performance.now());
  void (async () => {
    for (; !over.signal.aborted; await sleep(untilNext(), null, { signal: over.signal }).catch(() => undefined)) {
      // A server that does not answer, or knows nothing any more, is spoken of elsewhere.
      await look().catch((error: unknown) => {
        if (!isServers(error) && diskCodeOf(error) === null)
          options.say(`The workflows could not be looked at: ${String(error)}`);
      });
    }
  })();
  return async () => {
    over.abort();
    if (stuck.any()) await stuck.look();
  };
}

const SERVERS = [ServiceError, NamespaceNotFoundError, WorkflowNotFoundError];
const isServers = (error: unknown): boolean => SERVERS.some((kind) => error instanceof kind);

/** Keeps `state/worker_troubles.json` true. */
function stuckWatch({ options, place, opened, watch }: Work): { look(): Promise<void>; any(): boolean } {
  let known = new Map<string, WorkerTrouble>();
  let written: string | null = null;
  const seen = async (workflow: string): Promise<WorkerTrouble[]> => {
    const found = await stuckAt(opened.client, workflow).catch(() => []);
    const now = new Date().toISOString();
    return found
      .map((one) => ({ workflow, ...one }))
      .map((one) => ({ ...one, since: known.get(nameOf(one))?.since ?? now }));
  };
  const look = async (): Promise<void> => {
    const lineages = turnsIn(watch.shown().workspace).map(({ root }) => lineageWorkflowId(place.id, root));
    const found = await Promise.all([workspaceWorkflowId(place.id), ...lineages].map(seen));
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
