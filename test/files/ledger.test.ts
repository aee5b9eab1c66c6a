// The ledger and the state of governance as files: a stage counts once, a torn line harms nothing, and both suffice to go on.
import { appendFile, readFile, rm } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { readSpent } from '../../disk/mirror/usage.js';
import { readRemains } from '../../disk/take-up/remains.js';
import { readLedger } from '../../read/ledger.js';
import type { MirrorEntry } from '../../core/contracts/mirror.js';
import type { UsageView } from '../../core/contracts/spending.js';
import { takeUpScheduler } from '../../core/engine/workspace/take-up.js';
import { NEWEST_RULES } from '../../core/contracts/rules.js';
import { makeRoom, place, workspaceSection } from './room.js';

const LEDGER = 'state/usage_governance_ledger.jsonl';
const STATE = 'state/usage_governance_state.json';

function line(request: string, total: number, at = '2026-01-01T10:00:00Z'): MirrorEntry {
  const usage = { input: total - 10, cachedInput: 5, output: 10, thinking: 0, total };
  const where = { runId: 'run-1', plane: 'execution', stage: 'builder', node: 'builder', lineage: 'backlog' } as const;
  const value = { ...where, family: 'task', id: 'T-1', model: 'm', session: 2, completedAt: at, usage };
  return { kind: 'usage', key: request, at, value };
}

const lines = (text: string) => text.trim().split('\n');

describe('the ledger', () => {
  it('has a line per stage, under the names of the reference and with what else is asked', async () => {
    const room = await makeRoom();
    await room.apply(line('request-1', 100));
    expect(JSON.parse(await room.read(LEDGER))).toEqual({
      dedupe_key: 'runs/run-1/stage_results/request-1.json',
      ...{ counted_at: '2026-01-01T10:00:00Z', stage_completed_at: '2026-01-01T10:00:00Z', day: '2026-01-01' },
      ...{ plane: 'execution', run_id: 'run-1', stage_id: 'builder', node_id: 'builder' },
      ...{ work_item_kind: 'task', work_item_id: 'T-1', lineage: 'backlog', model: 'm' },
      token_usage: {
        ...{ input_tokens: 90, cached_input_tokens: 5, output_tokens: 10, thinking_tokens: 0, total_tokens: 100 },
      },
      daemon_session_id: 'session-2',
    });
  });

  it('takes a repeat for what it is, also behind a torn line', async () => {
    const room = await makeRoom();
    await room.apply(line('request-1', 100));
    await appendFile(room.at(LEDGER), '{"dedupe_key":"runs/ru');
    await room.apply(line('request-1', 100), line('request-2', 50));
    expect(lines(await room.read(LEDGER))).toHaveLength(3);
    expect(readLedger(room.workspace).map(({ total }) => total)).toEqual([100, 50]);
    expect(await readSpent(room)).toEqual([[expect.any(Number), 150]]);
  });

  it('says what a stage cost and by which prices, and a server that lost its data is told that, too', async () => {
    const room = await makeRoom();
    const cost = { micros: 1500, currency: 'EUR', asOf: '2026-11-29', source: 'a list' };
    const priced = (request: string, of: typeof cost | null): MirrorEntry => {
      const entry = line(request, 100) as Extract<MirrorEntry, { kind: 'usage' }>;
      return { ...entry, value: { ...entry.value, lineage: 'R', cost: of } };
    };
    await room.apply(
      priced('request-0', { ...cost, currency: 'USD' }),
      priced('request-1', cost),
      priced('request-2', null),
    );
    await room.apply(priced('request-1', cost), line('request-3', 10));
    expect(readLedger(room.workspace).map((one) => one.cost)).toEqual([{ ...cost, currency: 'USD' }, cost, null, null]);
    await room.apply(await place(room, 'T-1', 'queued', [1, 0]));
    const { usage } = takeUpScheduler((await readRemains(room, 'ws')).remains, NEWEST_RULES);
    expect(usage).toMatchObject({ currency: 'EUR', items: [['task/T-1', 1500]], roots: [['R', 1500]] });
    expect(usage?.money).toEqual([[expect.any(Number), 1500]]);
  });

  it('is what a server that lost its data is told of spending', async () => {
    const room = await makeRoom();
    await room.apply(await place(room, 'T-1', 'queued', [1, 0]), line('request-1', 100));
    const { remains } = await readRemains(room, 'ws');
    expect(takeUpScheduler(remains, NEWEST_RULES).usage?.spans).toEqual([[expect.any(Number), 100]]);
  });
});

describe('a requeue that was announced', () => {
  it('is known again from the diagnostics', async () => {
    const room = await makeRoom();
    const requeue = { at: '2026-01-01T12:00:00Z', attempt: 2, of: 3 };
    const why = { runId: 'run-1', node: 'consultant', outcome: 'BLOCKED', failureClass: 'runner_timeout' } as const;
    const value = { ...why, reason: 'r', needsYou: false, root: 'backlog', at: '2026-01-01T11:00:00Z', remedy: '' };
    const blocked = { kind: 'blocked', family: 'task', id: 'T-1', value: { ...value, requeue } } as const;
    await room.apply(await place(room, 'T-1', 'blocked', [1, 0]), blocked);
    const { remains } = await readRemains(room, 'ws');
    expect(takeUpScheduler(remains, NEWEST_RULES).requeue?.items).toEqual({
      'task/T-1': { count: 1, at: requeue.at, why },
    });
  });
});

describe('the state of governance', () => {
  const view: UsageView = {
    ...{ autoResume: true, timeZone: 'UTC', session: 1, resumeAt: '2026-01-01T15:05:00.000Z' },
    rules: [],
    blockers: [{ id: 'r', window: 'rolling_5h', threshold: 10, observed: 12, until: '2026-01-01T15:05:00.000Z' }],
  };

  it('is a file while spending is governed, and none otherwise', async () => {
    const room = await makeRoom();
    await room.apply(workspaceSection(1, { usage: view }));
    expect(JSON.parse(await readFile(room.at(STATE), 'utf8'))).toMatchObject({
      ...{ enabled: true, auto_resume: true, auto_resume_possible: true, paused_by_governance: true },
      active_blockers: [{ rule_id: 'r', observed: 12, threshold: 10, next_auto_resume_at: view.resumeAt }],
      next_auto_resume_at: view.resumeAt,
    });
    await rm(room.at(STATE));
    await room.apply(workspaceSection(2, { usage: view }));
    expect(await room.names('state')).toContain('usage_governance_state.json');
    await room.apply(workspaceSection(3));
    expect(await room.names('state')).not.toContain('usage_governance_state.json');
  });
});
