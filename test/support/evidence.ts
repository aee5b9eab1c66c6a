// What a run leaves behind, copied into a folder for the checker: histories, mirror, journals, and the processes still there.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Client } from '@temporalio/client';
import { execa } from 'execa';
import { REQUEST_MARK } from '../../agents/environment.js';
import { statePaths } from '../../core/contracts/paths.js';
import { taskQueues } from '../../core/contracts/activities.js';
import { findTemporal } from '../../worker/server/binary.js';
import type { ServerChoice } from '../../worker/server/choose.js';
import { chooseServer, decideServer } from '../../worker/server/choose.js';
import { openClient } from '../../worker/server/connect.js';
import { binaryCache, stateHome } from '../../worker/state-home.js';
import type { Bench } from './bench.js';

/**
 * Writes `histories/`, `millrace-agents/`, `journals/`, `done/`, `trees.json`, `last-tree.json` and `processes.json`; the rest
 * of the layout (`test/long/checker/evidence.ts`) is its caller's. Call it when no worker runs; an embedded server that is gone is started.
 */
export async function exportEvidence(bench: Bench, dir: string): Promise<void> {
  const state = bench.stateDir();
  mkdirSync(dir, { recursive: true });
  await exportHistories(bench, path.join(dir, 'histories'));
  const options = { recursive: true, filter: isPlain };
  cpSync(bench.file('.'), path.join(dir, 'millrace-agents'), options);
  cpSync(path.join(state, path.dirname(statePaths.journal('any'))), path.join(dir, 'journals'), options);
  cpSync(path.join(state, statePaths.done), path.join(dir, 'done'), options);
  writeFileSync(path.join(dir, 'trees.json'), JSON.stringify(recordedTrees(path.join(state, statePaths.checkpoints))));
  writeFileSync(path.join(dir, 'last-tree.json'), treeText(bench));
  const requests = new Set(readdirSync(path.join(dir, 'journals')));
  writeFileSync(path.join(dir, 'processes.json'), JSON.stringify(markedProcesses(requests), null, 1));
}

/** Every recorded tree by its digest: which content each path has. Read by plain git, and not by the code that recorded them. */
function recordedTrees(repository: string): Record<string, Record<string, string>> {
  const git = (...args: string[]): string =>
    execFileSync('git', ['--git-dir', repository, ...args], { encoding: 'utf8', maxBuffer: 1e9 });
  const digests = new Set(git('for-each-ref', '--format=%(tree)', 'refs/millrace').split('\n').filter(Boolean));
  return Object.fromEntries([...digests].map((digest) => [digest, filesIn(git('ls-tree', '-r', '-z', digest))]));
}

/** Writes `blobs.json`: every text of the recorded trees by its name. After `exportEvidence`. */
export function exportTexts(bench: Bench, dir: string): void {
  const repository = path.join(bench.stateDir(), statePaths.checkpoints);
  const trees = JSON.parse(readFileSync(path.join(dir, 'trees.json'), 'utf8')) as Record<
    string,
    Record<string, string>
  >;
  const names = new Set(Object.values(trees).flatMap((tree) => Object.values(tree)));
  const textOf = (name: string): string =>
    execFileSync('git', ['--git-dir', repository, 'cat-file', 'blob', name], { encoding: 'utf8', maxBuffer: 1e8 });
  writeFileSync(
    path.join(dir, 'blobs.json'),
    JSON.stringify(Object.fromEntries([...names].map((name) => [name, textOf(name)]))),
  );
}

const filesIn = (listing: string): Record<string, string> =>
  Object.fromEntries(
    listing
      .split('\0')
      .filter(Boolean)
      .map((entry) => [entry.slice(entry.indexOf('\t') + 1), entry.split(/[ \t]/)[2] ?? '']),
  );

