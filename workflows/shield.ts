// Interceptors of every workflow: a cancel request from outside cuts nothing off. It reaches the workflow as an event instead.
import type { WorkflowInterceptorsFactory } from '@temporalio/workflow';
import { CancellationScope } from '@temporalio/workflow';

/** Named so by the SDK, which looks for it in the modules that the bundle was made with. */
export const interceptors: WorkflowInterceptorsFactory = () => ({
  inbound: [
    {
      execute: (input, next) => CancellationScope.nonCancellable(() => next(input)),
      // Handlers run in the root scope otherwise, where every call after the request fails.
      handleSignal: (input, next) => CancellationScope.nonCancellable(() => next(input)),
      handleUpdate: (input, next) => CancellationScope.nonCancellable(() => next(input)),
    },
  ],
});
