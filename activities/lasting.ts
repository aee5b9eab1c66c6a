// A stage that lasts says so to its lineage, which then writes it into the lists of the Web UI: most stages of scripts and small checks do not,
// and are not worth the events.
import type { Context } from '@temporalio/activity';
import { LASTING } from '../core/contracts/activities.js';

const LASTS_MS = 3000;

/** What `act` answers. Nobody waits for the word, and it may be lost. */
export async function tellingLasts<T>({ info, client }: Context, requestId: string, act: () => Promise<T>): Promise<T> {
  const { workflowId = '', runId = '' } = info.workflowExecution ?? {};
  const tell = (): void =>
    void client.workflow
      .getHandle(workflowId, runId)
      .signal(LASTING, { v: 1, requestId })
      .catch(() => undefined);
  const timer = setTimeout(tell, LASTS_MS);
  return act().finally(() => clearTimeout(timer));
}
