// What the Temporal server of a room knows of the stage in flight.
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { tsToMs } from '@temporalio/common/lib/time.js';
import { lineageWorkflowId, BACKLOG } from '../core/contracts/ids.js';
import { readIdentity } from '../disk/layout.js';
import { NAMESPACE } from '../worker/server/flags.js';
import { readRecord } from '../worker/server/record.js';
import type { Room } from './room.js';
import { until } from './wait.js';

/** States of an activity and of a workflow task that a worker has. */
const STARTED = 2;

type Handle = ReturnType<Client['workflow']['getHandle']>;

/** With the lineage that the room's tasks belong to. */
async function withLineage<T>(room: Room, use: (lineage: Handle) => Promise<T>): Promise<T> {
  const record = readRecord(room.stateHome);
  const identity = await readIdentity(room.workspace);
  const connection = await Connection.connect({ address: `${record?.ip}:${record?.port}` });
  try {
    const client = new Client({ connection, namespace: NAMESPACE });
    return await use(client.workflow.getHandle(lineageWorkflowId(identity?.id ?? '', BACKLOG)));
  } finally {
    await connection.close();
  }
}

/** Milliseconds since 1970 at which a worker that was started after `since` was given the running stage again. */
export const attachedAt = (room: Room, since: number): Promise<number> =>
  withLineage(room, (lineage) =>
    until('the stage in the hands of the new worker', async () => {
      const { raw } = await lineage.describe();
      const stage = (raw.pendingActivities ?? []).find(
        ({ state, attempt }) => Number(state) === STARTED && Number(attempt) > 1,
      );
      const at = stage?.lastStartedTime ? tsToMs(stage.lastStartedTime) : 0;
      return at > since && at;
    }),
  );

/**
 * Stops the worker's process and lets a message come in, so that the server hands a workflow task to a worker that will
 * never answer. The message is one that no workflow knows.
 */
export const holdWorkflowTask = (room: Room, worker: number): Promise<void> =>
  withLineage(room, async (lineage) => {
    // What the start of the agent caused is over by then.
    await sleep(300);
    process.kill(worker, 'SIGSTOP');
    await lineage.signal('nobody-listens');
    await until('a workflow task in flight', async () => {
      const { raw } = await lineage.describe();
      return Number(raw.pendingWorkflowTask?.state) === STARTED;
    });
  });
