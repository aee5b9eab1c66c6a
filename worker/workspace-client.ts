// Commands to one workspace's workflow, which runs already: a worker starts it under the lease. Ids make a repeat harmless.
import type { Client } from '@temporalio/client';
import type { UpdateDefinition } from '@temporalio/common';
import type { Answer } from '../core/contracts/commands.js';
import { workspaceWorkflowId } from '../core/contracts/ids.js';

export type Send = <A extends { commandId: string }>(update: UpdateDefinition<Answer, [A]>, args: A) => Promise<Answer>;

/** `timeoutMs`: how long an answer is waited for. Throws `WorkflowNotFoundError` when the server knows no such workflow. */
export function workspaceClient(client: Client, workspace: string, timeoutMs: number): Send {
  const handle = client.workflow.getHandle(workspaceWorkflowId(workspace));
  return (update, args) => {
    const options = { args: [args] as [typeof args], updateId: args.commandId };
    return client.withDeadline(Date.now() + timeoutMs, () => handle.executeUpdate(update, options));
  };
}
