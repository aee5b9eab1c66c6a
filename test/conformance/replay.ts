// Replays one recorded run: a fresh repository, its documents and its configuration, then the product until it is idle.
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { insideOf } from '../../disk/inside.js';
import { createLayout } from '../../disk/layout.js';
import { endAgent } from '../../agents/host/end.js';
import { look, openJournal } from '../../agents/host/journal.js';
import { runnerNames } from '../../agents/registry.js';
import { readSources } from '../../read/sources.js';
import { RUNTIME_DIR, runtimePaths, statePaths } from '../../core/contracts/paths.js';
import { compile } from '../../core/plan/compile.js';
import { workspacePlace } from '../../worker/place.js';
import { serve } from '../../worker/serve.js';
import type { Observation } from './compare.js';
import { observe } from './observe.js';
import type { RecordedRun } from './record.js';
import type { Stand } from './stand.js';
import { playFrom } from './stand.js';

/** What a record could not hold, because it holds text. */
const NOT_TEXT: Readonly<Record<string, Record<string, Buffer>>> = {
  corrupt_queue_files: { 'tasks/queue/bin.md': Buffer.from([0xff, 0xfe, 0x00, 0x80]) },
};

/** How long a run may take. */
export interface Bound {
  /** Every loop of the product is bounded, so this only ends what hangs. */
  seconds: number;
  /** Aborted: the run is left at once. */
  stop: AbortSignal;
}

/** Throws a sentence when the run cannot be replayed, or does not end idle. No agent of it is left behind. */
export async function replay(name: string, run: RecordedRun, stand: Stand, bound: Bound): Promise<Observation> {
  const folder = stand.folder(name);
  const workspace = await prepare(name, run, folder);
  const leaving = new AbortController();
  const leave = (): void => leaving.abort();
  // A timer and a listener: Node 20 loses a timeout signal inside AbortSignal.any with the next garbage collection.
  const timer = setTimeout(leave, bound.seconds * 1000);
  bound.stop.addEventListener('abort', leave);
  try {
    await serveUntilIdle(workspace, run.mode, leaving.signal, bound);
  } finally {
    clearTimeout(timer);
    bound.stop.removeEventListener('abort', leave);
    await endAgents(workspace);
  }
  return observe(workspace);
}

async function prepare(name: string, run: RecordedRun, folder: string): Promise<string> {
  const workspace = path.join(folder, 'workspace');
  mkdirSync(workspace);
  // A git that calls us from a hook names its own repository in the environment.
  const env = Object.fromEntries(Object.entries(process.env).filter(([key]) => !key.startsWith('GIT_')));
  execFileSync('git', ['init', '-q'], { cwd: workspace, env });
  await createLayout(workspace, new Date().toISOString(), randomBytes(4).toString('hex'));
  writeFileSync(path.join(workspace, RUNTIME_DIR, runtimePaths.config), run.config);
  const documents = { ...run.intake_documents, ...NOT_TEXT[name] };
  for (const [file, content] of Object.entries(documents)) bring(workspace, file, content);
  const script = path.join(folder, 'script.json');
  writeFileSync(script, JSON.stringify(run.scripted_outcomes ?? {}));
  playFrom(script);
  return workspace;
}

/** A leading `/` is the workspace, never the machine. */
function bring(workspace: string, file: string, content: string | Buffer): void {
  const target = insideOf(workspace, file.startsWith('/') ? file.slice(1) : path.join(RUNTIME_DIR, file));
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(target, content);
}

async function serveUntilIdle(workspaceDir: string, mode: string, leaveNow: AbortSignal, bound: Bound): Promise<void> {
  const { named, texts, config, diagnostics } = compile(readSources(workspaceDir), { mode, runners: runnerNames() });
  if (named === null || config === null) {
    const errors = diagnostics.filter(({ severity }) => severity === 'error');
    throw new Error(`no plan: ${errors.map(({ code, message }) => `${code} ${message}`).join(' ')}`);
  }
  const said: string[] = [];
  const end = await serve({
    ...{ workspaceDir, named, texts, config: { ...config, temporal: {} } },
    ...{ maxStages: null, until: 'idle', issuer: 'conformance', say: (line) => void said.push(line) },
    leave: new AbortController().signal,
    leaveNow,
  });
  if (end.phase !== 'idle') throw new Error(unfinished(end.phase, bound, said));
}

function unfinished(phase: string, { seconds }: Bound, said: string[]): string {
  const how = phase === 'left' ? `did not end within ${seconds} s` : `ended ${phase} and not idle`;
  return [`the run ${how}.`, ...said.slice(-2)].join(' ');
}

/** Agents outlive a worker, but not the replay. */
async function endAgents(workspace: string): Promise<void> {
  const { state } = (await workspacePlace(workspace)).dirs;
  const requests = path.join(state, path.dirname(statePaths.journal('any')));
  for (const request of existsSync(requests) ? readdirSync(requests) : []) {
    const journal = openJournal(state, request);
    if (look(journal).state !== 'running') continue;
    await endAgent({ journal, why: 'cancelled', stopSignal: 'SIGTERM', graceMs: 0, beat: () => undefined });
  }
}
