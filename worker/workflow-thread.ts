// One thread runs the workflows of all workspaces that a process serves. Each of them has queues, slots and pollers of its own; a thread of its own would
// cost 40 MB and a third of a second.
import { Worker } from '@temporalio/worker';
import type { WorkflowBundleWithSourceMapAndFilename } from '@temporalio/worker/lib/workflow/workflow-worker-thread/input.js';
import type { WorkflowCreator } from '@temporalio/worker/lib/workflow/interface.js';

let thread: Promise<WorkflowCreator> | null = null;
let users = 0;

type Bundle = Promise<WorkflowBundleWithSourceMapAndFilename | undefined>;
let bundle: Bundle | null = null;

/** A worker whose workflows run in the thread of the process, which begins with the first such worker and ends with the last. */
export class WorkflowWorker extends Worker {
  // The SDK reads and compiles it for each worker anew, megabytes that stay for ten seconds.
  protected static override getOrCreateBundle(...made: Parameters<typeof Worker.getOrCreateBundle>): Bundle {
    const own = (bundle ??= super.getOrCreateBundle(...made));
    void own.catch(() => (bundle = bundle === own ? null : bundle));
    return own;
  }

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
