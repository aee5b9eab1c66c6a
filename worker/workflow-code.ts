// The code of all workflows, as the build writes it into one file: text and map apart, because the map is asked for when something fails, and both are
// what the SDK wants to know for a thread.
import type { WorkflowBundleWithSourceMapAndFilename as Bundle } from '@temporalio/worker/lib/workflow/workflow-worker-thread/input.js';

/** After so long in one piece of a workflow the SDK thinks that it hangs, in ms. */
export const TIME_LIMIT_MS = 5000;

const MAP = '\n//# sourceMappingURL=data:application/json;base64,';

/** `text`: of the file, all of it. */
export function bundleIn(file: string, text: string): Bundle {
  const at = text.lastIndexOf(MAP);
  const sourceMap = JSON.parse(Buffer.from(text.slice(at + MAP.length), 'base64').toString()) as Bundle['sourceMap'];
  return { code: text.slice(0, at), sourceMap, filename: file };
}
