// The thread in which the SDK runs workflows. The SDK starts it by the path of this module, and tells it what to run once it has begun itself; here that
// is known before, and so the thread gets ready without being told.
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Script } from 'node:vm';
import type * as proto from '@temporalio/proto';
import type { WorkflowBundleWithSourceMapAndFilename as Bundle } from '@temporalio/worker/lib/workflow/workflow-worker-thread/input.js';
import type { ReusableVMWorkflowCreator as Creator } from '@temporalio/worker/lib/workflow/reusable-vm.js';
import { TIME_LIMIT_MS, workflowCodeIn } from '../disk/workflow-code.js';
import { compiled, textOf, threadModule } from './one-file.js';

const FILE = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', 'workflow-bundle.js');

/** What workflows of ours are mostly told. */
const JOBS = ['initializeWorkflow', 'doUpdate', 'signalWorkflow', 'resolveActivity'];

/** With code that was compiled by the build: of this file of the SDK only, which looks for it. */
function ownCode(): Bundle & { script: Script } {
  const bundle = workflowCodeIn(FILE, textOf(FILE)) as Bundle;
  const script = compiled(FILE, () => bundle.code);
  return { ...bundle, filename: `millrace/${path.basename(FILE)}`, script };
}

/** What the first task of a workflow would wait for: messages of the SDK's core are known. */
function readAhead(): void {
  const { WorkflowActivation } = (threadModule('@temporalio/proto') as typeof proto).coresdk.workflow_activation;
  WorkflowActivation.fromObject({ jobs: JOBS.map((name) => ({ [name]: {} })) });
}

interface Shared {
  globalHandlers: { setPromiseHook(): void };
}

// For the query `__stack_trace` the SDK writes out the stack at each promise of a workflow, a third of what this thread would do. What a workflow waits for
// stands in its details; errors have their stacks without it. Node's own hooks must stay: by them a workflow knows in which scope it is.
const { globalHandlers } = threadModule('@temporalio/worker/lib/workflow/vm-shared.js') as Shared;
globalHandlers.setPromiseHook = () => undefined;

const { ReusableVMWorkflowCreator } = threadModule('@temporalio/worker/lib/workflow/reusable-vm') as {
  ReusableVMWorkflowCreator: typeof Creator;
};
const ready = ReusableVMWorkflowCreator.create(ownCode(), TIME_LIMIT_MS, new Set());
// Whoever asks for it is told what failed.
ready.then(readAhead).catch(() => undefined);
ReusableVMWorkflowCreator.create = () => ready as never;

threadModule('@temporalio/worker/lib/workflow/workflow-worker-thread');
