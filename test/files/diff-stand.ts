// A workspace with stages that changed something, and the command line that is asked about it. What it says is caught for each test.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, vi } from 'vitest';
import { recordingOf } from '../../activities/stage/recording.js';
import { workspaceGround } from '../../activities/trees/ground.js';
import { main } from '../../cli/program.js';
import type { StageChanges } from '../../core/contracts/checkpoints.js';
import type { StageRunRequest } from '../../core/contracts/stage.js';
import type { Dirs } from '../../disk/dirs.js';
import { createLayout } from '../../disk/layout.js';
import { noteChanges } from '../../disk/store/stage-changes.js';
import { stageRequest } from '../support/stage-request.js';

export let root: string;
export let dirs: Dirs;
let said: string;
export let count: number;
export const around = (signal = new AbortController().signal) => ({ signal, beat: () => undefined });

async function open(): Promise<void> {
  root = mkdtempSync(path.join(os.tmpdir(), 'millrace-diff-'));
  mkdirSync(path.join(root, 'ws'));
  const { id } = await createLayout(path.join(root, 'ws'), '2026-01-01T00:00:00Z', '0a1b2c3d');
  dirs = { workspace: path.join(root, 'ws'), state: path.join(root, 'home', id) };
  mkdirSync(dirs.state, { recursive: true, mode: 0o700 });
  count = 0;
}
const close = (): void => rmSync(root, { recursive: true, force: true });

/** One tree for all tests of a group, which only look; else each has its own. */
export const shared = (fill: () => Promise<unknown>): void => {
  beforeAll(async () => {
    await open();
    await fill();
  });
  afterAll(close);
};
export const apart = (fill: () => Promise<unknown> = () => Promise.resolve()): void => {
  beforeEach(async () => {
    await open();
    await fill();
  });
  afterEach(close);
};

/** To be said by each file: what commands say there is caught. */
export function catchAll(): void {
  beforeEach(() => {
    for (const stream of [process.stdout, process.stderr])
      vi.spyOn(stream, 'write').mockImplementation((text: unknown, ...more: unknown[]) => {
        said += String(text);
        (more.find((one) => typeof one === 'function') as ((error: null) => void) | undefined)?.(null);
        return true;
      });
  });
  afterEach(() => {
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
    process.exitCode = undefined;
  });
}

export async function run(...args: string[]): Promise<{ code: number; text: string }> {
  said = '';
  vi.stubEnv('MILLRACE_STATE_HOME', path.join(root, 'home'));
  process.exitCode = undefined;
  const code = await main(['-w', dirs.workspace, ...args]);
  return { code, text: said };
}

export const at = (name: string): string => path.join(dirs.workspace, name);
export const put = (name: string, text: string): void => {
  mkdirSync(path.dirname(at(name)), { recursive: true });
  writeFileSync(at(name), text);
};

/** A stage of an item that does this to the tree. */
export async function stage(
  node: string,
  id: string,
  work: () => void,
  told: Partial<StageRunRequest> = {},
): Promise<StageChanges> {
  count += 1;
  const request = stageRequest({
    ...{ node, requestId: `request-${count}`, runId: `run-${id}`, stageNumber: count },
    item: { family: 'task', id, root: 'backlog', sha256: 'a'.repeat(64) },
    ...told,
  });
  const recording = recordingOf(await workspaceGround(dirs), request, around());
  if (recording === null) throw new Error('nothing is recorded');
  await recording.begin();
  work();
  await recording.end();
  const { changes } = await recording.changes();
  const { requestId, runId, stageNumber, attempt, item } = request;
  const { family, root: lineage } = item;
  const where = {
    request: requestId,
    run: runId,
    node,
    stage: stageNumber,
    attempt,
    family,
    id: item.id,
    root: lineage,
  };
  await noteChanges(dirs, { ...where, at: '2026-01-01T00:00:00Z', changes });
  return changes;
}
