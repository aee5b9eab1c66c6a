// What the dashboard's server answers: the same facts as the command line's, each of them, and a row with a reason where a file is damaged.
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { list as approvalsLs } from '../../cli/commands/approvals.js';
import { list as auditLs } from '../../cli/commands/audit.js';
import { diff } from '../../cli/commands/diff.js';
import { list as queueLs } from '../../cli/commands/queue.js';
import { report } from '../../cli/commands/report.js';
import { list as runsLs, show as runsShow } from '../../cli/commands/runs.js';
import { list as skillsLs } from '../../cli/commands/skills.js';
import { usage } from '../../cli/commands/usage.js';
import { createContext, type Context, type Result } from '../../cli/context.js';
import { runOf } from '../../bench/web/played.js';
import type * as web from '../../web/contract.js';
import { openStand, type Stand } from '../web/stand/stand.js';
import { keepTreeRun } from '../../disk/store/tree-runs.js';
import { pictureOf, pictureShown } from '../../web/serve/answers/picture.js';
import { compileShipped } from '../support/plan.js';
import { type Desk, openDesk } from './web-desk.js';

const NOW = Date.now();
const root = mkdtempSync(path.join(os.tmpdir(), 'millrace-answers-'));
const ends: (() => unknown)[] = [];
let stand: Stand;
let desk: Desk;

beforeAll(async () => {
  stand = await openStand({ root, name: 'shop', now: NOW });
  desk = await openDesk([stand.workspace], { home: stand.home }, (end) => ends.push(end));
});
afterAll(async () => {
  stand.leave();
  for (const end of ends) await end();
  rmSync(root, { recursive: true, force: true });
});

const get = <T>(what: string): Promise<T> => desk.get<T>(`w/${stand.id}/${what}`);

const context = (): Context => ({
  ...createContext({ workspace: stand.workspace, json: true }),
  env: { ...process.env, MILLRACE_STATE_HOME: stand.home },
});

const dataOf = async <T>(result: Promise<Result>): Promise<T> => JSON.parse(JSON.stringify((await result).data)) as T;

/** What passes with the time between two questions. */
const still = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (key, one: unknown) =>
      ['generated_at', 'elapsed_s', 'age_s', 'uptime_s', 'last_heartbeat', 'heartbeat_age_s'].includes(key) ? 0 : one,
    ),
  );

