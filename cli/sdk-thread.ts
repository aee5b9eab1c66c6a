// The thread in which the SDK runs workflows. The SDK starts it by the path of this module, and tells it what to run once it has begun itself; here that
// is known before, and so the thread gets ready without being told.
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Script } from 'node:vm';
import type { ReusableVMWorkflowCreator as Creator } from '@temporalio/worker/lib/workflow/reusable-vm.js';
import { readBundle, TIME_LIMIT_MS } from '../worker/workflow-code.js';
import { compiled, threadModule } from './one-file.js';

const FILE = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', 'workflow-bundle.js');

/** With code that was compiled by the build: of this file of the SDK only, which looks for it. */
function ownCode(): ReturnType<typeof readBundle> & { script: Script } {
  const bundle = readBundle(FILE);
  const script = compiled(FILE, () => bundle.code);
  return { ...bundle, filename: `millrace/${path.basename(FILE)}`, script };
}

const { ReusableVMWorkflowCreator } = threadModule('@temporalio/worker/lib/workflow/reusable-vm') as {
  ReusableVMWorkflowCreator: typeof Creator;
};
const ready = ReusableVMWorkflowCreator.create(ownCode(), TIME_LIMIT_MS, new Set());
// Whoever asks for it is told.
ready.catch(() => undefined);
ReusableVMWorkflowCreator.create = () => ready as never;

threadModule('@temporalio/worker/lib/workflow/workflow-worker-thread');
