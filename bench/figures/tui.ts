// `tui`: what the terminal screen costs, at rest and in a flood of events, on a terminal of the system.
import { spawn } from 'node:child_process';
import { appendFileSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runtimePaths } from '../../core/contracts/paths.js';
import type { Asked } from '../figure.js';
import { short, type Table } from '../numbers.js';
import { cpuSeconds, memory } from '../process.js';
import { openRoom, type Room } from '../room.js';
import { ours } from '../side.js';
import { until } from '../wait.js';

const SECONDS = 20;
/** Events written at a time, and how often in a second. */
const [BATCH, BATCHES] = [50, 20];
/** React and its compiler settle. */
const SETTLE_MS = 5000;

export async function tui(_asked: Asked): Promise<Table[]> {
  const room = await openRoom(ours);
  try {
    return [await measured(room)];
  } finally {
    await room.close();
  }
}

async function measured(room: Room): Promise<Table> {
  const file = path.join(room.stateHome, 'tui.pid');
  mkdirSync(path.dirname(file), { recursive: true });
  const line = `echo $$ > ${file}; stty cols 120 rows 40; exec ${ours.argv.join(' ')} tui`;
  const screen = spawn('script', ['-qefc', line, '/dev/null'], {
    cwd: room.workspace,
    env: { TERM: 'xterm', ...room.env },
  });
  let said = '';
  screen.stdout.on('data', (piece: Buffer) => (said = (said + piece.toString()).slice(-20_000)));
  try {
    await until('the screen', () => said.includes('Now'));
    const pid = Number(readFileSync(file, 'utf8'));
    screen.stdin.write('6');
    await sleep(SETTLE_MS);
    const rows = [await row('at rest', pid, () => undefined), await row('1,000 events a second', pid, flood(room))];
    await until('the newest event', () => said.includes(`E-${SECONDS * BATCH * BATCHES}`));
    const note = `Processor time of the screen's process over ${SECONDS} s, in percent of one core, and its memory at their end.`;
    return { title: 'tui', note, headers: ['state', '% of a core', 'RSS, MB'], rows };
  } finally {
    screen.kill('SIGKILL');
  }
}

async function row(state: string, pid: number, each: () => void): Promise<string[]> {
  const before = cpuSeconds(pid);
  const began = performance.now();
  for (let batch = 1; batch <= SECONDS * BATCHES; batch += 1) {
    each();
    await sleep(began + (batch * 1000) / BATCHES - performance.now());
  }
  return [state, short((100 * (cpuSeconds(pid) - before)) / SECONDS), short(memory(pid).rss / 1024)];
}

/** Writes a batch with each call. */
function flood(room: Room): () => void {
  let count = 0;
  const lineOf = (): string => {
    count += 1;
    const event = {
      event_type: 'work_item_admitted',
      occurred_at: new Date().toISOString(),
      data: { work_item: `task/E-${count}` },
    };
    return `${JSON.stringify({ seq: 1000 + count, key: `e${count}`, ...event })}\n`;
  };
  return () => appendFileSync(room.file(runtimePaths.events), Array.from({ length: BATCH }, lineOf).join(''));
}
