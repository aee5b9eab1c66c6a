// Whether the server still knows a workspace that its files say was worked on.
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Client } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/client';
import { workspaceWorkflowId } from '../core/contracts/ids.js';
import { RUNTIME_DIR, runtimePaths } from '../core/contracts/paths.js';
import type { Place } from './place.js';
import type { ServerChoice } from './server/choose.js';

/** The mirror shows more than the server knows: its database was lost, or this is another state home than before. */
export class ServerForgot extends Error {
  override readonly name = 'ServerForgot';
  constructor(address: string) {
    super(
      `The Temporal server at ${address} knows nothing of what this workspace shows: its data was lost, or ` +
        'MILLRACE_STATE_HOME is not the one of before. Use that one again, or restore the database; nothing was started.',
    );
  }
}

/** Throws `ServerForgot`. */
export async function assertRemembered(client: Client, place: Place, choice: ServerChoice): Promise<void> {
  if (!existsSync(path.join(place.dirs.workspace, RUNTIME_DIR, runtimePaths.snapshot))) return;
  try {
    await client.workflow.getHandle(workspaceWorkflowId(place.id)).describe();
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) throw new ServerForgot(choice.address);
    throw error;
  }
}