describe('a day in a shop', () => {
  it('is reported exactly as the command line reports it, and the fleet says the same numbers', async () => {
    const told = await dataOf<web.Report>(report(context(), {}));
    const found = await get<web.Report>('report');
    expect(still(found)).toEqual(still(told));
    const [row] = (await desk.get<web.Fleet>('fleet')).workspaces;
    expect(row).toMatchObject({
      ...{ key: stand.id, name: 'shop', path: stand.workspace, needs: told.attention.length, done: told.totals.done },
      ...{ tokens: told.totals.tokens.total, cost: told.totals.tokens.cost, trouble: null, active: 3, blocked: 1 },
    });
    expect(row?.now.map(({ item }) => item)).toEqual(told.now.map(({ item }) => item));
  });

  it('has the picture of its plan, whole, with every bound and where it leads then', async () => {
    const picture = await get<web.PlanPicture>('graph');
    expect(picture.planes.map(({ plane }) => plane)).toEqual(expect.arrayContaining(['planning', 'execution']));
    const { plan } = compileShipped('', picture.mode ?? '').named;
    for (const { plane, nodes, edges } of picture.planes) {
      const graph = plan.planes[plane as 'execution'];
      expect(nodes.map(({ node }) => node)).toEqual(Object.keys(graph?.nodes ?? {}));
      const rungs = Object.values(graph?.nodes ?? {}).flatMap(({ routes }) => Object.values(routes).flat());
      expect(edges).toHaveLength(rungs.length);
      expect(edges.filter(({ bound }) => bound !== null)).toHaveLength(
        rungs.filter((one) => one.bound !== undefined).length,
      );
    }
    expect(pictureOf(compileShipped('', picture.mode ?? '').named)).toEqual({ ...picture, planId: expect.any(String) });
  });

  it('has an empty picture before the first plan, which is no failure', () => {
    expect(pictureShown(null)).toEqual({ planId: null, mode: null, planes: [] });
  });

  it('flows over the picture: every step that the log tells, and what stands where now', async () => {
    const [picture, flow] = [await get<web.PlanPicture>('graph'), await get<web.Flow>('flow')];
    const isDrawn = ({ plane, from, to, outcome }: web.Flow['edges'][number]): boolean =>
      picture.planes.some(
        (one) =>
          one.plane === plane &&
          one.edges.some((edge) => edge.from === from && edge.to === to && edge.outcome === outcome),
      );
    expect(flow.edges.length).toBeGreaterThan(5);
    // The stand leaves a recovery out: its builder is blocked at once.
    expect(flow.edges.filter((edge) => !isDrawn(edge)).map(({ outcome }) => outcome)).toEqual(['BLOCKED']);
    const checker = flow.nodes.find(({ node }) => node === 'checker');
    const steps = flow.edges.filter(({ from }) => from === 'checker').reduce((sum, { count }) => sum + count, 0);
    expect(checker).toMatchObject({ stages: steps, succeeded: expect.any(Number) });
    expect((checker?.succeeded ?? 0) + (checker?.failed ?? 0)).toBe(steps);
    expect(checker?.failed).toBeGreaterThan(0);
    expect(flow.items.find(({ item }) => item === 'task/T-208')).toMatchObject({ node: 'checker', state: 'running' });
    expect(flow.items.filter(({ node }) => node === null).map(({ item }) => item)).toContain('task/T-220');
    const hour = await get<web.Flow>('flow?hours=1');
    expect(hour.nodes.length).toBeLessThan(flow.nodes.length);
  });

  it('has a timeline: stages and waits, runs beside each other in lanes of their own', async () => {
    const { lanes, omitted } = await get<web.Timeline>('timeline');
    expect(omitted).toBe(0);
    const bars = lanes.flatMap((one) => one.bars);
    expect(bars.find(({ item, to }) => item === 'task/T-208' && to === null)).toMatchObject({
      node: 'checker',
      state: 'running',
    });
    expect(bars.find(({ item, outcome }) => item === 'task/T-198' && outcome === 'BLOCKED')).toMatchObject({
      state: 'failure',
    });
    expect(bars.find(({ outcome }) => outcome === 'FIX_NEEDED')).toMatchObject({ state: 'repair' });
    expect(lanes.filter(({ lane }) => lane.startsWith('execution')).length).toBeGreaterThan(1);
    for (const lane of lanes)
      for (const [at, bar] of lane.bars.entries()) {
        const before = lane.bars[at - 1];
        if (before && before.run !== bar.run)
          expect(Date.parse(bar.from)).toBeGreaterThanOrEqual(Date.parse(before.to ?? ''));
      }
    const early = await get<web.Timeline>(`timeline?to=${new Date(NOW - 7_200_000).toISOString()}`);
    expect(early.lanes.flatMap((one) => one.bars).some(({ item }) => item === 'task/T-199')).toBe(false);
  });

  it('lists its runs as `runs ls` does, a page at a time, and by what one looks for', async () => {
    const told = await dataOf<{
      runs: { runId: string; item: string; tokens: number; stages: number }[];
      count: number;
    }>(runsLs(context(), { limit: 1000 }));
    const found: web.RunRow[] = [];
    let next: string | null = '';
    while (next !== null) {
      const page: web.Runs = await get<web.Runs>(`runs?limit=7${next === '' ? '' : `&before=${next}`}`);
      expect(page.total).toBe(told.count);
      found.push(...page.runs);
      next = page.next;
    }
    expect(found.map(({ run, item, tokens, stages }) => ({ runId: run, item, tokens, stages }))).toEqual(
      told.runs.map(({ runId, item, tokens, stages }) => ({ runId, item, tokens, stages })),
    );
    const only = async (query: string): Promise<string[]> =>
      (await get<web.Runs>(`runs?limit=200&${query}`)).runs.map(({ item }) => item);
    expect(await only('state=blocked')).toEqual(['task/T-198']);
    expect((await only('state=active')).toSorted()).toEqual(['task/T-208', 'task/T-211', 'task/T-303']);
    expect(await only('item=task/T-102')).toEqual(['task/T-102']);
    expect(await only('text=gateway%20takes')).toEqual(['task/T-204']);
    expect(new Set(await only('node=arbiter'))).toEqual(new Set(['spec/idea-exports']));
    expect((await only('model=gpt-5.5')).every((item) => item.startsWith('spec/'))).toBe(true);
    expect(await only('text=nothing-of-that')).toEqual([]);
  });

  it('shows a run: what it was asked, said and changed, and what the runtime did then, and why', async () => {
    const run = runOf('T-207');
    const told = await dataOf<{ tokens: number; cost: unknown; stages: { requestId: string; words: string }[] }>(
      runsShow(context(), {}, run),
    );
    const page = await get<web.RunPage>(`runs/${run}`);
    expect(page).toMatchObject({
      tokens: told.tokens,
      cost: told.cost,
      state: 'done',
      item: 'task/T-207',
      temporal: null,
    });
    expect(page.stagesRun.map(({ request, said }) => ({ requestId: request, words: said }))).toEqual(
      told.stages.map(({ requestId, words }) => ({ requestId, words })),
    );
    expect(page.stagesRun.map(({ next }) => next)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^Then came fixer/),
        expect.stringMatching(/^The activation ended as done/),
      ]),
    );
    expect(page.then).toMatch(/^The item is done/);
    const stage = page.stagesRun[0];
    const piece = async (what: string): Promise<web.Piece> =>
      get<web.Piece>(`runs/${run}/stages/${stage?.request ?? ''}/${what}`);
    expect((await piece('prompt')).text).toContain('# You are the builder');
    expect((await piece('output')).text).toContain('Done, with a test');
    for (const { name, bytes } of stage?.files ?? [])
      expect(await piece(`files/${encodeURIComponent(name)}`)).toMatchObject({ bytes, from: 0, next: null });
  });

  it('shows a run that is about to have a folder, as the report tells of it already', async () => {
    const run = 'run-about-to-begin';
    const file = path.join(stand.workspace, 'millrace-agents', 'state/runtime_snapshot.json');
    const before = readFileSync(file, 'utf8');
    const snapshot = JSON.parse(before) as { runs: object[] };
    const more = { ...snapshot.runs[0], runId: run, family: 'task', id: 'T-207', plane: 'execution' };
    writeFileSync(file, JSON.stringify({ ...snapshot, runs: [...snapshot.runs, more] }));
    onTestFinished(() => writeFileSync(file, before));
    expect(await get<web.RunPage>(`runs/${run}`)).toMatchObject({ item: 'task/T-207', state: 'active', stagesRun: [] });
    expect((await desk.ask(`/api/w/${stand.id}/runs/run-never`)).status).toBe(404);
  });

  it('shows what a stage changed as `diff` does, and says where nothing is on record', async () => {
    const all = await get<web.Runs>('runs?limit=200');
    const changed: web.StageView[] = [];
    for (const { run } of all.runs) {
      if (changed.length > 0) break;
      const { stagesRun } = await get<web.RunPage>(`runs/${run}`);
      for (const stage of stagesRun.filter(({ changed: one }) => (one?.files ?? 0) > 0)) {
        const { text } = await get<web.Piece>(`runs/${run}/stages/${stage.request}/diff`).catch(() => ({ text: '' }));
        if (text === '') continue;
        changed.push(stage);
        expect(text).toMatch(/^diff --git /);
        expect((await dataOf<{ files: number }>(diff(context(), {}, run))).files).toBeGreaterThan(0);
      }
    }
    expect(changed.length).toBeGreaterThan(0);
    const { status, text } = await desk.ask(`/api/w/${stand.id}/runs/${runOf('T-41')}/stages/request-x/diff`);
    expect([status, JSON.parse(text)]).toMatchObject([404, { error: { code: 'not_found' } }]);
  });

  it('has the queue of `queue ls`, in the order of claims, and each item with its runs and its need', async () => {
    const told = await dataOf<{ items: { family: string; id: string; waitsFor: string | null; title: string }[] }>(
      queueLs(context(), { limit: 1000 }),
    );
    const { items, total } = await get<web.Queue>('queue');
    expect(total).toBe(told.items.length);
    expect(items.map(({ item, waitsFor, title }) => ({ item, waitsFor, title }))).toEqual(
      told.items.map(({ family, id, waitsFor, title }) => ({ item: `${family}/${id}`, waitsFor, title })),
    );
    expect(items.filter(({ state }) => state === 'queued').map(({ position }) => position)).toEqual([
      1, 2, 3, 4, 5, 6, 7,
    ]);
    expect((await get<web.Queue>('queue?text=banner')).items.map(({ item }) => item)).toEqual(['task/T-221']);
    expect((await get<web.Queue>('queue?state=done&limit=2')).total).toBeGreaterThan(15);
    const [open, all] = [total, (await get<web.Queue>('queue?state=all')).total];
    expect(all, 'those at their end too').toBeGreaterThan(open + 15);
    const blocked = await get<web.ItemPage>('items/task/T-198');
    expect(blocked).toMatchObject({ state: 'blocked', reason: 'builder said BLOCKED', need: { kind: 'item_blocked' } });
    expect(blocked.document).toContain('Move old orders out of the main table');
    expect(blocked.runs.map(({ run }) => run)).toEqual([runOf('T-198')]);
  });

  it('tells of its roots, their trees and their requirements', async () => {
    const told = await dataOf<web.Report>(report(context(), {}));
    const { lineages } = await get<web.Lineages>('lineages');
    for (const { root: id, done, total, requirements, closure } of told.lineage)
      expect(lineages.find((one) => one.root === id)).toMatchObject({
        ...{ done, total, state: closure.state },
        ...{ requirements: requirements?.requirements ?? 0, met: requirements?.met ?? 0 },
      });
    expect(lineages.map((one) => one.root)).toContain('idea-exports');
    const page = await get<web.LineagePage>('lineages/idea-checkout');
    expect(page.open).toEqual(told.lineage.find((one) => one.root === 'idea-checkout')?.closure.blocked_by);
    expect(page.items.find(({ item }) => item === 'task/T-207')).toMatchObject({ state: 'done', depth: 1, runs: 1 });
    expect(page.requirementsOf.map(({ id }) => id)).toContain('R1');
  });

  it('says what was spent as `usage` does, and what of it was wasted', async () => {
    const spend = await get<web.Spend>('spend?days=366');
    for (const [by, groups] of [
      ['stage', spend.byStage],
      ['model', spend.byModel],
      ['day', spend.byDay],
    ] as const)
      expect(groups).toEqual((await dataOf<{ groups: unknown }>(usage(context(), { by }))).groups);
    expect(spend.total).toEqual((await dataOf<{ total: unknown }>(usage(context(), { by: 'day' }))).total);
    expect(spend.wasted).toBeGreaterThan(0);
    expect((await get<web.Spend>('spend?days=1')).total.total).toBeLessThan(spend.total.total);
  });

  it('says who asks and who decided, as `approvals ls` and `audit ls` do', async () => {
    const { approvals } = await get<web.Approvals>('approvals');
    const told = await dataOf<{ approvals: { id: string }[] }>(approvalsLs(context(), { all: true }));
    expect(approvals.map(({ id }) => id)).toEqual(told.approvals.map(({ id }) => id));
    expect(approvals[0]).toMatchObject({ state: 'pending', item: 'task/T-211', asks: 'git.mutate' });
    expect(approvals[0]?.commands).toEqual(
      ['approve', 'deny'].map((one) => `millrace approvals ${one} ${approvals[0]?.id ?? ''}`),
    );
    const { decisions } = await dataOf<{ decisions: { seq: number }[] }>(auditLs(context(), {}));
    const first = await get<web.Audit>('audit?limit=2');
    const rest = await get<web.Audit>(`audit?before=${first.next ?? ''}`);
    expect([...first.entries, ...rest.entries].map(({ seq }) => seq)).toEqual(
      decisions.map(({ seq }) => seq).reverse(),
    );
  });

  it('has the skills of `skills ls` with their uses, and the feed backwards', async () => {
    const told = await dataOf<{ skills: { id: string; used: { used: number } }[] }>(skillsLs(context()));
    const shelf = await get<web.Shelf>('shelf');
    expect(shelf.skills.map(({ id, uses }) => ({ id, uses }))).toEqual(
      told.skills.map(({ id, used }) => ({ id, uses: used.used })),
    );
    const seqs: number[] = [];
    for (let next: string | null = ''; next !== null;) {
      const page: web.Events = await get<web.Events>(`events?limit=60${next === '' ? '' : `&before=${next}`}`);
      seqs.push(...page.events.map(({ seq }) => seq));
      next = page.next;
    }
    expect(seqs.at(-1)).toBe(1);
    expect(seqs).toEqual(Array.from({ length: seqs.length }, (_, at) => seqs.length - at));
    const some = await get<web.Events>('events?item=task/T-198');
    expect(new Set(some.events.map(({ item }) => item))).toEqual(new Set(['task/T-198']));
  });
});

