// `history`: what a stage costs in Temporal's histories, both workflows counted.
import { historiesIn, oursIn } from '../histories.js';
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
  const { workspace, lineage } = await historiesIn(room, oursIn(room));
  return historyCost(workspace, lineage, STAGES.length);
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
