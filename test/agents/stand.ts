// What the tests of agents stand on: a workspace and a state folder of their own, a request, and a runner that is plain sh.
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach } from 'vitest';
import type { RunnerAdapter } from '../../agents/adapter.js';
import { DEFAULT_RUNNER_CONFIG } from '../../agents/runner-config.js';
import { readText } from '../../agents/files.js';
import type { Journal } from '../../agents/host/journal.js';
import { openJournal, readHost } from '../../agents/host/journal.js';
import { sweep } from '../../agents/host/sweep.js';
import { sweepTarget } from '../../agents/host/target.js';
import type { RunDeps } from '../../agents/run-stage.js';
import type { StageRunRequest } from '../../core/contracts/stage.js';
import { stageRequest } from '../support/stage-request.js';

export interface Stand {
  workspaceDir: string;
  stateDir: string;
  request: (change?: Partial<StageRunRequest>) => StageRunRequest;
  deps: (change?: Partial<RunDeps>) => RunDeps;
  journal: (requestId?: string) => Journal;
  /** Pids that run in the workspace, the request's host apart. Found by their folder: another way than the product's. */
  left: (requestId?: string) => number[];
}

const used: { root: string; stateDir: string; requests: Set<string> }[] = [];
let count = 0;

afterEach(async () => {
  for (const { root, stateDir, requests } of used.splice(0)) {
    for (const requestId of requests) {
      await sweep(sweepTarget(openJournal(stateDir, requestId), 'everything'), () => undefined);
    }
    rmSync(root, { recursive: true, force: true, maxRetries: 5 });
  }
});

export function makeStand(): Stand {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'millrace-agents-')));
  const [workspaceDir, stateDir] = [join(root, 'workspace'), join(root, 'state')];
  for (const folder of [workspaceDir, stateDir]) mkdirSync(folder);
  const first = `request-${process.pid}-${(count += 1)}`;
  const requests = new Set([first]);
  used.push({ root, stateDir, requests });
  const journal = (requestId = first): Journal => openJournal(stateDir, requestId);
  return {
    workspaceDir,
    stateDir,
    request: (change = {}) => {
      const request = { ...plainRequest(first), ...change };
      requests.add(request.requestId);
      return request;
    },
    deps: (change = {}) => ({ ...plainDeps(workspaceDir, stateDir), ...change }),
    journal,
    left: (requestId = first) => processesIn(workspaceDir).filter((pid) => pid !== readHost(journal(requestId))?.pid),
  };
}

const plainRequest = (requestId: string): StageRunRequest =>
  stageRequest({
    ...{ requestId, runId: 'run-1', runner: 'sh', timeoutSeconds: 60 },
    item: { family: 'task', id: 't1', root: 's1', sha256: 'a'.repeat(64) },
  });

function processesIn(folder: string): number[] {
  const cwd = (pid: string): string => {
    try {
      return readlinkSync(`/proc/${pid}/cwd`);
    } catch {
      return '';
    }
  };
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.filter((pid) => cwd(pid) === folder).map(Number);
}

const plainDeps = (workspaceDir: string, stateDir: string): RunDeps => ({
  ...{ workspaceDir, stateDir, prompt: () => Promise.resolve('Do it.\n'), config: DEFAULT_RUNNER_CONFIG },
  env: { PATH: process.env['PATH'], HOME: process.env['HOME'] },
  signal: new AbortController().signal,
  beat: () => undefined,
  graceMs: 200,
});

/** A runner whose agent is `sh -c script`, in the workspace; every start adds a line to the file `starts`. */
export function shRunner(script: string, change: Partial<RunnerAdapter> = {}): RunnerAdapter {
  return {
    name: 'sh',
    stopSignal: 'SIGTERM',
    prepare: async (_request, context) => {
      const argv = ['sh', '-c', `echo $$ >>starts; ${script}`];
      return { argv, env: { OWN: 'yes' }, stdin: context.promptFile, notes: [] };
    },
    collect: async ({ requestId }, { stdoutFile }, { exitCode, signal, startedAt, endedAt }) => ({
      ...{ requestId, exitKind: exitCode === 0 ? 'completed' : 'failed', exitCode, signal, startedAt, endedAt },
      ...{ finalMessage: readText(stdoutFile), usage: null, failure: null, notes: [] },
    }),
    ...change,
  };
}

/** Pids of the agents that were started, in order. */
export function starts({ workspaceDir }: Stand): number[] {
  try {
    const lines = readFileSync(join(workspaceDir, 'starts'), 'utf8').split('\n');
    return lines.filter((line) => line !== '').map(Number);
  } catch {
    return [];
  }
}

export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(10);
}

/** A claim as a host leaves it. `boot`: absent = this boot. */
export function writeClaim(journal: Journal, pid: number, startTime: string, boot?: string): void {
  const here = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  const stat = ['S', ...Array<string>(18).fill('0'), startTime].join(' ');
  writeFileSync(join(journal.dir, 'claim-1'), JSON.stringify({ pid, stat, boot: boot ?? here }));
}
