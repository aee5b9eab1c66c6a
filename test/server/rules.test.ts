// A workspace of an older build, with states of an older shape and an older revision: a newer worker takes it over, and both
// workflows move to the new revision at their next boundary, in the middle of the work.
import { readFileSync, writeFileSync } from 'node:fs';
import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { putText } from '../../disk/store/texts.js';
import { sha256Hex } from '../../core/contracts/digest.js';
import { taskQueues } from '../../core/contracts/activities.js';
import { lineageWorkflowId, workspaceWorkflowId } from '../../core/contracts/ids.js';
import { NEWEST_RULES } from '../../core/contracts/rules.js';
import { NAMESPACE } from '../../worker/server/flags.js';
import { Bench } from '../support/bench.js';
import { taskText } from '../support/task-text.js';

const settings = { searchAttributes: false, historyEvents: 2000 };
const scheduler = {
  ...{ schema: 1, rules: 1, workspace: '', seq: 7, plan: null, rows: {}, finished: [], lastTurn: 3, active: null },
  ...{ pauses: [], stopping: true, leashVersion: 4, grant: 2, allowance: null, answers: [] },
};
const executor = { schema: 1, rules: 1, workspace: '', lineage: 'backlog', mode: '', lastTurn: 3, activation: null };

let bench: Bench;
let connection: Connection;
let client: Client;
beforeAll(async () => {
  bench = await new Bench(inject('temporalAddress')).withTasks('t1', 't2');
  connection = await Connection.connect({ address: inject('temporalAddress') });
  client = new Client({ connection, namespace: NAMESPACE });
});
afterAll(async () => {
  await connection.close();
  bench.close();
});

async function start(type: string, workflowId: string, input: object): Promise<void> {
  const taskQueue = taskQueues(workspaceId()).workflow;
  await client.workflow.start(type, { workflowId, taskQueue, args: [input] });
}

const workspaceId = (): string => (JSON.parse(readFileSync(bench.file('workspace.json'), 'utf8')) as { id: string }).id;

async function statusesOf(workflowId: string): Promise<string[]> {
  const found: string[] = [];
  for await (const one of client.workflow.list({ query: `WorkflowId='${workflowId}'` })) found.push(one.status.name);
  return found.sort();
}

const OLD = taskText('old');
const LATE = Date.parse('2027-01-01T00:00:00Z');
const NEEDS = Array.from({ length: 150 }, (_, n) => `never-${n}`);
/** What that build let in and this one would refuse, as rows: an id that is none, a root that is none, more needs than may be. */
const rows = {
  task: [
    ['__proto__', 'backlog', LATE, `=${sha256Hex(OLD)}`, 0, 0],
    ['astray', '../astray', LATE, `=${sha256Hex(OLD)}`, 0, 0],
    ['old', 'backlog', LATE, `=${sha256Hex(OLD)}`, 0, 0, NEEDS, null],
  ],
};

it('takes over states of an older shape, moves to the newest revision, and heals what this one would refuse', async () => {
  const workspace = workspaceId();
  const base = { v: 1, workspace, settings, rules: 1 };
  const carried = { ...scheduler, workspace, rows };
  await putText(bench.stateDir(), OLD);
  await start('workspace', workspaceWorkflowId(workspace), { ...base, carried, lineages: ['backlog'] });
  const early = { ...executor, workspace, early: null, recent: [] };
  const lineage = { ...base, lineage: 'backlog', carried: early, effects: [], inbox: [] };
  await start('lineage', lineageWorkflowId(workspace, 'backlog'), lineage);

  const { code, output } = await bench.run('run', '--until', 'idle');
  expect(code, output).toBe(11);
  expect(bench.names('tasks/done')).toEqual(['t1.md', 't2.md']);
  expect(bench.names('tasks/blocked')).toEqual(['old.md']);
  const unusable = bench.events('work_item_unusable').map(({ data }) => data['work_item']);
  expect(unusable).toEqual(['task/__proto__', 'task/astray']);
  expect(bench.names('tasks/queue').filter((name) => name.endsWith('.invalid'))).toHaveLength(2);
  const status = (await bench.run('status', '--check', '--limit', 'all')).output.replace(/\s+/g, ' ');
  expect(status).toMatch(/task\/old: .*150 tasks.*millrace retry old.*waits? for the first 100/);
  for (const id of [workspaceWorkflowId(workspace), lineageWorkflowId(workspace, 'backlog')])
    expect(await statusesOf(id)).toEqual(['CONTINUED_AS_NEW', 'RUNNING']);
  const snapshot = JSON.parse(readFileSync(bench.file('state/runtime_snapshot.json'), 'utf8')) as {
    turn: number;
    sections: { workspace: { rules: number } };
  };
  expect(snapshot.sections.workspace.rules).toBe(NEWEST_RULES);
  expect(snapshot.turn, 'numbers go on').toBe(5);
});

it('is left alone by a build that does not know its revision', async () => {
  const file = bench.file('state/runtime_snapshot.json');
  const snapshot = JSON.parse(readFileSync(file, 'utf8')) as { sections: { workspace: { rules: number } } };
  snapshot.sections.workspace.rules = NEWEST_RULES + 1;
  writeFileSync(file, JSON.stringify(snapshot));
  const { code, output } = await bench.run('run', 'once');
  expect(output).toContain('A newer Millrace has worked here');
  expect(code).toBe(5);
});
