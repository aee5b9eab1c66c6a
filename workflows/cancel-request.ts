// Somebody cancelled a workflow with Temporal's own means, in the Web UI say. It is an event like any other: audited, and the work goes on as
// after the command of that meaning.
import { CancellationScope, workflowInfo } from '@temporalio/workflow';
import type { Issued } from '../core/contracts/commands.js';

export interface CancelRequest {
  /** A second request never reaches the same run, so that the next boundary is a new one. */
  came(): boolean;
}

/** To be called once per run, in the workflow's main function. */
export function onCancelRequest(act: (issued: Issued) => void): CancelRequest {
  let came = false;
  CancellationScope.current().cancelRequested.catch(() => {
    came = true;
    const { workflowId, runId } = workflowInfo();
    const reason = `the workflow ${workflowId} was cancelled in Temporal`;
    act({ commandId: `temporal-cancel-${runId}`, issuer: 'temporal', reason });
  });
  return { came: () => came };
}
