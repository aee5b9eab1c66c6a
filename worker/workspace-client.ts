// Commands to one workspace's workflow, which runs already: a worker starts it under the lease. Ids make a repeat harmless.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { isGrpcServiceError, ServiceError, WorkflowUpdateRPCTimeoutOrCancelledError } from '@temporalio/client';
import type { ArgsOf, CommandName } from '../core/contracts/command-table.js';
import type { Answer } from '../core/contracts/commands.js';
import { workspaceWorkflowId } from '../core/contracts/ids.js';

const AGAIN_MS = 250;
const DEADLINE_EXCEEDED = 4;
const FAILED_PRECONDITION = 9;
const UNAVAILABLE = 14;

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

/** Until a server that is away is asked again. */
const AWAY_MS = 1000;

/**
 * As `send`, for a worker that serves: a command without an answer is said once and asked for again under its id, because it is carried out
 * all the same, as soon as what keeps it is gone (a disk, a paused activity). Throws when `over` is aborted.
 */
export function patient(send: Send, over: AbortSignal, say: (line: string) => void): Send {
  return async (update, args) => {
    for (let said = false; ; said = true) {
      try {
        return await send(update, args);
      } catch (error) {
        if (over.aborted || !isUnanswered(error)) throw error;
        if (!said) say(WAITING);
        if (!isTimeout(error)) await sleep(AWAY_MS);
      }
    }
  };
}

const WAITING =
  'The workspace does not answer this worker, which goes on asking: what it decides is not shown yet, or the server is away. ' +
  '`millrace status` says more where something keeps it.';

const isTimeout = (error: unknown): boolean =>
  error instanceof WorkflowUpdateRPCTimeoutOrCancelledError || isGrpc(error, DEADLINE_EXCEEDED);
const isUnanswered = (error: unknown): boolean => isTimeout(error) || isGrpc(error, UNAVAILABLE);

/** The server takes no update for a workflow whose code failed several times, until it has gone on. */
const isRefusedForNow = (error: unknown): boolean => isGrpc(error, FAILED_PRECONDITION);

const isGrpc = (error: unknown, code: number): boolean =>
  error instanceof ServiceError && isGrpcServiceError(error.cause) && Number(error.cause.code) === code;
