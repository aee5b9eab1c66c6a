// What the Temporal server of a session says of it when it is asked: whether it answers, and which changes the files do not show yet. One look costs
// a description of each workflow that has a turn; nothing of it enters a history.
import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import { lineageWorkflowId, workspaceWorkflowId } from '../../core/contracts/ids.js';
import { turnsIn } from '../../core/engine/workspace/section-from.js';
import type { Work } from '../session.js';

export interface ServerFacts {
  /** It answered in time. */
  up: boolean;
  /** Batches of changes that wait to be shown; null: not known. */
  pending: number | null;
  /** How long the oldest of them waits, in seconds; 0 = there is none; null: not known. */
  lag: number | null;
}

export type AskServer = () => Promise<ServerFacts>;

export const NOT_ANSWERING: ServerFacts = { up: false, pending: null, lag: null };

const ANSWER_MS = 1000;
/** Turns whose lineages are asked for. */
const MOST_LINEAGES = 20;
/** Name of the activity. */
const MIRROR = 'mirror';

/** Never rejects. */
export function serverFacts({ opened, place, watch }: Pick<Work, 'opened' | 'place' | 'watch'>): AskServer {
  let known: ReadonlyMap<string, number> = new Map();
  const ask = async (): Promise<ServerFacts> => {
    const lineages = turnsIn(watch.shown().workspace).map(({ root }) => lineageWorkflowId(place.id, root));
    const asked = [workspaceWorkflowId(place.id), ...lineages.slice(0, MOST_LINEAGES)];
    const found = (await Promise.all(asked.map((workflow) => pendingOf(opened.client, workflow)))).flat();
    // The server says when the try of now was due: what is tried again waits since it was seen first.
    known = new Map(found.map(({ key, since }) => [key, Math.min(known.get(key) ?? since, since)]));
    const waits = [...known.values()].map((since) => (Date.now() - since) / 1000);
    return { up: true, pending: known.size, lag: Math.max(0, ...waits) };
  };
  return () => opened.client.connection.withDeadline(Date.now() + ANSWER_MS, ask).catch(() => NOT_ANSWERING);
}

interface Waiting {
  key: string;
  /** ms since 1970. */
  since: number;
}

/** Batches that wait. A workflow that is not there waits for nothing. */
async function pendingOf(client: Client, workflow: string): Promise<Waiting[]> {
  try {
    const { raw } = await client.workflow.getHandle(workflow).describe();
    return (raw.pendingActivities ?? [])
      .filter(({ activityType }) => activityType?.name === MIRROR)
      .map(({ activityId, scheduledTime }) => ({
        key: `${workflow} ${activityId ?? ''}`,
        since: Number(scheduledTime?.seconds ?? 0) * 1000,
      }));
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return [];
    throw error;
  }
}
