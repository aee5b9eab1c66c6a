// The thread in which the SDK runs workflows, from the SDK's one file. The SDK starts it by the path of this module.
import { sdkModule } from './one-file.js';

interface Shared {
  globalHandlers: { setPromiseHook(): void };
}

// For the query `__stack_trace` the SDK writes out the stack at each promise of a workflow, a third of what this thread would do. What a workflow waits for
// stands in its details; errors have their stacks without it. Node's own hooks must stay: by them a workflow knows in which scope it is.
const { globalHandlers } = sdkModule('@temporalio/worker/lib/workflow/vm-shared.js') as Shared;
globalHandlers.setPromiseHook = () => undefined;

sdkModule('@temporalio/worker/lib/workflow/workflow-worker-thread');
