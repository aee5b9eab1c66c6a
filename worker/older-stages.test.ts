import type { Client } from '@temporalio/client';
import { expect, it } from 'vitest';
import { taskQueues } from '../core/contracts/activities.js';
import { olderStagesWait } from './older-stages.js';
import type { WorkspacePlace } from './place.js';

const place = { id: 'shop' } as WorkspacePlace;
const queues = taskQueues('shop');
const pending = (name?: string) => ({ activityOptions: name === undefined ? null : { taskQueue: { name } } });

/** One workflow runs, with these activities. */
const clientWith = (activities: object[] | Error) =>
  ({
    withDeadline: (_deadline: number, work: () => Promise<unknown>) => work(),
    workflow: {
      list: () =>
        (async function* () {
          yield await Promise.resolve({ workflowId: 'w', runId: 'r' });
        })(),
      getHandle: () => ({
        describe: () =>
          activities instanceof Error
            ? Promise.reject(activities)
            : Promise.resolve({ raw: { pendingActivities: activities } }),
      }),
    },
  }) as unknown as Client;

it.each([
  ['nothing waits', [], false],
  ['what waits is on the queues of today', [pending(queues.stage), pending(queues.io)], false],
  ['a stage of an older build waits', [pending(queues.io), pending(queues.olderStage)], true],
  ['the server does not say where', [pending()], true],
  ['the server does not answer', new Error('no'), true],
])('where %s', async (_what, activities, wanted) => {
  expect(await olderStagesWait(clientWith(activities), place)).toBe(wanted);
});
