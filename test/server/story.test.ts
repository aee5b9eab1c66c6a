// What an engineer finds in the Web UI: readable ids, a summary on every activity, a status card, few and small events.
import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { NAMESPACE } from '../../worker/server/flags.js';
import { readFileSync } from 'node:fs';
import { Bench } from '../support/bench.js';

let bench: Bench;
let connection: Connection;
let client: Client;
const STAGES = 3;
/** Of both workflows together, after one task. */
const cost = { events: 0, bytes: 0 };

beforeAll(async () => {
  bench = await new Bench(inject('temporalAddress')).withTasks('T-42');
  await bench.ok('run', '--until', 'idle');
  connection = await Connection.connect({ address: inject('temporalAddress') });
  client = new Client({ connection, namespace: NAMESPACE });
  const ids = Object.values(workflowIds());
  const sizes = await Promise.all(ids.map((id) => client.workflow.getHandle(id).describe()));
  cost.events = sizes.reduce((sum, one) => sum + one.historyLength, 0);
  cost.bytes = sizes.reduce((sum, one) => sum + (one.historySize ?? 0), 0);
});
afterAll(async () => {
  await connection.close();
  bench.close();
});

function workflowIds(): { workspace: string; lineage: string } {
  const { id } = JSON.parse(readFileSync(bench.file('workspace.json'), 'utf8')) as { id: string };
  return { workspace: `millrace:${id}`, lineage: `millrace:${id}:backlog` };
}

async function summaries(workflowId: string): Promise<string[]> {
  const { events } = await client.workflow.getHandle(workflowId).fetchHistory();
  return (events ?? []).flatMap((event) => {
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

  it('costs at most 20 events and 8 kB a stage, both workflows counted, the plan apart', () => {
    const plan = readFileSync(bench.file('state/compiled_plan.json')).length;
    // The start of both workflows and of their worker is paid once, not per stage.
    const once = { events: 45, bytes: 14_000 + plan };
    expect(cost.events - once.events).toBeLessThanOrEqual(20 * STAGES);
    expect(cost.bytes - once.bytes).toBeLessThanOrEqual(8192 * STAGES);
  });

  it('is found by its search attributes', async () => {
    const { lineage, workspace } = workflowIds();
    const id = workspace.slice('millrace:'.length);
    const found: string[] = [];
    for await (const one of client.workflow.list({ query: `MillraceWorkspace='${id}'` })) found.push(one.workflowId);
    expect(found.sort()).toEqual([workspace, lineage].sort());
  });
});
