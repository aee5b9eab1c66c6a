// One thread runs the workflows of all workspaces that a process serves. Each of them has queues, slots and pollers of its own; a thread of its own would
// cost 40 MB and a third of a second.
import { Worker } from '@temporalio/worker';
import type { WorkflowCreator } from '@temporalio/worker/lib/workflow/interface.js';

let thread: Promise<WorkflowCreator> | null = null;
let users = 0;

/** A worker whose workflows run in the thread of the process, which begins with the first such worker and ends with the last. */
export class WorkflowWorker extends Worker {
  // It finds workflows by the ids of their runs, which no two have in common.
  protected static override async createWorkflowCreator(
    ...made: Parameters<typeof Worker.createWorkflowCreator>
  ): Promise<WorkflowCreator> {
    users += 1;
    const own = (thread ??= super.createWorkflowCreator(...made));
    const creator = await own.catch((error: unknown) => {
      leave(own);
      if (thread === own) thread = null;
      throw error;
    });
    const destroy = async (): Promise<void> => {
      if (leave(own)) await creator.destroy();
    };
    return { createWorkflow: (options) => creator.createWorkflow(options), destroy };
  }
}

/** True for the last one. */
function leave(own: Promise<WorkflowCreator>): boolean {
  users -= 1;
  if (users > 0) return false;
  if (thread === own) thread = null;
  return true;
}
