// `history`: what a stage costs in Temporal's histories, both workflows counted.
import { Client, Connection } from '@temporalio/client';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { lineageWorkflowId, workspaceWorkflowId } from '../../core/contracts/ids.js';
import { readWorkspaceId } from '../../read/identity.js';
import { NAMESPACE } from '../../worker/server/flags.js';
import { type HistoryCost, historyCost } from '../history-cost.js';
import { short, type Table } from '../numbers.js';
import { openRoom, type Room } from '../room.js';
import { ours } from '../side.js';
import { STAGES, taskIds } from '../task.js';

const TASKS = 10;
const KINDS_SHOWN = 8;

export async function history(): Promise<Table[]> {
  const room = await openRoom(ours);
  try {
    room.queue(taskIds('t', TASKS), '2026-01-01T00:00:00Z');
    await room.ok('run', '--until', 'idle');
    return [tableOf(await costIn(room))];
  } finally {
    await room.close();
  }
}

async function costIn(room: Room): Promise<HistoryCost> {
  const record = readFileSync(path.join(room.stateHome, 'server', 'server.json'), 'utf8');
  const { ip, port } = JSON.parse(record) as { ip: string; port: number };
  const connection = await Connection.connect({ address: `${ip}:${port}` });
  try {
    const client = new Client({ connection, namespace: NAMESPACE });
    const events = async (id: string) => (await client.workflow.getHandle(id).fetchHistory()).events ?? [];
    const id = readWorkspaceId(room.workspace) ?? '';
    const both = [await events(workspaceWorkflowId(id)), await events(lineageWorkflowId(id, 'backlog'))] as const;
    return historyCost(...both, STAGES.length);
  } finally {
    await connection.close();
  }
}

function tableOf({ stages, events, bytes, kinds }: HistoryCost): Table {
  const note =
    `What one stage costs in the histories of workspace and lineage together, in events and bytes: ${TASKS} tasks of ${STAGES.length} ` +
    `stages by instant agents, counted from the second task to the last (${stages} stages), so that all that a task costs is in it.`;
  const row = (name: string, one: { events: number; bytes: number }): string[] => [
    name,
    short(one.events),
    short(one.bytes),
  ];
  const rows = [row('all', { events, bytes }), ...kinds.slice(0, KINDS_SHOWN).map((one) => row(one.name, one))];
  return { title: 'history', note, headers: ['events of a stage', 'number', 'bytes'], rows };
}
