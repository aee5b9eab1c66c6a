// Runs that somebody reset in Temporal. Such a run has the first event of the one before, which names that one, not itself. What it believes is
// old, so that its activities are refused until a worker ends it.
import type { Client } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import type { Described } from './fleet/life.js';

/** A run is what it is: asked once per process and run. */
const known = new Map<string, boolean>();

/** Whether the run of this workflow that was described runs, and is a reset one. Throws what the client throws when the server does not answer. */
export async function isReset(client: Client, workflowId: string, described: Described | null): Promise<boolean> {
  if (described?.status.name !== 'RUNNING') return false;
  try {
    return await isResetRun(client, workflowId, described.runId);
  } catch (error) {
    // Deleted since it was described.
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}

/** Of the activities that the workflows of `client`'s server ask for. A lookup that fails fails the try: the server repeats it. */
export const refuseResetRuns =
  (client: Client): ActivityInterceptorsFactory =>
  ({ info }) => ({
    inbound: {
      async execute(input, next) {
        const { workflowId = '', runId = '' } = info.workflowExecution ?? {};
        if (await isResetRun(client, workflowId, runId)) throw refusal(workflowId);
        return next(input);
      },
    },
  });

async function isResetRun(client: Client, workflowId: string, runId: string): Promise<boolean> {
  const before = known.get(runId);
  if (before !== undefined) return before;
  const { namespace } = client.options;
  const asked = { namespace, execution: { workflowId, runId }, maximumPageSize: 1 };
  const { history } = await client.workflowService.getWorkflowExecutionHistory(asked);
  const first = history?.events?.[0]?.workflowExecutionStartedEventAttributes?.originalExecutionRunId;
  const reset = Boolean(first) && first !== runId;
  known.set(runId, reset);
  return reset;
}

const refusal = (workflowId: string): ApplicationFailure =>
  ApplicationFailure.retryable(
    `the workflow ${workflowId} was reset in Temporal: it does nothing until it is ended`,
    'ResetRun',
  );
