// Records `good/` anew: two tasks on a real server, the first worker killed in its first stage. Only this file of the
// checker knows the product. After a change of a format: `node scripts/build.mjs && node dist/test/long/checker/record.js`.
import { cpSync, existsSync, lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { packageRoot } from '../../../disk/package-root.js';
import { runtimePaths } from '../../../core/contracts/paths.js';
import { Bench, until } from '../../support/bench.js';
import { exportEvidence, treeText } from '../../support/evidence.js';

const TASKS = ['t1', 't2'];
/** So few that both workflows continue as new. */
const HISTORY_EVENTS = 60;
/** What the rules read; the rest is long and full of paths. */
const KEPT = [
  /^[^/]+\.jsonl?$/,
  /^histories\//,
  /^done\//,
  /^journals\/[^/]+\/(claim-\d+|agent|decided\.json)$/,
  /^millrace-agents\/(tasks|logs)\//,
  /^millrace-agents\/state\/(runtime_snapshot\.json|\w+_status\.md)$/,
  /^millrace-agents\/runs\/[^/]+\/stage_results\//,
];

async function record(good: string): Promise<void> {
  const raw = mkdtempSync(path.join(tmpdir(), 'millrace-evidence-'));
  const bench = new Bench('').useEmbedded();
  try {
    await play(bench, raw);
    await exportEvidence(bench, raw);
    neutralise(raw, bench);
    rmSync(good, { recursive: true, force: true });
    cpSync(raw, good, { recursive: true, filter: (file) => isKept(raw, file) });
  } finally {
    await bench.run('server', 'stop', '--force');
    bench.close();
    rmSync(raw, { recursive: true, force: true });
  }
}

async function play(bench: Bench, dir: string): Promise<void> {
  const log = path.join(dir, 'agents.jsonl');
  const shared = (content: string) => ({ path: 'shared.txt', content });
  const outcomes = {
    'builder:t1': [{ sleep: 1.5, files: [shared('one\n'), { path: 'src/a.js', content: 'a\n' }] }],
    'updater:t1': [{ files: [shared('two\n')] }],
    'builder:t2': [{ files: [{ path: 'src/b.js', content: 'b\n' }], delete: ['src/a.js'] }],
  };
  writeFileSync(bench.env['MILLRACE_SCRIPT'] ?? '', JSON.stringify({ outcomes, log }));
  await bench.withTasks(...TASKS);
  const config = bench.file(runtimePaths.config);
  const short = `[runtime]\nhistory_events = ${HISTORY_EVENTS}`;
  writeFileSync(config, readFileSync(config, 'utf8').replace('[runtime]', short));
  await bench.ok('trust', '--accept');
  writeFileSync(path.join(dir, 'first-tree.json'), treeText(bench));
  const first = bench.start('run', '--as', 'tester', '--until', 'idle');
  await until(() => existsSync(log) || first.child.exitCode !== null, 'an agent starts');
  first.child.kill('SIGKILL');
  const killed = { at: Date.now(), what: 'worker', signal: 'SIGKILL' };
  writeFileSync(path.join(dir, 'kills.jsonl'), `${JSON.stringify(killed)}\n`);
  await first.ended;
  await bench.ok('run', '--as', 'tester', '--until', 'idle');
  writeFileSync(path.join(dir, 'expect.json'), JSON.stringify({ tasks: TASKS, stagesPerTask: 3 }));
}

function isKept(dir: string, file: string): boolean {
  const name = path.relative(dir, file);
  return lstatSync(file).isDirectory() ? !isEmpty(dir, file) : KEPT.some((pattern) => pattern.test(name));
}

const isEmpty = (dir: string, folder: string): boolean =>
  !readdirSync(folder).some((name) => isKept(dir, path.join(folder, name)));

/** Names of this machine and its folders become neutral ones, also inside of payloads. */
function neutralise(dir: string, bench: Bench): void {
  const root = path.dirname(bench.workspace);
  const host = new RegExp(`(?<=@)${hostname()}(?=")|(?<=")${hostname()}(?=:\\d)`, 'g');
  const neutral = (text: string): string =>
    text.replaceAll(root, '/bench').replaceAll(packageRoot(), '/millrace').replaceAll(host, 'host');
  const files = readdirSync(dir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  for (const entry of files) {
    const file = path.join(entry.parentPath, entry.name);
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, file.includes('/histories/') ? neutralHistory(text, neutral) : neutral(text));
  }
}

/** One line for each event, so that two recordings can be compared. */
function neutralHistory(text: string, neutral: (text: string) => string): string {
  const inside = (key: string, value: unknown): unknown =>
    key === 'data' && typeof value === 'string' ? recoded(value, neutral) : value;
  const { events } = JSON.parse(text, inside) as { events: unknown[] };
  return `{"events":[\n${events.map((event) => neutral(JSON.stringify(event))).join(',\n')}\n]}\n`;
}

const recoded = (data: string, neutral: (text: string) => string): string =>
  Buffer.from(neutral(Buffer.from(data, 'base64').toString('utf8'))).toString('base64');

await record(path.join(packageRoot(), 'test', 'long', 'checker', 'good'));
