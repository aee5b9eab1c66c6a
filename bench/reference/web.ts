// The reference's dashboard beside its runtime: installed from the package index, and run as it is. Its finished runs are copies of one that
// really ran, under other names.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import path from 'node:path';
import { freePort } from '../../worker/server/ports.js';
import type { Room } from '../room.js';
import { tasksDone } from '../room.js';
import type { Side } from '../side.js';
import { until } from '../wait.js';

const VERSION = '0.20.3';
const EVENTS = 'logs/runtime_events.jsonl';

/** Absolute path of its program. */
export function installReferenceWeb({ argv: [python] }: Side): string {
  const bin = path.dirname(python);
  const program = path.join(bin, 'millrace-web');
  if (!existsSync(program))
    execFileSync(path.join(bin, 'pip'), ['install', '--quiet', `millrace-web==${VERSION}`], { stdio: 'inherit' });
  return program;
}

/** The run that the others are copies of. */
export interface Seed {
  run: string;
  /** Name and text of the files that a run is known by. */
  files: { name: string; text: string }[];
  document: string;
  /** Lines of its log. */
  lines: string[];
}

const SEED = 'seed-task';

/** Lets it work one task off. */
export async function playSeed(room: Room): Promise<Seed> {
  room.queue([SEED], '2026-01-01T00:00:00Z');
  const { child, ended } = room.start('run', 'daemon');
  await until('the reference has done its task', () => tasksDone(room) >= 1);
  child.kill('SIGKILL');
  await ended;
  const [run = ''] = readdirSync(room.file('runs'));
  const results = readdirSync(room.file(`runs/${run}/stage_results`)).map((name) => `stage_results/${name}`);
  const names = ['run_trace.json', ...results];
  const files = names.map((name) => ({ name, text: readFileSync(room.file(`runs/${run}/${name}`), 'utf8') }));
  const lines = readFileSync(room.file(EVENTS), 'utf8').split('\n');
  return {
    run,
    // A stage each, as ours have.
    files: files.filter(({ text }, at) => at === 0 || text.includes('UPDATE_COMPLETE')),
    document: readFileSync(room.file(`tasks/done/${SEED}.md`), 'utf8'),
    lines: lines.filter((line) => line.includes(run) && /stage_started|stage_completed|router_decision/.test(line)),
  };
}

const copied = (text: string, { run }: Seed, number: number): string =>
  text.replaceAll(run, nameOf(run, number)).replaceAll(SEED, `T-${String(number + 1).padStart(6, '0')}`);

const nameOf = (run: string, number: number): string => `run-${String(number).padStart(run.length - 4, '0')}`;

/** The log of the last ones of them, as ours has it for all. */
export function copySeed(room: Room, seed: Seed, count: number): void {
  for (let number = 0; number < count; number += 1) {
    const folder = room.file(`runs/${nameOf(seed.run, number)}`);
    mkdirSync(path.join(folder, 'stage_results'), { recursive: true });
    for (const { name, text } of seed.files) writeFileSync(path.join(folder, name), copied(text, seed, number));
    writeFileSync(
      room.file(`tasks/done/T-${String(number + 1).padStart(6, '0')}.md`),
      copied(seed.document, seed, number),
    );
    appendFileSync(room.file(EVENTS), seed.lines.map((line) => `${copied(line, seed, number)}\n`).join(''));
  }
}

/** The end of a stage with an outcome of this name; gives the moment of writing, ms since 1970. */
export function writeReferenceEvent(room: Room, { lines }: Seed, outcome: string): Promise<number> {
  const line = lines.find((one) => one.includes('stage_completed')) ?? '{}';
  const now = performance.timeOrigin + performance.now();
  const at = new Date(now).toISOString();
  const text = line.replaceAll('BUILDER_COMPLETE', outcome).replace(/"occurred_at": "[^"]*"/, `"occurred_at": "${at}"`);
  appendFileSync(room.file(EVENTS), `${text}\n`);
  return Promise.resolve(now);
}

export async function startReferenceWeb(
  program: string,
  folders: readonly string[],
): Promise<{ address: string; child: ChildProcess; stop(): Promise<void> }> {
  const port = await freePort([]);
  const which = folders.flatMap((folder) => ['--workspace', folder]);
  const child = spawn(program, ['serve', ...which, '--port', String(port)], { stdio: 'ignore' });
  const address = `http://127.0.0.1:${port}/`;
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null || !child.kill('SIGKILL')) return;
    await once(child, 'exit');
  };
  await until('the dashboard of the reference', () =>
    fetch(address).then(
      () => true,
      () => false,
    ),
  );
  return { address, child, stop };
}
