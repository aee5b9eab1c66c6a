// The two workflows of ours with nothing in them: one runs the stages of a task, and asks the other before the next task. Nothing is decided,
// shown or kept.
import {
  condition,
  defineSignal,
  getExternalWorkflowHandle,
  proxyActivities,
  setHandler,
  type SignalDefinition,
} from '@temporalio/workflow';
import { STAGES } from '../task.js';
import { FLOOR } from './names.js';

export interface FloorActivities {
  runStage(stage: string): Promise<void>;
}

const { runStage } = proxyActivities<FloorActivities>({ startToCloseTimeout: '1m' });
const left = defineSignal('left');
const activate = defineSignal('activate');

/** Completes after so many tasks. */
export async function lineage(tasks: number): Promise<void> {
  const post = outbox();
  let given = 1;
  setHandler(activate, () => void (given += 1));
  for (let task = 1; task <= tasks; task += 1) {
    await condition(() => given >= task);
    for (const stage of STAGES) await runStage(stage);
    post.send(FLOOR.workspace, left);
  }
  await post.empty();
}

/** Completes when so many tasks have come back. */
export async function workspace(tasks: number): Promise<void> {
  const post = outbox();
  let back = 0;
  setHandler(left, () => {
    back += 1;
    if (back < tasks) post.send(FLOOR.lineage, activate);
  });
  await condition(() => back >= tasks);
  await post.empty();
}

/** As ours, nobody waits for a message to arrive before going on. */
function outbox() {
  const sent: Promise<void>[] = [];
  return {
    send: (id: string, signal: SignalDefinition): void => void sent.push(getExternalWorkflowHandle(id).signal(signal)),
    empty: async (): Promise<void> => void (await Promise.all(sent)),
  };
}
