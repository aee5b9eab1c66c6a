// Every history is whole: its events are numbered without gap, its runs are a chain, and nothing in it failed but what a
// kill makes fail.
import type { Finding, Rule } from '../finding.js';
import type { HistoryEvent, Run, Workflow } from '../history.js';
import { eventsOf } from '../history.js';

/** A message that came in at the wrong moment, or a worker that was gone: the task is repeated, and that is all. */
const HARMLESS = ['UNHANDLED_COMMAND', 'UNHANDLED_UPDATE', 'RESET_STICKY_TASK_QUEUE', 'FORCE_CLOSE_COMMAND'];
const COMPLETED = 'WORKFLOW_EXECUTION_COMPLETED';
const CONTINUED = 'WORKFLOW_EXECUTION_CONTINUED_AS_NEW';
const ENDS = /^WORKFLOW_EXECUTION_(COMPLETED|FAILED|TIMED_OUT|CANCELED|TERMINATED|CONTINUED_AS_NEW)$/;

export const historiesAreWhole: Rule = ({ workflows }) =>
  workflows.flatMap((workflow) => [
    ...workflow.runs.flatMap(numbers),
    ...chain(workflow),
    ...eventsOf(workflow).flatMap(taskFailure),
  ]);

function numbers({ name, events }: Run): Finding[] {
  const wrong = events.findIndex((event, index) => Number(event.id) !== index + 1);
  const early = events.slice(0, -1).find((event) => ENDS.test(event.type));
  return [
    ...(wrong === -1 ? [] : [finding(name, `event ${wrong + 1} is missing or out of order`)]),
    ...(events[0]?.type === 'WORKFLOW_EXECUTION_STARTED' ? [] : [finding(name, 'does not begin with its start')]),
    ...(early === undefined ? [] : [finding(early.where, 'is followed by further events')]),
  ];
}

/**
 * Each run continues the one before it and names the next; the last one is open. The lineage of a root of which nothing is left is completed,
 * and one that begins anew when there is work for the root again continues none.
 */
function chain({ runs, type }: Workflow): Finding[] {
  const isRetired = (run: Run | undefined): boolean => type === 'lineage' && run?.events.at(-1)?.type === COMPLETED;
  return runs.flatMap((run, index) => {
    const [first, last] = [run.events[0]?.attributes, run.events.at(-1)];
    const before = isRetired(runs[index - 1]) ? undefined : runs[index - 1];
    const next = isRetired(run) ? undefined : runs[index + 1];
    const ended = last !== undefined && ENDS.test(last.type) ? last : undefined;
    return [
      ...same(run.name, 'continues', first?.continuedExecutionRunId, before && runIdOf(before)),
      ...same(run.name, 'goes on as', ended?.attributes.newExecutionRunId, next && runIdOf(next)),
      ...(ended === undefined || ended.type === CONTINUED || isRetired(run)
        ? []
        : [finding(ended.where, 'ends a workflow that never ends')]),
    ];
  });
}

const runIdOf = (run: Run): string | undefined => run.events[0]?.attributes.originalExecutionRunId;

function same(where: string, how: string, says: string | undefined, is: string | undefined): Finding[] {
  if ((says || undefined) === is) return [];
  return [finding(where, `says that it ${how} ${says ?? 'no run'}; the evidence has ${is ?? 'no run'} there`)];
}

function taskFailure({ type, attributes: { cause = '' }, where }: HistoryEvent): Finding[] {
  const why = cause.replace('WORKFLOW_TASK_FAILED_CAUSE_', '');
  if (type !== 'WORKFLOW_TASK_FAILED' || HARMLESS.includes(why)) return [];
  return [finding(where, `failed with ${why}, which no kill explains`)];
}

const finding = (where: string, what: string): Finding => ({ rule: 'history', where, what });
