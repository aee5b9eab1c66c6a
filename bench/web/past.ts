// A long past of ours: many runs that are over, their tasks, what the log and the ledger say of them.
import { appendFileSync, writeFileSync } from 'node:fs';
import { numberedLine } from '../../disk/events/lines.js';
import { eventLine } from '../../disk/mirror/events.js';
import { ledgerLine } from '../../disk/mirror/usage.js';
import { runtimePaths } from '../../core/contracts/paths.js';
import type { Room } from '../room.js';
import { taskText } from '../task.js';
import { type PlayedRun, runOf, toldOf, writeRun } from './played.js';

/** Lines that are written at a time. */
const BATCH = 5000;
const MINUTE = 60_000;

/** One stage each, the newest a minute ago, one a minute. */
export function writePast(room: Room, count: number, now: number): void {
  let seq = 0;
  for (let at = 0; at < count; at += BATCH) {
    const runs = Array.from({ length: Math.min(BATCH, count - at) }, (_, more) => runAt(at + more, count, now));
    for (const run of runs) {
      writeRun(room.workspace, run);
      writeFileSync(room.file(`tasks/done/${run.id}.md`), taskText(run.id, time(run.stages[0]?.from ?? now)));
    }
    const lines = runs.flatMap(linesOf);
    appendFileSync(room.file(runtimePaths.events), lines.map((line) => `${numberedLine((seq += 1), line)}\n`).join(''));
    const spent = runs.flatMap(toldOf).filter((one) => one.kind === 'usage');
    appendFileSync(room.file(runtimePaths.ledger), spent.map((one) => `${JSON.stringify(ledgerLine(one))}\n`).join(''));
  }
}

const time = (ms: number): string => new Date(ms).toISOString();

function runAt(number: number, count: number, now: number): PlayedRun {
  const id = `T-${String(number + 1).padStart(6, '0')}`;
  const to = now - (count - number) * MINUTE;
  const stage = {
    ...{ node: 'builder', outcome: 'BUILDER_COMPLETE', from: to - 30_000, to, model: 'gpt-5.5', next: 'done' },
    ...{
      tokens: { input: 9000 + (number % 1000), cachedInput: 7000, output: 500 },
      said: 'Built it, and saw it work.',
    },
  };
  return { run: runOf(id), family: 'task', id, root: 'backlog', plane: 'execution', stages: [stage] };
}

function linesOf(run: PlayedRun): Record<string, unknown>[] {
  const [begun = '', ended = ''] = [run.stages[0]?.from ?? 0, run.stages.at(-1)?.to ?? 0].map(time);
  const item = { work_item: `${run.family}/${run.id}`, run_id: run.run };
  const told = toldOf(run).flatMap((one) => (one.kind === 'event' ? [one] : []));
  const claimed = { key: `claimed:${run.run}`, type: 'work_item_claimed', at: begun, data: item };
  const left = { key: `left:${run.run}`, type: 'work_item_done', at: ended, data: { ...item, reason: null } };
  return [claimed, ...told, left].map(eventLine);
}
