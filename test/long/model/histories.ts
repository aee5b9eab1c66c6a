// What the test asks the server about the runs of workflows.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { lineageWorkflowId, workspaceWorkflowId } from '../../../core/contracts/ids.js';

/** Length, in events, at which workflows continue as new here. */
export const HISTORY_EVENTS = 60;
/** Bounds what hangs. */
const SEEN_MS = 30_000;
const STARTED = 2;
const CANCEL_REQUESTED = 3;

type Workflows = Client['workflow'];
type Described = Awaited<ReturnType<ReturnType<Workflows['getHandle']>['describe']>>['raw'];

/** The workspace continued as new at least once. */
export async function isRenewed(workflows: Workflows, id: string): Promise<boolean> {
  const { raw } = await workflows.getHandle(workspaceWorkflowId(id)).describe();
  const { execution, firstRunId } = raw.workflowExecutionInfo ?? {};
  return execution?.runId !== firstRunId;
}

/** Waits until the stage that waits has seen why: a cause that goes before that is left to the timer. */
export async function causeIsSeen(workflows: Workflows, id: string, root: string): Promise<void> {
  const lineage = workflows.getHandle(lineageWorkflowId(id, root));
  for (const end = Date.now() + SEEN_MS; Date.now() < end; await sleep(50))
    if (isSeen((await lineage.describe()).raw)) return;
  throw new Error(`nobody looks for what ${root} waits for`);
}

/** Nothing else goes on: a run that is about to end would look anew in the next one. */
function isSeen({ pendingActivities, pendingWorkflowTask }: Described): boolean {
  const going = (pendingActivities ?? []).filter(({ state }) => Number(state) !== CANCEL_REQUESTED);
  const inThisTry = going.map(
    ({ state, heartbeatDetails, lastHeartbeatTime, lastStartedTime }) =>
      Number(state) === STARTED && heartbeatDetails && msOf(lastHeartbeatTime) >= msOf(lastStartedTime),
  );
  return !pendingWorkflowTask && inThisTry.length === 1 && inThisTry.every(Boolean);
}

type Moment = { seconds?: unknown; nanos?: number | null } | null | undefined;

const msOf = (moment: Moment): number => Number(moment?.seconds ?? 0) * 1000 + (moment?.nanos ?? 0) / 1e6;
