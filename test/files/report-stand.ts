// A night that was put into the files of a workspace, and how it is reported.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { report as command } from '../../cli/commands/report.js';
import { type Context, createContext } from '../../cli/context.js';
import { statePaths } from '../../core/contracts/paths.js';
import type { MirrorEntry } from '../../core/contracts/mirror.js';
import { place, type Room, workspaceSection } from './room.js';

export interface Reporting {
  /** Absolute path of the state home. */
  home: string;
  contextOf(room: Pick<Room, 'workspace'>, more?: Partial<Context>): Context;
  stateOf(room: Room): string;
  /** The morning report from the first event on. */
  told(room: Room): Promise<string>;
  stage(room: Room, stage: Stage): Promise<MirrorEntry[]>;
  night(room: Room): Promise<void>;
}

export const idOf = (room: Room): string =>
  (JSON.parse(readFileSync(room.at('workspace.json'), 'utf8')) as { id: string }).id;

/** With a state home of its own for one test. */
export function reporting(): Reporting {
  const home = mkdtempSync(path.join(os.tmpdir(), 'millrace-report-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  const contextOf: Reporting['contextOf'] = (room, more = {}) => ({
    ...createContext({ workspace: room.workspace, json: true }),
    env: { ...process.env, MILLRACE_STATE_HOME: home },
    issuer: 'tester',
    ...more,
  });
  const stateOf = (room: Room): string => path.join(home, idOf(room));
  const told = async (room: Room): Promise<string> =>
    (await command(contextOf(room, { json: false }), { since: '0' })).lines.join('\n');
  const stage = (room: Room, one: Stage) => stageOf(room, stateOf(room), one);
  return { home, contextOf, stateOf, told, stage, night: (room) => nightOf(room, stage) };
}

export const event = (
  key: string,
  type: string,
  data: Record<string, unknown>,
  at = '2026-01-01T00:00:00Z',
): MirrorEntry => ({
  ...{ kind: 'event', key, type, at, data },
});

/** A stage of an item that came to its end, with its result, what it spent and what it changed. */
async function stageOf(
  room: Room,
  state: string,
  { id, request, node, outcome, tokens, words, changes, minute }: Stage,
): Promise<MirrorEntry[]> {
  const [started, ended] = [`2026-01-01T00:${minute}:00.000Z`, `2026-01-01T00:${minute}:30.000Z`];
  const facts = { request_id: request, run_id: `run-${id}`, node_id: node, work_item: `task/${id}` };
  const result = {
    ...{ node_id: node, work_item_family_id: 'task', work_item_id: id, terminal_result: outcome, words },
    ...{ started_at: started, completed_at: ended },
  };
  await room.drop(`runs/run-${id}/stage_results/${request}.json`, JSON.stringify(result));
  await room.drop(
    `runs/run-${id}/runner_completion.${request}.json`,
    JSON.stringify({ token_usage: { total: tokens } }),
  );
  const line = {
    ...{
      request,
      run: `run-${id}`,
      node,
      stage: 1,
      attempt: 1,
      at: ended,
      family: 'task',
      id,
      root: 'backlog',
      changes,
    },
  };
  mkdirSync(state, { recursive: true });
  writeFileSync(path.join(state, statePaths.changes), `${JSON.stringify(line)}\n`, { flag: 'a' });
  const usage = { input: tokens - 10, cachedInput: 5, output: 10, thinking: 0, total: tokens };
  const spent = { plane: 'execution', stage: node, node, family: 'task', id, lineage: 'backlog', model: null } as const;
  return [
    event(`${request}:started`, 'stage_started', facts, started),
    event(`${request}:done`, 'stage_completed', { ...facts, terminal_result: outcome, changes }, ended),
    {
      kind: 'usage',
      key: request,
      at: ended,
      value: { ...spent, runId: `run-${id}`, session: 1, completedAt: ended, usage },
    },
  ];
}

export interface Stage {
  id: string;
  request: string;
  node: string;
  outcome: string;
  tokens: number;
  words: string;
  changes: object;
  minute: string;
}

const [A, B] = ['a'.repeat(40), 'b'.repeat(40)];
export const did = { before: A, after: B, files: 2, added: 10, removed: 3 };
const looked = { before: B, after: B, files: 0, added: 0, removed: 0 };

/** One task done, one blocked. */
async function nightOf(room: Room, stage: Reporting['stage']): Promise<void> {
  const built = {
    id: 'T-1',
    request: 'request-01',
    node: 'builder',
    outcome: 'BUILDER_COMPLETE',
    tokens: 100,
    minute: '01',
  };
  const checked = {
    ...built,
    request: 'request-02',
    node: 'checker',
    outcome: 'CHECKER_PASS',
    tokens: 50,
    minute: '02',
  };
  const failed = { ...built, id: 'T-2', request: 'request-03', outcome: 'BLOCKED', tokens: 30, minute: '03' };
  const value = {
    ...({
      runId: 'run-T-2',
      node: 'builder',
      outcome: 'BLOCKED',
      failureClass: 'builder_blocked',
      root: 'backlog',
    } as const),
    ...{ reason: 'builder said BLOCKED', needsYou: true, at: '2026-01-01T00:03:31Z', remedy: 'retry' },
  };
  await room.apply(
    await place(room, 'T-1', 'done', [3, 0]),
    await place(room, 'T-2', 'blocked', [3, 0]),
    ...(await stage(room, { ...built, words: 'Built it.', changes: did })),
    ...(await stage(room, { ...checked, words: 'All tests pass.', changes: looked })),
    event(
      'left:1',
      'work_item_done',
      { work_item: 'task/T-1', run_id: 'run-T-1', reason: null },
      '2026-01-01T00:02:31Z',
    ),
    ...(await stage(room, { ...failed, words: 'Which database do you mean?', changes: looked })),
    event(
      'left:2',
      'work_item_blocked',
      { work_item: 'task/T-2', run_id: 'run-T-2', reason: 'r' },
      '2026-01-01T00:03:31Z',
    ),
    { kind: 'blocked', family: 'task', id: 'T-2', value },
    workspaceSection(9, { phase: 'idle' }),
  );
}
