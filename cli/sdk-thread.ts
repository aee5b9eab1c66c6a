// The thread in which the SDK runs workflows, from the SDK's one file. The SDK starts it by the path of this module.
import { promiseHooks } from 'node:v8';
import { sdkModule } from './one-file.js';

// For the query `__stack_trace` the SDK writes out the stack at each promise of a workflow, a third of what this thread would do. What
// a workflow waits for stands in its details; errors have their stacks without it.
Object.assign(promiseHooks, { createHook: () => () => undefined });

sdkModule('@temporalio/worker/lib/workflow/workflow-worker-thread');
