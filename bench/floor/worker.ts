// A process with one worker of the SDK and nothing of ours: `node worker.js ADDRESS AGENT TASKS` works so many tasks off, and goes on until it is ended.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { FLOOR } from './names.js';
import type { FloorActivities, lineage, workspace } from './workflows.js';

/** Starts the agent as cheaply as it can be started, and waits for its end. Throws when that was no good one. */
async function runAgent(agent: string, stage: string): Promise<void> {
  const args = ['-o', '/dev/null', `\nStage: ${stage}\n`];
  const child = spawn('sh', ['-c', 'exec "$@"', 'sh', agent, ...args], { stdio: 'ignore' });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`${agent} ended with ${code}`);
}

async function startBoth(address: string, tasks: number): Promise<void> {
  const { namespace, queue: taskQueue } = FLOOR;
  const client = new Client({ connection: await Connection.connect({ address }), namespace });
  const common = { taskQueue, args: [tasks] as [number] };
  await client.workflow.start<typeof workspace>('workspace', { ...common, workflowId: FLOOR.workspace });
  await client.workflow.start<typeof lineage>('lineage', { ...common, workflowId: FLOOR.lineage });
}

async function main([address = '', agent = '', tasks = '']: readonly string[]): Promise<void> {
  Runtime.install({ logger: new DefaultLogger('WARN') });
  const activities: FloorActivities = { runStage: (stage) => runAgent(agent, stage) };
  const worker = await Worker.create({
    connection: await NativeConnection.connect({ address }),
    namespace: FLOOR.namespace,
    taskQueue: FLOOR.queue,
    workflowsPath: fileURLToPath(new URL('./workflows.js', import.meta.url)),
    activities,
  });
  await Promise.all([worker.run(), startBoth(address, Number(tasks))]);
}

await main(process.argv.slice(2));
