// An update waits until all else that its task brought has taken effect. The core of the SDK gives an update and the end of an activity in one
// task where a replay of the same history gives two: after a task without commands, when a worker without the workflow in its cache
// takes it up (https://github.com/temporalio/sdk-rust/issues/1146). So what an update does must not depend on which of the two it is.
import { condition } from '@temporalio/workflow';

/** Conditions that wait for conditions, and some more: each round lets all run that can. */
const ROUNDS = 8;

/** Resolves in the same task, after whatever else can go on in it. */
export async function settled(): Promise<void> {
  for (let round = 0; round < ROUNDS; round += 1) {
    let asked = 0;
    // It is asked at once, and again when nothing else is at work.
    await condition(() => (asked += 1) > 1);
  }
}