describe('what is damaged, or is no file of ours', () => {
  it('is passed over, and tells nothing of what lies elsewhere', async () => {
    const at = (name: string): string => path.join(stand.workspace, 'millrace-agents', name);
    writeFileSync(path.join(root, 'outside.txt'), 'a secret of somebody');
    mkdirSync(at('runs/run-torn/stage_results'), { recursive: true });
    writeFileSync(at('runs/run-torn/stage_results/request-0a.json'), '{"node_id": "buil');
    writeFileSync(at('runs/run-torn/runner_invocation.request-0b.json'), '[1, 2]');
    symlinkSync(path.join(root, 'outside.txt'), at('runs/run-torn/runner_prompt.request-0a.md'));
    symlinkSync(root, at('runs/run-link'));
    writeFileSync(at('runs/run-file'), '');
    const odd = { node_id: { a: 1 }, work_item_id: 7, terminal_result: null, reports: 'no', changes: 'x', skills: [1] };
    writeFileSync(at('runs/run-torn/stage_results/request-0c.json'), JSON.stringify(odd));
    appendFileSync(
      at('logs/runtime_events.jsonl'),
      'torn{\n{"seq":99999,"event_type":"stage_completed","occurred_at":"soon","data":{"plane":"__proto__","node_id":"constructor","request_id":[]}}\n',
    );
    appendFileSync(
      at('state/usage_governance_ledger.jsonl'),
      '{"token_usage":{"total_tokens":"many"},"dedupe_key":5}\n',
    );
    for (const what of [
      'report',
      'flow',
      'timeline',
      'runs',
      'runs?text=torn',
      'runs/run-torn',
      'queue',
      'lineages',
      'spend',
      'approvals',
      'audit',
      'shelf',
      'events',
    ])
      expect([what, (await desk.ask(`/api/w/${stand.id}/${what}`)).status]).toEqual([what, 200]);
    const { runs } = await get<web.Runs>('runs?limit=200');
    expect(runs.map(({ run }) => run)).not.toContain('run-link');
    symlinkSync(path.join(root, 'outside.txt'), at('runs/run-torn/runner_events.request-0c.jsonl'));
    const said = await get<web.Piece>('runs/run-torn/stages/request-0c/events');
    expect(said).toEqual({ text: '', from: 0, next: null, bytes: 0 });
    for (const what of [
      'runs/run-link',
      'runs/run-file',
      'runs/run-torn/stages/request-0a/prompt',
      'runs/run-link/stages/x/prompt',
    ])
      expect((await desk.ask(`/api/w/${stand.id}/${what}`)).status).toBe(404);
  });

  it('show the branch of work that stands alone, though it is no root that anybody judges', async () => {
    const [run, branch, at] = ['run-alone', 'millrace/backlog', '2026-01-01T00:00:00Z'];
    const settled = { run, branch, kind: 'committed', commit: 'c'.repeat(40), files: 1 } as const;
    const about = { run, root: 'backlog', family: 'task', id: 'alone', begun: at, branch, base: 'main' };
    keepTreeRun(stand.state, { ...about, folder: path.join(root, 'no-tree'), settled, settledAt: at });
    const page = await get<web.LineagePage>('lineages/backlog');
    expect(page.branch).toMatchObject({ branch, work: [{ item: 'task/alone' }] });
    expect((await desk.ask(`/api/w/${stand.id}/lineages/nobody`)).status).toBe(404);
  });
});
