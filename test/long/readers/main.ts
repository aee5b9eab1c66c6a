// Feeds readers with drawn texts for a number of seconds: none throws, none hangs, none takes more than its share for a longer
// text. usage: main.js SECONDS SEED. Prints the first finding of each reader and what was read; exit 1 when there is one.
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { fileURLToPath } from 'node:url';
import { steep, tried } from './trial.js';
import { READERS, type Reader } from './readers.js';

/** Longer than the largest text takes on a machine at work. */
const HANGS_MS = 20_000;

interface Task {
  seconds: number;
  seed: number;
}

type Said = { at: string } | { finding: string } | { read: number };

/** In a thread of its own, so that one that hangs can be named. */
function play({ seconds, seed }: Task): void {
  const say = (said: Said): void => parentPort?.postMessage(said);
  const end = Date.now() + seconds * 1000;
  const broken = new Set<Reader>();
  let count = 0;
  for (let round = seed; Date.now() < end; round += 1) {
    for (const reader of READERS.filter((one) => !broken.has(one))) {
      say({ at: `${reader.name}, seed ${round}` });
      const problem = tried(reader, round) ?? (round % 20 === 0 ? steep(reader, round) : null);
      if (problem !== null) {
        say({ finding: `${reader.name}, seed ${round}: ${problem}` });
        broken.add(reader);
      }
      count += 1;
    }
  }
  say({ read: count });
}

function watch(task: Task): void {
  const worker = new Worker(fileURLToPath(import.meta.url), { workerData: task });
  const findings: string[] = [];
  let at = 'nothing yet';
  const finding = (text: string): void => {
    console.log(`FINDING ${text}`);
    findings.push(text);
  };
  const hung = (): void => {
    finding(`hangs: ${at}`);
    process.exit(1);
  };
  const timer = setTimeout(hung, HANGS_MS);
  worker.on('message', (said: Said) => {
    timer.refresh();
    if ('at' in said) at = said.at;
    if ('finding' in said) finding(said.finding);
    if ('read' in said)
      console.log(`${said.read} texts read by ${READERS.length} readers, ${findings.length} findings`);
  });
  worker.on('error', (error) => finding(`ended at ${at}: ${String(error)}`));
  worker.on('exit', () => {
    clearTimeout(timer);
    process.exitCode = findings.length === 0 ? 0 : 1;
  });
}

if (isMainThread) watch({ seconds: Number(process.argv[2] ?? 60), seed: Number(process.argv[3] ?? 1) });
else play(workerData as Task);
