// G20: the buttons and commands of Temporal itself, pressed while a stage runs: each heals by itself, or is shown with what to do.
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Client } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { taskQueues } from '../../core/contracts/activities.js';
import { BACKLOG, lineageWorkflowId, workspaceWorkflowId } from '../../core/contracts/ids.js';
import { runtimePaths } from '../../core/contracts/paths.js';
import { openClient } from '../../worker/server/connect.js';
import { NAMESPACE } from '../../worker/server/flags.js';
import { Bench, type Started, until } from '../support/bench.js';
import { claims, holdAgent, type HeldAgent } from '../support/stages.js';
import { taskText } from '../support/task-text.js';
import { IN_LONG } from '../support/tier.js';

let bench: Bench;
let client: Client;
let close: () => Promise<void>;
let worker: Started;
/** The agent of the next test, stopped at once: while a test waits for something else it could have ended. */
let next: HeldAgent;

beforeAll(async () => {
  const address = inject('temporalAddress');
  const choice = { kind: 'external' as const, address, namespace: NAMESPACE, from: 'the test', uiUrl: null };
  ({ client, close } = await openClient({ ...choice, connectionOptions: { address } }));
});
afterAll(() => close());

async function open(...tasks: string[]): Promise<void> {
  bench = await new Bench(inject('temporalAddress')).withTasks(...tasks);
  bench.script({ builder: [{ marker: 'BUILDER_COMPLETE', sleep: 2, repeat: true }] });
}

const id = (): string => path.basename(bench.stateDir());
const workspace = () => client.workflow.getHandle(workspaceWorkflowId(id()));
const lineage = () => client.workflow.getHandle(lineageWorkflowId(id(), BACKLOG));

/** The activity of the stage in flight, as the CLI's `activity complete` and `activity fail` name it. */
async function stageActivity() {
  const { raw, runId } = await lineage().describe();
  const one = raw.pendingActivities?.find(({ activityType }) => activityType?.name === 'runStage');
  return { workflowId: lineage().workflowId, runId, activityId: one?.activityId ?? '' };
}

