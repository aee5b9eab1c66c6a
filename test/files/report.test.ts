// The report over workspaces that were put there: no server, no worker, whatever state the files are in.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { report as command } from '../../cli/commands/report.js';
import { CliError } from '../../cli/errors.js';
import type { Report } from '../../cli/report/shape.js';
import { statePaths } from '../../core/contracts/paths.js';
import { againstSchema } from '../support/schema.js';
import { taskText } from '../support/task-text.js';
import { event, type Reporting, reporting } from './report-stand.js';
import { makeRoom, place, type Room, workspaceSection } from './room.js';

let stand: Reporting;
beforeEach(() => void (stand = reporting()));

/** Checked against the schema. */
async function reported(room: Room, since?: string): Promise<Report> {
  const { data } = await command(stand.contextOf(room), since === undefined ? {} : { since });
  const plain: unknown = JSON.parse(JSON.stringify(data));
  expect(againstSchema('report', plain)).toEqual([]);
  return data as Report;
}

describe('report --json', () => {
  it('tells of a fresh workspace', async () => {
    const found = await reported(await makeRoom());
    expect(found).toMatchObject({
      ...{ schema: 'report/1', cursor: '0', health: { state: 'ok', reasons: [] }, worker: { state: 'absent' } },
      ...{ now: [], attention: [], recent: [], changes: [], branches: [], lineage: [] },
      workspace: { plan_state: 'missing' },
      idle_reason: { reason: 'no_work' },
    });
  });

  it('tells what was done, what is blocked and what it cost', async () => {
    const room = await makeRoom();
    await stand.night(room);
    const found = await reported(room, '0');
    expect(found.totals).toEqual({
      ...{ done: 1, blocked: 1, cancelled: 0, superseded: 0, stages: 3 },
      tokens: { stages: 3, total: 180, input: 150, cached_input: 15, output: 30, cost: null },
    });
    expect(found.recent).toMatchObject([
      {
        ...{ item: 'task/T-1', title: 'Task T-1', outcome: 'done', stages: 2, attempts: 1, wall_s: 91, tokens: 150 },
        changes: { files: 2, added: 10, removed: 3 },
        outcomes: [{ node: 'builder' }, { node: 'checker', outcome: 'CHECKER_PASS' }],
        said: { node: 'checker', words: 'All tests pass.' },
      },
      { item: 'task/T-2', outcome: 'blocked', said: { words: 'Which database do you mean?' } },
    ]);
    expect(found.attention).toMatchObject([
      {
        ...{ kind: 'item_blocked', item: 'task/T-2', since: '2026-01-01T00:03:31Z' },
        actions: [
          'millrace retry T-2 --family task',
          'millrace logs T-2',
          expect.anything(),
          expect.anything(),
        ] as unknown[],
        evidence: ['millrace-agents/diagnostics/blocked/task-T-2.json', 'millrace-agents/runs/run-T-2'],
      },
    ]);
    expect(found.queue.by_family).toMatchObject({ task: { done: 1, blocked: 1, queued: 0 } });
    expect(found.idle_reason).toMatchObject({ reason: 'blocked', items: ['task/T-2'] });
    expect(found.changes.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('goes on from a cursor, without loss or repetition, and remembers what each operator was told', async () => {
    const room = await makeRoom();
    await stand.night(room);
    const first = await reported(room, '0');
    expect((await reported(room, first.cursor)).changes).toEqual([]);
    await room.apply(event('x', 'runtime_paused', { issuer: 'ana' }));
    expect((await reported(room, first.cursor)).changes.map(({ type }) => type)).toEqual(['runtime_paused']);
    expect((await reported(room, 'last')).changes).toEqual([]);
    await room.apply(event('y', 'runtime_resumed', { issuer: 'ana' }));
    expect((await reported(room, 'last')).changes.map(({ type }) => type)).toEqual(['runtime_resumed']);
    const other = await command(stand.contextOf(room, { issuer: 'bob' }), { since: 'last' });
    // Nobody told them anything yet: a day, in which nothing happened.
    expect((other.data as Report).changes).toEqual([]);
  });

  it('tells of a span of time alone', async () => {
    const room = await makeRoom();
    const at = (ms: number): string => new Date(Date.now() - ms).toISOString();
    await room.apply(event('old', 'e1', {}, at(7_200_000)), event('new', 'e2', {}, at(60_000)));
    expect((await reported(room, '1h')).changes.map(({ type }) => type)).toEqual(['e2']);
    expect((await reported(room)).changes).toHaveLength(2);
  });

  it.each(['yesterday', '-1', '1.5h'])('refuses --since %s with exit 2', async (since) => {
    const room = await makeRoom();
    await expect(command(stand.contextOf(room), { since })).rejects.toSatisfy(
      (error) => error instanceof CliError && error.exit === 2,
    );
  });

  it('ends with 20 where something needs a person, if asked', async () => {
    const room = await makeRoom();
    expect((await command(stand.contextOf(room), { check: true })).exit).toBe(0);
    await stand.night(room);
    expect((await command(stand.contextOf(room), { check: true })).exit).toBe(20);
    expect((await command(stand.contextOf(room), {})).exit).toBe(0);
  });

  it('says that nobody serves what is left, and that a worker died', async () => {
    const room = await makeRoom();
    await room.apply(await place(room, 'T-1', 'queued', [1, 0]), workspaceSection(1));
    expect(await reported(room)).toMatchObject({ health: { state: 'down' }, idle_reason: { reason: 'no_worker' } });
    mkdirSync(path.join(stand.stateOf(room), statePaths.workers), { recursive: true });
    const dead = {
      pid: 4_000_001,
      startTime: '1',
      bootId: 'x',
      identity: 'h:4000001:1:abc',
      role: 'serve',
      build: 'b',
    };
    writeFileSync(path.join(stand.stateOf(room), statePaths.workers, '4000001-abc.json'), JSON.stringify(dead));
    const found = await reported(room);
    expect(found).toMatchObject({
      worker: { state: 'lost' },
      attention: [{ kind: 'worker_lost', actions: ['millrace run', expect.anything()] }],
    });
    expect((await reported(room)).attention[0]?.id).toBe(found.attention[0]?.id);
  });

  it('calls nobody for work that could not go on, and offers no run for it', async () => {
    const held: [string, (room: Room) => Promise<unknown>][] = [
      [
        'a task that waits for a blocked one',
        async (room) =>
          room.apply(
            await place(room, 'T-1', 'blocked', [1, 0]),
            await place(room, 'T-2', 'queued', [2, 0], taskText('T-2', 'Depends-On:\n- T-1\n')),
            workspaceSection(3),
          ),
      ],
      [
        'a pause',
        async (room) =>
          room.apply(
            await place(room, 'T-1', 'queued', [1, 0]),
            workspaceSection(2, { phase: 'paused', pauseSources: ['operator'] }),
          ),
      ],
    ];
    for (const [what, make] of held) {
      const room = await makeRoom();
      await make(room);
      const found = await reported(room, '0');
      expect(found.health.state, what).not.toBe('down');
      expect(found.idle_reason?.reason, what).not.toBe('no_worker');
      expect(await stand.told(room), what).not.toContain('go on with the work that is left');
    }
  });

  it('counts for an item the runs of its own, and not the run that it came of', async () => {
    const room = await makeRoom();
    await stand.night(room);
    const request = { work_item: 'learning_request/learn-1', run_id: 'run-T-1' };
    await room.apply(
      event('asked', 'learning_request_enqueued', { ...request, node_id: 'checker' }),
      event('left:9', 'work_item_blocked', { ...request, reason: 'too deep' }),
    );
    const found = await reported(room, '0');
    expect(found.recent.find(({ item }) => item === request.work_item)).toMatchObject({ stages: 0, attempts: 0 });
  });

  it('tells which roots were closed, and not of those that were opened again', async () => {
    const room = await makeRoom();
    await room.apply(
      event('1', 'closure_target_closed', { root: 'shop' }),
      event('2', 'closure_target_closed', { root: 'again' }),
      event('3', 'closure_asked_again', { root: 'again' }),
      event('4', 'closure_target_opened', { root: 'open' }),
    );
    expect((await reported(room, '0')).closed.map(({ root }) => root)).toEqual(['shop']);
    expect(await stand.told(room)).toMatch(
      /## Roots that were closed \(1\)\n\n- \*\*shop\*\*: closed .*lineage show shop/,
    );
  });

  it('marks for good what a script played, and says of many outcomes how many there were before', async () => {
    const room = await makeRoom();
    await stand.night(room);
    expect(await stand.told(room)).not.toContain('REHEARSAL');
    await room.drop('diagnostics/played/task-T-1.json', JSON.stringify({ played: ['a', 'b'], stages: ['a', 'b'] }));
    for (const minute of [10, 11, 12, 13, 14, 15])
      await stand.stage(room, {
        ...{ id: 'T-1', request: `request-b${minute}`, node: 'fixer', outcome: 'FIXER_COMPLETE' },
        ...{ tokens: 1, words: null, changes: null, minute: String(minute) },
      } as never);
    const text = await stand.told(room);
    expect(text).toContain('**REHEARSAL**: of the items below 1 was played from a script, without a model.');
    expect(text).toMatch(/\*\*task\/T-1\*\*.*from a script/);
    expect(text).toContain('2 stages before, then fixer');
  });

  it('shows names whole, however long they are, so that they can be copied', async () => {
    const room = await makeRoom();
    const id = `a-${'long-'.repeat(22)}name`;
    await room.apply(await place(room, id, 'queued', [1, 0]), workspaceSection(1));
    expect(await stand.told(room)).toContain(`next task/${id}`);
  });

  it('refuses a cursor that its feed has not come to', async () => {
    const room = await makeRoom();
    await stand.night(room);
    await expect(command(stand.contextOf(room), { since: '9999' })).rejects.toThrow('its feed has come to 8');
  });

  it('tells what stands still for a person: a budget, a pause, a question', async () => {
    const room = await makeRoom();
    const rule = { id: 'day', window: 'rolling_5h', threshold: 10, observed: 12, until: null } as const;
    const usage = { autoResume: false, timeZone: 'UTC', session: 1, rules: [rule], blockers: [rule], resumeAt: null };
    await room.apply(workspaceSection(9, { phase: 'paused', pauseSources: ['usage_governance'], usage }));
    expect(await reported(room)).toMatchObject({
      ...{ control: { paused: true, budget_paused: true }, idle_reason: { reason: 'budget' } },
      attention: [{ kind: 'budget_paused', severity: 'critical' }],
      ...{ usage: { budget: [{ rule: 'day', used: 12, limit: 10 }] }, health: { state: 'degraded' } },
    });
  });

  it.each([
    ['a torn snapshot', 'state/runtime_snapshot.json', '{"sections": {"worksp'],
    ['a snapshot of other things', 'state/runtime_snapshot.json', '{"sections": [], "runs": 7, "run": "x"}'],
    ['a torn log', 'logs/runtime_events.jsonl', '{"seq":1,"event_type":"a"}\nnonsense\n{"seq'],
    ['a torn ledger', 'state/usage_governance_ledger.jsonl', '{"dedupe_key": 3}\n{"tok'],
    ['a torn diagnosis', 'diagnostics/blocked/task-T-2.json', '{'],
    ['a plan that is none', 'state/compiled_plan.json', '[]'],
  ])('answers over %s', async (_what, file, text) => {
    const room = await makeRoom();
    await stand.night(room);
    await room.drop(file, text);
    await reported(room, '0');
    expect(await stand.told(room)).toContain('## What to do now');
  });

  it('answers from any damaged record of what was told', async () => {
    const room = await makeRoom();
    mkdirSync(stand.stateOf(room), { recursive: true });
    for (const text of ['', '{', '[]', '{"cursors": 7, "morning": [], "files": {}}', '{"cursors": {"tester": -1}}']) {
      writeFileSync(path.join(stand.stateOf(room), statePaths.report), text);
      await reported(room, 'last');
    }
  });

  it('tells of a thousand done items in no more than a page, counted whole', async () => {
    const room = await makeRoom();
    const ids = Array.from({ length: 1000 }, (_, at) => `T-${at}`);
    const lines = ids.map((id, at) =>
      JSON.stringify({
        seq: at + 1,
        key: `left:${at}`,
        event_type: 'work_item_done',
        occurred_at: '2026-01-01T00:00:00Z',
        data: { work_item: `task/${id}`, run_id: `run-${id}` },
      }),
    );
    for (const id of ids) writeFileSync(room.at(`tasks/done/${id}.md`), taskText(id));
    await room.drop('logs/runtime_events.jsonl', `${lines.join('\n')}\n`);
    const found = await reported(room, '0');
    expect(found.totals.done).toBe(1000);
    expect([found.recent.length, found.changes.length, found.changes_omitted]).toEqual([10, 200, 800]);
    const text = await stand.told(room);
    expect(text.split('\n').length).toBeLessThan(60);
    expect(text).toContain('… and 988 more');
  });
});
