// What an engineer finds in the Web UI: readable ids, a summary on every activity, a status card, few and small events.
import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { NAMESPACE } from '../../worker/server/flags.js';
import { readFileSync } from 'node:fs';
import { historyCost } from '../../bench/history-cost.js';
import { Bench } from '../support/bench.js';

let bench: Bench;
let connection: Connection;
let client: Client;
const STAGES = 3;
/** Three at least, so that one is counted whole and without what is paid once; the last that is shown is `T-42`. */
const TASKS = ['T-1', 'T-2', 'T-42'];

beforeAll(async () => {
  bench = await new Bench(inject('temporalAddress')).withTasks(...TASKS);
  await bench.ok('run', '--until', 'idle');
  connection = await Connection.connect({ address: inject('temporalAddress') });
  client = new Client({ connection, namespace: NAMESPACE });
});
afterAll(async () => {
  await connection.close();
  bench.close();
});

function workflowIds(): { workspace: string; lineage: string } {
  const { id } = JSON.parse(readFileSync(bench.file('workspace.json'), 'utf8')) as { id: string };
  return { workspace: `millrace:${id}`, lineage: `millrace:${id}:backlog` };
}

async function eventsOf(workflowId: string) {
  return (await client.workflow.getHandle(workflowId).fetchHistory()).events ?? [];
}

async function summaries(workflowId: string): Promise<string[]> {
  return (await eventsOf(workflowId)).flatMap((event) => {
    const data = event.userMetadata?.summary?.data;
    return data ? [String(JSON.parse(Buffer.from(data).toString()))] : [];
  });
}

describe('the history of a finished task', () => {
  it('names every stage by item and node', async () => {
    const { lineage } = workflowIds();
    expect(await summaries(lineage)).toEqual(
      expect.arrayContaining([
        'T-42 builder',
        'BUILDER_COMPLETE, then T-42 checker',
        'CHECKER_PASS, then T-42 updater',
      ]),
    );
  });

  it('is named in lists by the memo, and by a search attribute where the server has them', async () => {
    for (const [what, id] of Object.entries(workflowIds())) {
      const { memo, searchAttributes } = await client.workflow.getHandle(id).describe();
      const title = what === 'lineage' ? 'lineage backlog' : `workspace ${id.replace('millrace:', '')}`;
      expect(memo).toMatchObject({ title });
      expect(searchAttributes).toMatchObject({ MillraceTitle: [title] });
    }
  });

  it('has a status card that tells the last outcomes', async () => {
    const { lineage, workspace } = workflowIds();
    // A query needs a worker: the command lends one for as long as it takes.
    const daemon = bench.start('run', 'daemon');
    try {
      const card = async (id: string): Promise<string> => {
        const said = await client.workflow
          .getHandle(id)
          .query<{ currentDetails?: string }>('__temporal_workflow_metadata');
        return said.currentDetails ?? '';
      };
      expect(await card(lineage)).toMatch(/at rest[\s\S]*\| task\/T-42 \| updater \| UPDATE_COMPLETE \| end:done \|/);
      expect(await card(workspace)).toContain('**idle**');
    } finally {
      daemon.child.kill('SIGTERM');
      await daemon.ended;
    }
  });

  it('costs at most 14 events and 8 kB a stage, both workflows counted, of a task that is neither the first nor the last', async () => {
    const { workspace, lineage } = workflowIds();
    const cost = historyCost(await eventsOf(workspace), await eventsOf(lineage), STAGES);
    expect(cost).toMatchObject({ stages: STAGES * (TASKS.length - 2) });
    expect(cost.events).toBeLessThanOrEqual(14);
    expect(cost.bytes).toBeLessThanOrEqual(8192);
  });

  it('is found by its search attributes', async () => {
    const { lineage, workspace } = workflowIds();
    const id = workspace.slice('millrace:'.length);
    const found: string[] = [];
    for await (const one of client.workflow.list({ query: `MillraceWorkspace='${id}'` })) found.push(one.workflowId);
    expect(found.sort()).toEqual([workspace, lineage].sort());
  });
});