/** The next one after `before`. */
async function asked(before: { activityId: string } | null) {
  for (;;) {
    const one = await stageActivity();
    if (one.activityId !== '' && one.activityId !== before?.activityId) return one;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function holding(task: string): Promise<HeldAgent> {
  const isBuilder = ({ data }: { data: Record<string, unknown> }): boolean =>
    data['node_id'] === 'builder' && data['work_item'] === `task/${task}`;
  await until(() => bench.events('stage_started').some(isBuilder), `the builder of ${task} starts`);
  return holdAgent(bench);
}

describe.skipIf(IN_LONG)('while a worker serves', () => {
  beforeAll(() => open('t1', 't2', 't3', 't4', 't5'));
  afterAll(() => bench.close());

  it('a stage that somebody completed with nonsense, or failed, is asked for again, and its agent is not started again', async () => {
    worker = bench.start('run', '--until', 'idle');
    const held = await holding('t1');
    const first = await asked(null);
    await client.activity.complete(first, { outcome: 42 });
    await client.activity.fail(await asked(first), new Error('failed by hand'));
    held.letGo();
    await until(() => bench.names('tasks/done').includes('t1.md'), 't1 is done');
    expect(new Set(claims(bench))).toEqual(new Set([1]));
  });

  it('signals of any form, also between its workflows, change nothing', async () => {
    const nonsense = [undefined, null, 7, [], 'text', { turn: 1 }, { turn: 'one', leash: [] }];
    for (const one of nonsense) {
      for (const name of ['held', 'left', 'enqueue', 'cancel', 'approve', 'no such signal'])
        await workspace().signal(name, one);
      for (const name of ['activate', 'leash', 'decided', 'end']) await lineage().signal(name, one);
    }
    await refusesUpdates();
    await until(() => bench.events('stage_completed').length > 3, 'the work goes on');
    next = await holding('t3');
  });

  it('a cancelled lineage ends its item as a command would, and goes on; a second one too', async () => {
    for (const task of ['t3', 't4']) {
      const held = task === 't3' ? next : await holding(task);
      await lineage().cancel();
      const isIt = ({ data }: { data: Record<string, unknown> }): boolean => data['work_item'] === `task/${task}`;
      await until(() => bench.events('work_item_cancelled').some(isIt), `${task} is cancelled`);
      held.letGo();
    }
    expect(bench.events('work_item_cancelled').map(({ data }) => data['issuer'])).toEqual(['temporal', 'temporal']);
  });

  it('a cancelled workspace stops after the stage in flight, and goes on with the next worker', async () => {
    const held = await holding('t5');
    await workspace().cancel();
    await until(() => bench.events('runtime_stop_requested').length === 1, 'it is a stop');
    held.letGo();
    expect((await worker.ended).output).not.toContain('cannot go on');
    expect(bench.events('runtime_stop_requested')[0]?.data['issuer']).toBe('temporal');
    const { code, output } = await bench.run('run', '--until', 'idle');
    expect(code, output).toBe(0);
    expect(bench.names('tasks/done')).toEqual(['t1.md', 't2.md', 't5.md']);
  });

  it('a workspace that was terminated goes on from its files, in true words', async () => {
    await workspace().terminate('by hand');
    writeFileSync(bench.file('tasks/queue/t6.md'), taskText('t6'));
    const { output } = await bench.run('run', '--until', 'idle');
    expect(output).toContain('was ended in Temporal (TERMINATED)');
    expect(output).not.toContain('knew nothing');
    expect(bench.names('tasks/done')).toEqual(['t1.md', 't2.md', 't5.md', 't6.md']);
  });
});

const ISSUED = { commandId: 'x', issuer: '', reason: '' };
const UPDATES: Record<string, object[]> = {
  begin: [ISSUED, { ...ISSUED, planId: 'p', planDigest: 'd', mode: 'm', homes: { task: null } }],
  enqueue: [
    { ...ISSUED, documents: [null] },
    { ...ISSUED, documents: [], homes: { task: null } },
  ],
  reclaim: [{ ...ISSUED, turn: 1, emitted: [null] }],
  clear_stale_state: [{ ...ISSUED, lost: { turn: 1, emitted: [null] } }],
  supersede: [{ ...ISSUED, id: '__proto__', replacement: 't1' }],
  ...Object.fromEntries(['pause', 'resume', 'stop', 'approve', 'judge', 'reload'].map((name) => [name, []])),
};

/** Before they enter history. A query of a wrong form changes nothing either. */
async function refusesUpdates(): Promise<void> {
  for (const [name, wrong] of Object.entries(UPDATES))
    for (const one of [undefined, null, 7, { commandId: 1 }, ...wrong])
      await expect(workspace().executeUpdate(name, { args: [one] }), name).rejects.toThrow();
  await expect(workspace().query('state', { a: 1 })).resolves.toMatchObject({ workspace: id() });
  await expect(workspace().query('constructor')).rejects.toThrow();
}

/** Back to its first task, as `temporal workflow reset --type FirstWorkflowTask` does. */
async function reset(handle: ReturnType<typeof workspace>): Promise<void> {
  const { events = [] } = await handle.fetchHistory();
  const first = events?.find(({ workflowTaskCompletedEventAttributes }) => workflowTaskCompletedEventAttributes);
  const { runId } = await handle.describe();
  await client.workflowService.resetWorkflowExecution({
    namespace: NAMESPACE,
    workflowExecution: { workflowId: handle.workflowId, runId },
    reason: 'by hand',
    workflowTaskFinishEventId: first?.eventId ?? null,
    requestId: randomUUID(),
  });
}

async function remove({ workflowId }: { workflowId: string }): Promise<void> {
  await client.workflowService.deleteWorkflowExecution({ namespace: NAMESPACE, workflowExecution: { workflowId } });
}

/** Presses while the builder of the task is held, waits until the worker says `words`, and lets it go: it is done with its first agent. */
async function heals(task: string, press: () => Promise<unknown>, words: string): Promise<void> {
  const held = await holding(task);
  await press();
  await until(() => worker.said().includes(words), words);
  held.letGo();
  await until(() => bench.names('tasks/done').includes(`${task}.md`), `${task} is done`);
  expect(new Set(claims(bench)), 'every agent was started once').toEqual(new Set([1]));
}

describe.runIf(IN_LONG)('a workflow that was reset to its beginning', () => {
  beforeAll(() => open('t1', 't2'));
  afterAll(() => bench.close());

  it('goes on from its files with the agent at work: the workspace, then the lineage', async () => {
    worker = bench.start('run', '--until', 'idle');
    await heals('t1', () => reset(workspace()), `${workspace().workflowId} was reset in Temporal`);
    await heals('t2', () => reset(lineage()), `${lineage().workflowId} was reset in Temporal`);
    const { code, output } = await worker.ended;
    expect(code, output).toBe(0);
    expect(output).not.toContain('lost its data');
  });

  it('and which no worker saw is healed by the next one', async () => {
    await reset(workspace());
    writeFileSync(bench.file('tasks/queue/t3.md'), taskText('t3'));
    const { output } = await bench.run('run', '--until', 'idle');
    expect(output).toContain('was reset in Temporal');
    expect(bench.names('tasks/done')).toEqual(['t1.md', 't2.md', 't3.md']);
    expect(bench.stages()).toHaveLength(9);
  });
});

describe.runIf(IN_LONG)('terminated, deleted, paused and failing', () => {
  beforeAll(() => open('t1', 't2', 't3', 't4', 't5'));
  afterAll(() => bench.close());

  it('workspace and lineage terminated at once go on from the files, with the agent at work', async () => {
    worker = bench.start('run', '--until', 'idle');
    const both = () => Promise.all([workspace().terminate('by hand'), lineage().terminate('by hand')]);
    await heals('t1', both, 'was ended in Temporal (TERMINATED)');
  });

  it('a deleted workspace goes on from its files, in true words', async () => {
    await heals('t2', () => remove(workspace()), `${workspace().workflowId} was deleted in Temporal`);
    expect(worker.said()).not.toContain('lost its data');
    expect(worker.said()).not.toContain('knew nothing');
  });

  it('a paused activity is shown with what to do, and gone when it goes on', async () => {
    const held = await holding('t3');
    const { workflowId, activityId } = await asked(null);
    const one = { namespace: NAMESPACE, execution: { workflowId }, id: activityId };
    await client.workflowService.pauseActivity(one);
    await until(() => worker.said().includes('somebody paused its activity runStage'), 'the worker sees the pause');
    const { code, output } = await bench.run('status', '--check');
    expect(code, output).toBe(20);
    expect(output).toContain('temporal activity unpause');
    await client.workflowService.unpauseActivity(one);
    held.letGo();
    await until(() => bench.names('tasks/done').includes('t3.md'), 't3 is done');
    next = await holding('t4');
    await until(() => !existsSync(bench.file(runtimePaths.troubles)), 'nothing is wrong any more');
  });

  it('an activity that fails at every try is shown, and gone when it goes on', async () => {
    const one = await asked(null);
    while (!worker.said().includes('fails at every try')) {
      await client.activity.fail(one, new Error('no disk')).catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    const { code, output } = await bench.run('status', '--check');
    expect(code, output).toBe(20);
    expect(output).toContain('its activity runStage fails at every try');
    next.letGo();
    await until(() => bench.names('tasks/done').includes('t4.md'), 't4 is done');
    next = await holding('t5');
    await until(() => !existsSync(bench.file(runtimePaths.troubles)), 'nothing is wrong any more');
  });

  it('a deleted lineage gives its turn back: its agent is ended and its item blocked', async () => {
    await remove(lineage());
    const { code, output } = await worker.ended;
    expect(output).toContain('which runs no more: it was ended');
    expect(code).toBe(11);
    expect(bench.names('tasks/blocked')).toEqual(['t5.md']);
  });
});

const ANSWERS = [{}, null, 'x', [], 42, { outcome: 'BUILDER_COMPLETE' }];
/** After ten foreign answers in a row a stage is ended; each costs two seconds before the next is asked for. */
const MOST: Record<string, number> = { runStage: 5, mirror: 18 };

/** Answers whatever is asked of our activities with nonsense, or fails it for good, until `over`. Gives which it met. */
async function meddle(over: Promise<unknown>): Promise<string[]> {
  const met: string[] = [];
  let isOver = false;
  void over.then(() => (isOver = true));
  for (let n = 0; !isOver; n += 1)
    for (const handle of [workspace(), lineage()]) {
      const described = await handle.describe().catch(() => null);
      for (const { activityId, activityType } of described?.raw.pendingActivities ?? []) {
        const name = activityType?.name ?? '';
        if (met.filter((one) => one === name).length >= (MOST[name] ?? Infinity)) continue;
        const one = { workflowId: handle.workflowId, runId: described?.runId ?? '', activityId: activityId ?? '' };
        const done =
          n % 2 === 0
            ? client.activity.complete(one, ANSWERS[n % ANSWERS.length])
            : client.activity.fail(one, ApplicationFailure.nonRetryable('by hand'));
        await done.then(
          () => met.push(name),
          () => undefined,
        );
      }
    }
  return met;
}

describe.runIf(IN_LONG)('whatever somebody answers in the place of our activities', () => {
  beforeAll(() => open('t1', 't2'));
  afterAll(() => bench.close());

  it('is asked again: all is done, and every agent was started once', async () => {
    worker = bench.start('run', '--until', 'idle');
    await until(() => bench.events('stage_started').length > 0, 'the first agent starts');
    const met = await meddle(worker.ended);
    const { code, output } = await worker.ended;
    console.log(`answered: ${met.join(' ')}`);
    expect(code, output).toBe(0);
    expect(met).toContain('runStage');
    expect(bench.names('tasks/done')).toEqual(['t1.md', 't2.md']);
    expect(bench.stages()).toHaveLength(6);
    expect(new Set(claims(bench))).toEqual(new Set([1]));
  });

  it('or in the place of what looks for a broken environment to be mended: the stage waits on, and runs when it is', async () => {
    const broken = path.join(bench.workspace, 'broken');
    writeFileSync(broken, '');
    const entry = { marker: 'BUILDER_COMPLETE', broken: { class: 'network_unavailable' as const, while: 'broken' } };
    bench.script({ builder: [{ ...entry, repeat: true }] });
    const file = bench.file('millrace.toml');
    const text = readFileSync(file, 'utf8').replace('[runtime]\n', '[runtime]\nenvironment_backoff_seconds = [3]\n');
    writeFileSync(file, text);
    await bench.ok('trust', '--accept');
    writeFileSync(bench.file('tasks/queue/t3.md'), taskText('t3'));
    worker = bench.start('run', '--until', 'idle');
    await until(() => bench.events('stage_waits_for_environment').length > 0, 'it waits');
    const met = await meddle(new Promise((resolve) => setTimeout(resolve, 8000)));
    expect(met).toContain('awaitRunner');
    rmSync(broken);
    const { code, output } = await worker.ended;
    expect(code, output).toBe(0);
    expect(bench.stages().filter((one) => one.includes('t3'))).toHaveLength(3);
  });
});

describe.runIf(IN_LONG)('workflows of our ids that somebody started by hand', () => {
  beforeAll(() => open('t1'));
  afterAll(() => bench.close());

  it('end at once when their input is nonsense, and ours begin', async () => {
    const queue = taskQueues(id()).workflow;
    const start = { taskQueue: queue, workflowId: lineage().workflowId };
    await client.workflow.start('lineage', { ...start, args: [{ workspace: 7 }] });
    worker = bench.start('run', '--until', 'idle');
    const { code, output } = await worker.ended;
    expect(code, output).toBe(0);
    expect(bench.names('tasks/done')).toEqual(['t1.md']);
    const again = { ...start, args: [null], signal: 'activate', signalArgs: [{ turn: 99 }] };
    await client.workflow.signalWithStart('lineage', again).catch(() => undefined);
    writeFileSync(bench.file('tasks/queue/t2.md'), taskText('t2'));
    const next = await bench.run('run', '--until', 'idle');
    expect(next.code, next.output).toBe(0);
    expect(bench.names('tasks/done')).toEqual(['t1.md', 't2.md']);
  });

  it('a document whose text nobody has keeps nothing else waiting', async () => {
    const ref = {
      family: 'task',
      id: 'ghost',
      root: BACKLOG,
      createdAt: '2026-01-01T00:00:00.000Z',
      dependsOn: ['t9'],
    };
    const documents = [{ ...ref, sha256: '0'.repeat(64), source: 'command' }];
    worker = bench.start('run', 'daemon');
    await until(() => bench.events('runtime_started').length > 2, 'it serves');
    await workspace().signal('enqueue', { documents });
    await until(() => bench.events('mirror_gave_up').length > 0, 'it is said');
    writeFileSync(bench.file('tasks/queue/t4.md'), taskText('t4'));
    await until(() => bench.names('tasks/done').includes('t4.md'), 't4 is done');
    expect((await bench.run('cancel', 'ghost', '--family', 'task', '--reason', 'gone')).code).toBe(0);
  });
});
