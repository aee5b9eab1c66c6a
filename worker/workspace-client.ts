// Commands to one workspace's workflow, which runs already: a worker starts it under the lease. Ids make a repeat harmless.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { isGrpcServiceError, ServiceError } from '@temporalio/client';
import type { ArgsOf, CommandName } from '../core/contracts/command-table.js';
import type { Answer } from '../core/contracts/commands.js';
import { workspaceWorkflowId } from '../core/contracts/ids.js';

const AGAIN_MS = 250;
const FAILED_PRECONDITION = 9;

export type Send = <N extends CommandName>(name: N, args: ArgsOf<N>) => Promise<Answer>;

/** `timeoutMs`: how long an answer is waited for. Throws `WorkflowNotFoundError` when the server knows no such workflow. */
export function workspaceClient(client: Client, workspace: string, timeoutMs: number): Send {
  const handle = client.workflow.getHandle(workspaceWorkflowId(workspace));
  return (name, args) => {
    const options = { args: [args] as [typeof args], updateId: args.commandId };
    const end = Date.now() + timeoutMs;
    return client.withDeadline(end, async () => {
      for (;;) {
        try {
          return await handle.executeUpdate<Answer, [typeof args]>(name, options);
        } catch (error) {
          if (!isRefusedForNow(error) || Date.now() + AGAIN_MS > end) throw error;
          await sleep(AGAIN_MS);
        }
      }
    });
  };
}

/** The server takes no update for a workflow whose code failed several times, until it has gone on. */
const isRefusedForNow = (error: unknown): boolean =>
  error instanceof ServiceError && isGrpcServiceError(error.cause) && Number(error.cause.code) === FAILED_PRECONDITION;
