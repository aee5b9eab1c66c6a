// The histories of a room's two workflows, as its server has them.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { lineageWorkflowId, workspaceWorkflowId } from '../core/contracts/ids.js';
import { readWorkspaceId } from '../read/identity.js';
import { NAMESPACE } from '../worker/server/flags.js';
import type { Event } from './history-cost.js';
import type { Room } from './room.js';

/** Of the newest run of each. */
export interface Histories {
  workspace: readonly Event[];
  lineage: readonly Event[];
}

/** Workflow ids, and the namespace in which they are. */
export interface Both {
  namespace: string;
  workspace: string;
  lineage: string;
}

/** The workspace, and the lineage of what has no root. */
export function oursIn(room: Room): Both {
  const id = readWorkspaceId(room.workspace) ?? '';
  return { namespace: NAMESPACE, workspace: workspaceWorkflowId(id), lineage: lineageWorkflowId(id, 'backlog') };
}

/** `host:port` of the room's embedded server, which runs or ran. */
export function addressIn(room: Room): string {
  const record = readFileSync(path.join(room.stateHome, 'server', 'server.json'), 'utf8');
  const { ip, port } = JSON.parse(record) as { ip: string; port: number };
  return `${ip}:${port}`;
}

export async function historiesIn(room: Room, { namespace, workspace, lineage }: Both): Promise<Histories> {
  const connection = await Connection.connect({ address: addressIn(room) });
  try {
    const client = new Client({ connection, namespace });
    const events = async (id: string) => (await client.workflow.getHandle(id).fetchHistory()).events ?? [];
    return { workspace: await events(workspace), lineage: await events(lineage) };
  } finally {
    await connection.close();
  }
}
