// Whether a workflow runs, by the server's word.
import type { Client } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/client';

/** `unknown`: the server never heard of it, or forgot it. */
export type Life = 'running' | 'closed' | 'unknown';

/** Throws what the client throws when the server does not answer, or has no such namespace. */
export async function lifeOf(client: Client, workflowId: string): Promise<Life> {
  try {
    const { status } = await client.workflow.getHandle(workflowId).describe();
    return status.name === 'RUNNING' ? 'running' : 'closed';
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return 'unknown';
    throw error;
  }
}

/** How a workflow was ended, as a clause; null where nothing is known of it. */
export async function endOf(client: Client, workflowId: string): Promise<string | null> {
  try {
    const { status } = await client.workflow.getHandle(workflowId).describe();
    return `The workflow ${workflowId} was ended in Temporal (${status.name})`;
  } catch {
    return null;
  }
}
