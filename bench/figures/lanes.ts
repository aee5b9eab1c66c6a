// `lanes`: how much more eight roots get done in four lanes than in one, each root in a tree of its own.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import path from 'node:path';
import { type AgentRun, ended, spanOf } from '../agents.js';
import type { Asked } from '../figure.js';
import { median, short, SPREAD_HEADERS, spread, type Table } from '../numbers.js';
import { openRoom, type Room } from '../room.js';
import { ours } from '../side.js';
import { STAGES, taskText } from '../task.js';
import { until } from '../wait.js';
import { putFiles } from './files.js';

const ROOTS = 8;
const TASKS_PER_ROOT = 2;
const AGENT_SECONDS = 2;
const FILES = 1000;
const LANES = [1, 4] as const;
const RUNS = ROOTS * TASKS_PER_ROOT * STAGES.length;
const CREATED = '2026-01-01T00:00:00Z';

interface Measured {
  /** Seconds from the start of the first agent to the end of the last one. */
  seconds: number[];
  /** Milliseconds from the end of an agent to the start of the next one in its lane. */
  between: number[];
  load: number[];
}

/** One after the other, so that both see the machine as it is. */
export async function lanes({ full }: Asked): Promise<Table[]> {
  const found = new Map(LANES.map((count): [number, Measured] => [count, { seconds: [], between: [], load: [] }]));
  for (let round = 0; round < (full ? 3 : 1); round += 1)
    for (const [count, all] of found) {
      const runs = await workedOff(count);
      all.seconds.push(spanOf(runs));
      all.between.push(...betweenOf(runs, count));
      all.load.push(loadavg()[0] ?? 0);
    }
  const alone = median(found.get(1)?.seconds ?? []);
  const rows = [...found].map(([count, { seconds, between, load }]) => [
    ...[String(count), short(median(seconds)), short(alone / median(seconds))],
    ...[short(median(load)), ...spread(between)],
  ]);
  const headers = ['lanes', 'seconds', 'times one lane', 'load', ...SPREAD_HEADERS.map((name) => `between: ${name}`)];
  return [{ title: 'lanes', note: NOTE, headers, rows }];
}

const NOTE =
  `${ROOTS} roots of ${TASKS_PER_ROOT} tasks of ${STAGES.length} stages, each of ${AGENT_SECONDS} s, in trees of their own of ${FILES.toLocaleString('en-US')} files; ` +
  'seconds are those from the start of the first agent to the end of the last one, and between is what lies between two agents of one lane, in ms, ' +
  'making trees and commits among it. The load is that of the last minute at the end.';

async function workedOff(count: number): Promise<AgentRun[]> {
  const room = await openRoom(ours);
  try {
    room.works(AGENT_SECONDS);
    commitFiles(room);
    await room.ok('config', 'set', 'trees.mode', 'per_root');
    await room.ok('config', 'set', 'trees.lanes', String(count));
    for (let one = 0; one < ROOTS * TASKS_PER_ROOT; one += 1) {
      const id = `t${String(one + 1).padStart(2, '0')}`;
      const root = `root-${(one % ROOTS) + 1}`;
      writeFileSync(room.file(`tasks/queue/${id}.md`), taskText(id, CREATED, root));
    }
    const daemon = room.start('run', 'daemon');
    const isOver = (): boolean => daemon.child.exitCode !== null || ended(room.agents()).length >= RUNS;
    await until(`${RUNS} agents in ${count} lanes`, isOver);
    const runs = room.agents();
    if (ended(runs).length === RUNS) return runs;
    throw new Error(`${ended(runs).length} agents ended, and not ${RUNS}: ${(await daemon.ended).output}`);
  } finally {
    await room.close();
  }
}

/** What a tree begins from. */
function commitFiles({ workspace }: Room): void {
  putFiles(path.join(workspace, 'src'), FILES);
  const git = (...args: string[]): Buffer => execFileSync('git', args, { cwd: workspace });
  git('add', '-A');
  git('-c', 'user.name=a', '-c', 'user.email=a', 'commit', '-qm', 'one');
}

/** An agent starts in the lane that has been free for the longest time. */
function betweenOf(runs: readonly AgentRun[], count: number): number[] {
  const free: number[] = [];
  const between: number[] = [];
  for (const { startedAt, endedAt } of runs) {
    const [first] = free.sort((a, b) => a - b);
    if (free.length >= count && first !== undefined) {
      between.push(startedAt - first);
      free.shift();
    }
    free.push(endedAt ?? Infinity);
  }
  return between;
}
