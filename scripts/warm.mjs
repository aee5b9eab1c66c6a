// Keeps beside the files of a build what V8 compiles of them when they are run: the commands that people wait for, and a worker that starts. It ends
// with code that is not 0 where one of them fails.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { noteWritten, writtenText } from './messages-written.mjs';
import { furnish } from './warm-room.mjs';

/** Run once, in a workspace of their own: the commands that only look first, because what is kept of their part is read by each of them. */
const LOOKS = [['status'], ['queue', 'ls'], ['runs', 'ls']];
const OTHERS = [['trust'], ['compile', 'validate']];
/** What a worker has read of the SDK when it has started. */
const SDK_WARM = ['@temporalio/client', '@temporalio/worker', '@temporalio/activity'];
/** The second one finds workflows that run. */
const RUNS = 2;
/** Of the name that a text of the build ends with. */
const NAME_SIGNS = 64;

const [, , dist] = process.argv;
const built = (name) => import(pathToFileURL(join(dist, name)).href);
const loader = await built('cli/one-file.js');

/** What was not run for a while V8 forgets otherwise. As is kept, it must be the code of a process with no such word. */
function keep() {
  setFlagsFromString('--flush-bytecode');
  loader.keepCompiled();
  setFlagsFromString('--no-flush-bytecode');
}

async function run(place, commands) {
  const { main } = loader.programOfBuild();
  for (const command of commands) {
    const code = await main([...place, ...command]);
    if (code !== 0) throw new Error(`${command.join(' ')} ended with ${code}`);
  }
}

/** False where this machine has no Temporal server. Nothing is fetched for a build. */
async function lendServer(home) {
  const [{ onPath, isProgram }, { binaryCache, stateHome }, { CACHED_NAME }] = await Promise.all(
    ['worker/server/programs.js', 'worker/state-home.js', 'worker/server/flags.js'].map(built),
  );
  if ('path' in onPath('temporal', process.env)) return true;
  const cached = join(binaryCache(stateHome()), CACHED_NAME);
  if (!isProgram(cached)) return false;
  mkdirSync(binaryCache(home), { recursive: true });
  symlinkSync(cached, join(binaryCache(home), CACHED_NAME));
  return true;
}

/** A workspace in a folder of that name, as options of a command. */
function newPlace(folder, name) {
  const place = ['-w', join(folder, name)];
  execFileSync('git', ['init', '-q', join(folder, name)]);
  execFileSync(process.execPath, [join(dist, 'cli', 'main.cjs'), ...place, 'init'], { stdio: 'ignore' });
  return place;
}

/** A thread that keeps what it has compiled, when it is told to end. */
const thread = (keeps) => new Worker(join(import.meta.dirname, 'warm-thread.mjs'), { workerData: { dist, keeps } });

/** In a workspace of its own: what lies in the other one is made up. */
async function runWorkers(folder, taskText) {
  const place = newPlace(folder, 'served');
  process.env['MILLRACE_SCRIPT'] = join(folder, 'script.json');
  writeFileSync(process.env['MILLRACE_SCRIPT'], '{"outcomes": {}}');
  let count = 0;
  Object.defineProperty(globalThis, Symbol.for('millrace.workflow-thread'), { value: () => thread(count === RUNS) });
  for (count = 1; count <= RUNS; count += 1) {
    const id = `t${count}`;
    writeFileSync(join(folder, 'served/millrace-agents/tasks/queue', `${id}.md`), taskText(id, '2026-01-01T00:00:00Z'));
    await run(place, [['run', '--until', 'idle']]);
  }
  await run(place, [['server', 'stop', '--force']]);
}

/** `noted`: the functions of messages that the workers called. */
function keepMessages(noted) {
  const [sdk, written] = ['sdk', 'messages'].map((name) => join(dist, 'cli', `${name}.cjs`));
  writeFileSync(written, writtenText(noted, loader.textOf(sdk).slice(-NAME_SIGNS)));
  loader.compiled(written, () => loader.textOf(written));
}

async function beginThread() {
  const one = thread(true);
  one.postMessage({ requestId: 0n, input: { type: 'init', reuseV8Context: true } });
  one.postMessage({ requestId: 1n, input: { type: 'destroy' } });
  await new Promise((resolve) => one.on('message', ({ requestId }) => requestId === 1n && resolve()));
  await one.terminate();
}

async function warm() {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-warm-'));
  const home = join(folder, 'state');
  const serves = await lendServer(home);
  process.env['MILLRACE_STATE_HOME'] = home;
  try {
    const place = newPlace(folder, 'work');
    const { taskText } = await built('bench/task.js');
    furnish(join(folder, 'work'), home, taskText);
    await run(place, LOOKS);
    keep();
    const noted = noteWritten();
    for (const name of SDK_WARM) loader.sdkModule(name);
    await run(place, OTHERS);
    if (serves) {
      await runWorkers(folder, taskText);
      keepMessages(noted);
    } else {
      console.error('build: no Temporal server is at hand to run a worker once; workers start more slowly');
      await beginThread();
    }
    keep();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

setFlagsFromString('--no-flush-bytecode');
await warm();
process.exit(0);
