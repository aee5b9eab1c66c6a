// The thread in which the SDK runs workflows, from the SDK's one file. The SDK starts it by the path of this module.
import { sdkModule } from './one-file.js';

sdkModule('@temporalio/worker/lib/workflow/workflow-worker-thread');
