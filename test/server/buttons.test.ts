// G20: the buttons and commands of Temporal itself, pressed while a stage runs: each heals by itself, or is shown with what to do.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Client } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { BACKLOG, lineageWorkflowId, workspaceWorkflowId } from '../../core/contracts/ids.js';
import { openClient } from '../../worker/server/connect.js';
import { NAMESPACE } from '../../worker/server/flags.js';
import { Bench, type Started, until } from '../support/bench.js';
import { claims, holdAgent, type HeldAgent } from '../support/stages.js';
import { taskText } from '../support/task-text.js';

let bench: Bench;
let client: Client;
let close: () => Promise<void>;
let worker: Started;

beforeAll(async () => {
  const address = inject('temporalAddress');
  const choice = { kind: 'external' as const, address, namespace: NAMESPACE, from: 'the test', uiUrl: null };
  ({ client, close } = await openClient({ ...choice, connectionOptions: { address } }));
  bench = await new Bench(address).withTasks('t1', 't2', 't3', 't4');
  bench.script({ builder: [{ marker: 'BUILDER_COMPLETE', sleep: 2 }] });
});
afterAll(async () => {
  bench.close();
  await close();
});

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

describe('while a worker serves', () => {
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
    await expect(
      workspace().executeUpdate('begin', { args: [{ commandId: 'x', issuer: '', reason: '' }] }),
    ).rejects.toThrow();
    await until(() => bench.events('stage_completed').length > 3, 'the work goes on');
  });

  it('a cancelled lineage ends its item as a command would, and goes on; a second one too', async () => {
    for (const task of ['t2', 't3']) {
      const held = await holding(task);
      await lineage().cancel();
      const isIt = ({ data }: { data: Record<string, unknown> }): boolean => data['work_item'] === `task/${task}`;
      await until(() => bench.events('work_item_cancelled').some(isIt), `${task} is cancelled`);
      held.letGo();
    }
    expect(bench.events('work_item_cancelled').map(({ data }) => data['issuer'])).toEqual(['temporal', 'temporal']);
  });

  it('a cancelled workspace stops after the stage in flight, and goes on with the next worker', async () => {
    const held = await holding('t4');
    await workspace().cancel();
    await until(() => bench.events('runtime_stop_requested').length === 1, 'it is a stop');
    held.letGo();
    expect((await worker.ended).output).not.toContain('cannot go on');
    expect(bench.events('runtime_stop_requested')[0]?.data['issuer']).toBe('temporal');
    const { code, output } = await bench.run('run', '--until', 'idle');
    expect(code, output).toBe(0);
    expect(bench.names('tasks/done')).toEqual(['t1.md', 't4.md']);
  });

  it('a workspace that was terminated goes on from its files, in true words', async () => {
    await workspace().terminate('by hand');
    writeFileSync(bench.file('tasks/queue/t5.md'), taskText('t5'));
    const { output } = await bench.run('run', '--until', 'idle');
    expect(output).toContain('was ended in Temporal (TERMINATED)');
    expect(output).not.toContain('knew nothing');
    expect(bench.names('tasks/done')).toEqual(['t1.md', 't4.md', 't5.md']);
  });
});