/** The files that lie in the work tree, each with the name that git gives its content; without ours and those of git. */
export function treeText({ workspace }: Bench): string {
  const entries = readdirSync(workspace, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const files = entries.map((entry) => path.relative(workspace, path.join(entry.parentPath, entry.name)));
  const ours = files.filter((file) => !/^(?:\.git|millrace-agents)\//.test(file)).sort();
  return JSON.stringify(Object.fromEntries(ours.map((file) => [file, blobName(path.join(workspace, file))])));
}

function blobName(file: string): string {
  const bytes = readFileSync(file);
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}

async function exportHistories(bench: Bench, dir: string): Promise<void> {
  mkdirSync(dir, { recursive: true });
  const choice = await chooseServer(decideServer({}, bench.env), bench.stateHome, () => undefined);
  const opened = await openClient(choice);
  try {
    for (const [workflow, runs] of await listedRuns(opened.client, path.basename(bench.stateDir()))) {
      runs.add((await opened.client.workflow.getHandle(workflow).describe()).runId);
      for (const [index, text] of (await historiesOf(choice, workflow, runs)).entries())
        writeFileSync(path.join(dir, `${workflow}.${index + 1}.json`), text);
    }
  } finally {
    await opened.close();
  }
}

/** Run ids by workflow id. The server's index of runs lags behind, so the newest runs may be missing. */
async function listedRuns(client: Client, workspace: string): Promise<Map<string, Set<string>>> {
  const found = new Map<string, Set<string>>();
  const query = `TaskQueue='${taskQueues(workspace).workflow}'`;
  for await (const { workflowId, runId } of client.workflow.list({ query }))
    found.set(workflowId, (found.get(workflowId) ?? new Set()).add(runId));
  return found;
}

/** Texts, oldest first: of these runs and of every run that one of them continues. */
async function historiesOf(choice: ServerChoice, workflow: string, runs: Set<string>): Promise<string[]> {
  const { path: temporal } = await findTemporal({ say: () => undefined, cacheDir: binaryCache(stateHome()) });
  const place = ['--address', choice.address, '--namespace', choice.namespace];
  const histories: { text: string; start: string }[] = [];
  for (const run of runs) {
    // Not `historyToJSON`: where two versions of protobufjs are installed it fails with "type must be a Type".
    const show = ['workflow', 'show', ...place, '--workflow-id', workflow, '--run-id', run, '--output', 'json'];
    const { stdout: text } = await execa(temporal, show, { maxBuffer: 1e9 });
    const first = (JSON.parse(text) as { events: FirstEvent[] }).events[0];
    const before = first?.workflowExecutionStartedEventAttributes.continuedExecutionRunId;
    if (before) runs.add(before);
    histories.push({ text, start: first?.eventTime ?? '' });
  }
  return histories.sort((a, b) => Date.parse(a.start) - Date.parse(b.start)).map(({ text }) => text);
}

interface FirstEvent {
  eventTime: string;
  workflowExecutionStartedEventAttributes: { continuedExecutionRunId?: string };
}

/** Processes that carry the mark of one of these requests: other runs on this machine are none of ours. */
function markedProcesses(requests: ReadonlySet<string>): { pid: number; mark: string; cmdline: string }[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid) => {
    const mark = valueOf(words(pid, 'environ'), REQUEST_MARK);
    if (mark === null || !requests.has(mark)) return [];
    return [{ pid: Number(pid), mark, cmdline: words(pid, 'cmdline').join(' ').trim() }];
  });
}

const valueOf = (environment: string[], name: string): string | null =>
  environment.find((entry) => entry.startsWith(`${name}=`))?.slice(name.length + 1) ?? null;

/** Empty for a process that is gone, a zombie or somebody else's. */
function words(pid: string, file: 'environ' | 'cmdline'): string[] {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8').split('\0');
  } catch {
    return [];
  }
}

/** A pipe of an agent cannot be copied, and says nothing. */
function isPlain(file: string): boolean {
  const stat = lstatSync(file);
  return stat.isFile() || stat.isDirectory();
}
