// G4: nobody pays twice. One request is one claim of a host, one started agent and one result; G12: no attempt above 1 but
// where the driver killed an agent, its host or a git of its tree, or a fault of form gets its one second chance; and all in all no more agents than that.
import type { Evidence } from '../evidence.js';
import type { Finding, Rule } from '../finding.js';
import type { StageRun } from '../stages.js';
import { askedAgain, attemptsAfter, givenUp, hinderedAmong, lostAmong, stageRuns } from '../stages.js';

export const agentsStartOnce: Rule = (evidence) => {
  const runs = stageRuns(evidence.workflows);
  const without = givenUp(runs, evidence.expect);
  const hindered = hinderedAmong(runs, evidence.expect);
  const counted = [...runs.values()].filter(({ request }) => !without.has(request.requestId));
  return [
    ...counted.flatMap((run) => oneStart(evidence, run)),
    ...[...runs.values()]
      .filter(({ request }) => !hindered.has(request.requestId))
      .flatMap((run) => oneHost(evidence, run)),
    ...counted.flatMap((run) => oneEnd(evidence, run)),
    ...wentOn(evidence, runs, without),
    ...startsOfNobody(evidence, runs),
    ...total(evidence, without),
    ...attempts(evidence, runs, without),
  ];
};

const startsOf = ({ agents }: Evidence) => agents.filter((line) => line.event === 'start');

function oneStart(evidence: Evidence, { request: { requestId } }: StageRun): Finding[] {
  const starts = startsOf(evidence).filter((line) => line.request === requestId);
  const said = starts.map((line) => line.pid);
  const noted = evidence.journals.get(requestId)?.agentPid ?? null;
  if (starts.length !== 1) return [finding('G4', requestId, `started ${starts.length} agents; there should be one`)];
  if (said[0] === noted) return [];
  return [finding('G4', requestId, `its agent says that it is process ${said[0]}, its journal names ${noted}`)];
}

function oneHost({ journals }: Evidence, { request: { requestId } }: StageRun): Finding[] {
  const claims = journals.get(requestId)?.claims ?? [];
  if (claims.length === 1) return [];
  return [finding('G4', requestId, `has ${claims.length} claims of hosts (${claims.join(', ')}); there should be one`)];
}

function oneEnd({ journals, expect, agents }: Evidence, { request: { requestId } }: StageRun): Finding[] {
  const done = journals.get(requestId)?.done ?? null;
  if (done?.kind === 'exited') return [];
  const hasEnded = agents.some(({ event, request }) => event === 'end' && request === requestId);
  if (done?.kind === 'lost' && hasEnded && expect.stood.includes(requestId)) return [];
  return [finding('G4', requestId, `its host left ${done === null ? 'no result' : `the result "${done.kind}"`}`)];
}

/** A killed one is lost and nothing else; it, and one whose tree was locked, is followed by one attempt. */
function wentOn(evidence: Evidence, runs: Map<string, StageRun>, without: ReadonlySet<string>): Finding[] {
  const { killed } = evidence.expect;
  const lost = lostAmong(runs, evidence.expect);
  const found = killed.filter((request) => !lost.has(request));
  const unfollowed = [...without].flatMap((request) => {
    const run = runs.get(request);
    const next = run === undefined ? 0 : attemptsAfter(runs, run.request).length;
    return next === 1
      ? []
      : [finding('G12', request, `was given up, and ${next} attempts follow; there should be one`)];
  });
  const ended = [...lost].filter((request) => !endedByForce(evidence, request));
  return [
    ...found.map((request) => finding('G4', request, 'was killed at work, and counts as something else than lost')),
    ...ended.map((request) => finding('G4', request, 'counts as lost, and its host says that it ended by itself')),
    ...unfollowed,
  ];
}

const SIGKILLED = 137;

/** Its host was killed and left nothing, or says that its agent was. */
function endedByForce({ journals }: Evidence, request: string): boolean {
  const done = journals.get(request)?.done;
  return done?.kind === 'lost' || (done?.kind === 'exited' && done.status === SIGKILLED);
}

function startsOfNobody(evidence: Evidence, runs: Map<string, StageRun>): Finding[] {
  const strangers = startsOf(evidence).filter((line) => !runs.has(line.request));
  return strangers.map((line) =>
    finding('G4', line.request, `process ${line.pid} started for it, and no history asked for it`),
  );
}

function total(evidence: Evidence, without: Set<string>): Finding[] {
  const { tasks, stagesPerTask, others, chances } = evidence.expect;
  const starts = startsOf(evidence).filter((line) => !without.has(line.request)).length;
  const expected = tasks.length * stagesPerTask + others.reduce((sum, { stages }) => sum + stages, chances);
  if (starts === expected) return [];
  return [
    finding('G4', 'agents.jsonl', `${starts} agents started; ${tasks.length + others.length} items need ${expected}`),
  ];
}

function attempts({ expect }: Evidence, runs: Map<string, StageRun>, without: ReadonlySet<string>): Finding[] {
  const more = [...runs.values()].filter(({ request }) => request.attempt > 1);
  const count = askedAgain(runs).size;
  const followed = new Set(
    [...without].flatMap((id) => attemptsAfter(runs, runs.get(id)!.request).map(({ request }) => request.requestId)),
  );
  return [
    ...more
      .filter(({ request: { requestId, form } }) => form?.chance !== 'taken' && !followed.has(requestId))
      .map(({ request, asked }) =>
        finding('G12', request.requestId, `is attempt ${request.attempt} (${asked.join('; ')})`),
      ),
    ...(count === expect.chances
      ? []
      : [finding('G12', 'histories/', `${count} second chances were given; ${expect.chances} were needed`)]),
  ];
}

const finding = (rule: string, where: string, what: string): Finding => ({ rule, where, what });
