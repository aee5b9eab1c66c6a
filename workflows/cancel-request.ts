// Somebody cancelled a workflow with Temporal's own means, in the Web UI say. It is an event like any other: audited, and the work goes on as
// after the command of that meaning.
import { CancellationScope, workflowInfo } from '@temporalio/workflow';
import type { Issued } from '../core/contracts/commands.js';

export interface CancelRequest {
  /** A second request never reaches the same run, so that the next boundary is a new one. */
  came(): boolean;
  /** It is there and not handled yet, which takes some turns of the promises: a run that ended meanwhile would lose it. */
  isComing(): boolean;
}

/** To be called once per run, in the workflow's main function. */
export function onCancelRequest(act: (issued: Issued) => void): CancelRequest {
  let came = false;
  const scope = CancellationScope.current();
  scope.cancelRequested.catch(() => {
    came = true;
    const { workflowId, runId } = workflowInfo();
    const reason = `the workflow ${workflowId} was cancelled in Temporal`;
    act({ commandId: `temporal-cancel-${runId}`, issuer: 'temporal', reason });
  });
  // The shield's own scope is told at second hand; the one around it at once.
  return { came: () => came, isComing: () => !came && scope.parent?.consideredCancelled === true };
}
