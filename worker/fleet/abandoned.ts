// Agents that nobody waits for: the workflow that asked for them is closed, or the server never heard of it. They cost money and hold the work
// tree, so they are ended.
import type { Client } from '@temporalio/client';
import type { RunningRequest } from '../../agents/running.js';
import { endRequest, runningRequests } from '../../agents/running.js';
import { lineageWorkflowId } from '../../core/contracts/ids.js';
import { lifeOf } from './life.js';
import type { WorkspacePlace } from '../place.js';

/** Called when the workspace was taken up again, so that a server which lost its data knows what is awaited. */
export async function endAbandoned(client: Client, place: WorkspacePlace, say: (line: string) => void): Promise<void> {
  const own = runningRequests(place.dirs.state).filter(({ request }) => request.workspace === place.id);
  if (own.length === 0) return;
  await Promise.all(
    own.map(async (running) => {
      if ((await lifeOf(client, lineageWorkflowId(place.id, running.request.lineage))) !== 'running')
        await endOne(running, say);
    }),
  );
}

/** True when nothing runs any more of what this lineage asked for. */
export async function endAgentsOf(
  place: WorkspacePlace,
  lineage: string,
  say: (line: string) => void,
): Promise<boolean> {
  const own = runningRequests(place.dirs.state).filter(({ request }) => request.lineage === lineage);
  return (await Promise.all(own.map((running) => endOne(running, say)))).every(Boolean);
}

async function endOne(running: RunningRequest, say: (line: string) => void): Promise<boolean> {
  const { requestId, node, lineage } = running.request;
  const gone = await endRequest(running);
  const how = gone ? 'it was ended' : 'it could not be ended';
  say(`The agent of ${node} (${requestId}) worked for lineage ${lineage}, which runs no more: ${how}.`);
  return gone;
}
