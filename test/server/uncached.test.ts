// A worker that keeps no workflow replays the whole history with every task, as a new one does after a crash: whatever comes then, and with whatever
// it comes, the next replay must do the same.
import { Context } from '@temporalio/activity';
import { afterEach, expect, inject, it } from 'vitest';
import type { StageActivities } from '../../core/contracts/activities.js';
import { NEWEST_RULES } from '../../core/contracts/rules.js';
import { compileShipped } from '../support/plan.js';
import { eventually, Workflows } from '../support/workflows.js';

/** Each with its root, and for how long its agents are at work, in ms: while `t3` is, `t2` is the last of its root, and the next of `one` is there. */
const TASKS = { t1: ['one', 50], t2: ['two', 400], t3: ['three', 9000], t4: ['one', 9000] } as const;

let workflows: Workflows;
afterEach(() => workflows.close());

/** Agents that do well. */
const stages: StageActivities = {
  async runStage({ request: { requestId, outcomes, item } }) {
    await Context.current().sleep(TASKS[item.id as keyof typeof TASKS][1]);
    const [outcome = '', resultClass = 'success'] = Object.entries(outcomes)[0] ?? [];
    const at = new Date().toISOString();
    const facts = { requestId, usage: null, startedAt: at, endedAt: at, emitted: [], artifacts: [], notes: [] };
    const told = { ...facts, detail: '', retryAt: null, failureClass: null, origin: 'agent' as const };
    return { ...told, outcome, resultClass };
  },
  awaitRunner: () => Promise.resolve(),
  deliverRoot: () => Promise.reject(new Error('no root of this test is delivered')),
};

const historyOf = async () => (await workflows.workspace().fetchHistory()).events ?? [];

/** The last task has learned that the root of `t2` is over, and asked for nothing. */
async function isAtRest(): Promise<boolean> {
  const events = await historyOf();
  const over = events.findLastIndex((event) => event.childWorkflowExecutionCompletedEventAttributes);
  return over >= 0 && Boolean(events.at(-1)?.workflowTaskCompletedEventAttributes) && over < events.length - 1;
}

it('a command that comes behind tasks without commands is replayed as it was carried out', async () => {
  const plan = compileShipped().named;
  // The second task of a root is given to its lineage beside what is shown of it, and the root of which nothing is left is told so.
  let given = false;
  const showing = async (): Promise<void> => {
    await eventually(isAtRest, 'the other root is over');
    given = true;
  };
  const world = { plan, stages, showing, cached: 0, rules: NEWEST_RULES };
  workflows = await Workflows.open(inject('temporalAddress'), world);
  await workflows.startWorkspace(
    2,
    Object.entries(TASKS).map(([id, [root]]) => [id, root]),
  );
  await eventually(async () => given && isAtRest(), 'a turn was given, and nothing came of it');
  await workflows.tell('pause', {});
  await workflows.tell('resume', {});
  const failed = (await historyOf()).flatMap(
    (event) => event.workflowTaskFailedEventAttributes?.failure?.message ?? [],
  );
  expect(failed).toEqual([]);
});
