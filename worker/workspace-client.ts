// Commands to one workspace's workflow, which runs already: a worker starts it under the lease. Ids make a repeat harmless.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import {
  isGrpcServiceError,
  ServiceError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { ArgsOf, CommandName } from '../core/contracts/command-table.js';
import { type Answer, NOT_ALLOWED } from '../core/contracts/commands.js';
import { KnownError } from '../core/told-error.js';
import { workspaceWorkflowId } from '../core/contracts/ids.js';

const AGAIN_MS = 250;
const DEADLINE_EXCEEDED = 4;
const FAILED_PRECONDITION = 9;
const UNAVAILABLE = 14;

export type Send = <N extends CommandName>(name: N, args: ArgsOf<N>) => Promise<Answer>;

/** What decides has not the signature that it needs: the message says which. `why`: the same as a word, as of `Refusal`. */
export class NotAllowed extends KnownError {
  constructor(
    message: string,
    readonly why: unknown,
  ) {
    super('not_allowed', message, { hint: SIGNING });
  }
}

const SIGNING =
  'Nothing was changed. Sign with `--as NAME --key FILE`, MILLRACE_KEY or ssh-agent; `millrace keys ls` shows who may decide.';

/** The arguments as they are sent, made anew for every time: a signature counts for some minutes only. */
export type Signing = <N extends CommandName>(name: N, args: ArgsOf<N>) => Promise<ArgsOf<N>>;

/**
 * `timeoutMs`: how long an answer is waited for. Throws `WorkflowNotFoundError` when the server knows no such workflow, and `NotAllowed`
 * when the workspace wants another signature.
 */
export function workspaceClient(
  client: Client,
  workspace: string,
  timeoutMs: number,
  signing: Signing = (_name, args) => Promise.resolve(args),
): Send {
  const handle = client.workflow.getHandle(workspaceWorkflowId(workspace));
  return (name, args) => {
    const end = Date.now() + timeoutMs;
    return client.withDeadline(end, async () => {
      for (;;) {
        const sent = await signing(name, args);
        try {
          const options = { args: [sent] as [typeof args], updateId: args.commandId };
          return await handle.executeUpdate<Answer, [typeof args]>(name, options);
        } catch (error) {
          if (isNotAllowed(error)) throw new NotAllowed(error.cause.message, error.cause.details?.[0]);
          // A server may end its own wait before ours is over; asked again under its id the command is carried out once.
          const again = isRefusedForNow(error) || isTimeout(error);
          if (!again || Date.now() + AGAIN_MS > end) throw error;
          await sleep(AGAIN_MS);
        }
      }
    });
  };
}

const isNotAllowed = (error: unknown): error is WorkflowUpdateFailedError & { cause: ApplicationFailure } =>
  error instanceof WorkflowUpdateFailedError &&
  error.cause instanceof ApplicationFailure &&
  error.cause.type === NOT_ALLOWED;

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
