// G2: a finished stage is never run again and its result is applied exactly once. One request has one line in every book:
// asked for once, completed once, decided once, shown once, and the same outcome in all of them.
import type { Evidence } from '../evidence.js';
import type { Finding, Rule } from '../finding.js';
import { groupBy } from '../group.js';
import type { StageRun } from '../stages.js';
import { askedAgain, failedActivities, givenUp, stageRuns } from '../stages.js';

export const stagesRunOnce: Rule = (evidence) => {
  const runs = stageRuns(evidence.workflows);
  const without = givenUp(runs, evidence.expect);
  const [applied, others] = [false, true].map((is) =>
    [...runs.values()].filter(({ request }) => without.has(request.requestId) === is),
  ) as [StageRun[], StageRun[]];
  const again = askedAgain(runs);
  const nameOf = ({ request }: StageRun): Shown =>
    again.has(request.requestId) ? 'stage_asked_again' : 'stage_completed';
  return [
    ...[...runs.values()].flatMap(askedOnce),
    ...applied.flatMap((run) => [...completedOnce(run), ...shownOnce(evidence, run, nameOf(run))]),
    ...applied.flatMap((run) => sameOutcome(evidence, run, nameOf(run))),
    ...others.flatMap((run) => [...completedOnce(run), ...shownOnce(evidence, run, null)]),
    ...numbersWithoutGap(applied),
    ...ofNobody(evidence, runs),
    ...failedActivities(evidence.workflows).map(({ where }) => finding(where, 'an activity failed for good')),
  ];
};

const askedOnce = ({ request, asked }: StageRun): Finding[] =>
  asked.length === 1 ? [] : [finding(request.requestId, `was asked for ${asked.length} times: ${asked.join('; ')}`)];

function completedOnce({ request, completed }: StageRun): Finding[] {
  const wrong = completed.filter((one) => one.requestId !== request.requestId);
  const places = completed.map(({ where }) => where).join('; ') || 'nowhere';
  return [
    ...(completed.length === 1 ? [] : [finding(request.requestId, `completed ${completed.length} times: ${places}`)]),
    ...wrong.map((one) => finding(one.where, `brings the result of ${one.requestId} for ${request.requestId}`)),
  ];
}

type Shown = 'stage_completed' | 'stage_asked_again';

/** Under its one name, and under no other; null: under none. */
function shownOnce({ mirror }: Evidence, { request: { requestId } }: StageRun, name: Shown | null): Finding[] {
  const own = mirror.log.filter(({ data }) => data['request_id'] === requestId);
  return (['stage_completed', 'stage_asked_again'] as const).flatMap((one) => {
    const count = own.filter(({ event_type: type }) => type === one).length;
    const should = one === name ? 1 : 0;
    return count === should
      ? []
      : [finding(requestId, `has ${count} ${one} events in the log; there should be ${should}`)];
  });
}

function sameOutcome(
  { mirror, journals }: Evidence,
  { request: { requestId }, completed }: StageRun,
  name: Shown,
): Finding[] {
  const events = mirror.log.filter((one) => one.event_type === name && one.data['request_id'] === requestId);
  const said: [string, unknown][] = [
    ...completed.map((one): [string, unknown] => [one.where, one.outcome]),
    ...events.map((one): [string, unknown] => ['the event log', one.data.terminal_result]),
    ["the journal's decision", journals.get(requestId)?.decided?.outcome],
    ['stage_results/', mirror.results.get(requestId)],
  ];
  if (new Set(said.map(([, outcome]) => outcome)).size === 1) return [];
  return [
    finding(requestId, `ended differently: ${said.map(([where, one]) => `${String(one)} in ${where}`).join(', ')}`),
  ];
}

/** Within an activation the stage runs are counted 1, 2, ...: a gap is a stage that nobody saw. */
function numbersWithoutGap(runs: StageRun[]): Finding[] {
  return [...groupBy(runs, ({ request }) => request.runId)].flatMap(([runId, stages]) => {
    const numbers = stages.filter(isFirst).map(({ request }) => request.stageNumber);
    if (numbers.every((number, index) => number === index + 1)) return [];
    return [finding(runId, `has the stage runs ${numbers.join(', ')}; they should be 1 to ${numbers.length}`)];
  });
}

/** A second chance is the same stage once more. */
const isFirst = ({ request: { form } }: StageRun): boolean => form?.chance !== 'taken';

function ofNobody({ journals }: Evidence, runs: Map<string, StageRun>): Finding[] {
  const strangers = [...journals.keys()].filter((request) => !runs.has(request));
  return strangers.map((request) => finding(request, 'has a journal or a result, and no history asked for it'));
}

const finding = (where: string, what: string): Finding => ({ rule: 'G2', where, what });
