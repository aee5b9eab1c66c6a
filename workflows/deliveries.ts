// Carries a delivery out: on the queue of stages, because its checks are such work, and a process that only serves a command is not to begin them.
import { proxyActivities } from '@temporalio/workflow';
import { type StageActivities, taskQueues } from '../core/contracts/activities.js';
import type { DeliverInput, DeliveryAnswer } from '../core/contracts/delivery.js';
import { isDeliveryAnswer } from '../core/contracts/delivery-form.js';
import type { SchedulerEvent } from '../core/engine/workspace/scheduler-events.js';
import { summaryOf } from './card-text.js';
import { now } from './clock.js';
import { insist } from './insist.js';

export interface Deliveries {
  /** `shown`: resolves when the files say that it is asked for, so that no attempt is ever counted twice. */
  start(input: DeliverInput, shown: () => Promise<void>): Promise<void>;
  isInFlight(): boolean;
}

export function deliveries(receive: (event: SchedulerEvent) => void): Deliveries {
  let inFlight = 0;
  return {
    async start(input, shown) {
      inFlight += 1;
      await shown();
      const answer = await answerTo(input);
      inFlight -= 1;
      const { root, attempt } = input;
      receive({ type: 'delivered', at: now(), root, attempt, answer });
    },
    isInFlight: () => inFlight > 0,
  };
}

/** One whose run continued as new meanwhile is asked for again, under the same attempt. */
function answerTo(input: DeliverInput): Promise<DeliveryAnswer> {
  const activities = proxyActivities<StageActivities>({
    taskQueue: taskQueues(input.workspace).stage,
    // Setup and checks have limits of their own.
    startToCloseTimeout: '7 days',
    heartbeatTimeout: '30s',
    retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1m' },
    summary: summaryOf('delivery of ', input.root),
  });
  return insist(
    () => activities.deliverRoot(input),
    (answer): answer is DeliveryAnswer => isDeliveryAnswer(input, answer),
  );
}
