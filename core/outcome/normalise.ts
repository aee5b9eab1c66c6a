// From what an agent left to what the workflow routes: one outcome, and the class of failure when the runtime chose it.
import type { PlanResume, ResultClass } from '../contracts/plan.js';
import type { RunnerRawResult, StageOutcome } from '../contracts/stage.js';
import { isFree } from '../contracts/failure-lists.js';
import type { ContractFailureClass, RunnerFailureClass } from '../contracts/failures.js';
import { own } from '../own.js';
import { type Marker, readMarker } from './marker.js';
import { readResume } from './resume.js';

/** The part of an outcome that is decided here. */
export type NormalOutcome = Pick<
  StageOutcome,
  'outcome' | 'said' | 'resume' | 'resultClass' | 'failureClass' | 'origin' | 'detail' | 'retryAt'
>;

/** `outcomes`: the legal outcomes of the stage and their classes; `resume`: those after which it may name where to go on. */
export function normalise(
  raw: RunnerRawResult,
  outcomes: Record<string, ResultClass>,
  resume: Record<string, PlanResume> = {},
): NormalOutcome {
  const marker = readMarker(raw.finalMessage ?? '', Object.keys(outcomes));
  const normal = raw.exitKind === 'completed' && raw.failure === null;
  // After an abnormal end a marker counts only as the very last line: then the work was finished before the end.
  if (marker.found && (normal || marker.isLastLine))
    return { ...chosen(marker.outcome, outcomes, raw), ...resumeOf(marker.outcome, resume, raw) };
  if (!normal) return failed(raw);
  return withoutMarker(marker);
}

function withoutMarker(marker: Marker): NormalOutcome {
  if (!marker.found && marker.both !== null) {
    const [first, last] = marker.both;
    return contract('illegal_terminal_result', `The final message says ${first}, goes on, and then says ${last}.`);
  }
  if (!marker.found && marker.seen !== null)
    return contract('illegal_terminal_result', `The last marker, ${marker.seen}, is not legal for this stage.`);
  return contract('missing_terminal_result', 'The final message has no legal marker on a line of its own.');
}

function chosen(outcome: string, outcomes: Record<string, ResultClass>, raw: RunnerRawResult): NormalOutcome {
  const resultClass = own(outcomes, outcome) ?? 'blocked';
  const odd = raw.exitKind === 'completed' ? '' : ` The agent's end was ${raw.exitKind}, after its final marker.`;
  return { outcome, resultClass, failureClass: null, origin: 'agent', detail: odd.trim(), retryAt: null };
}

function resumeOf(outcome: string, rules: Record<string, PlanResume>, raw: RunnerRawResult): { resume?: string } {
  const node = readResume(raw.finalMessage ?? '', own(rules, outcome)?.by ?? []);
  return node === undefined ? {} : { resume: node };
}

function failed(raw: RunnerRawResult): NormalOutcome {
  const named = raw.failure?.class ?? classOfExit(raw);
  return {
    outcome: 'BLOCKED',
    resultClass: 'recoverable_failure',
    failureClass: named,
    origin: isFree(named) ? 'environment' : 'runner',
    detail: raw.failure?.detail ?? describeExit(raw),
    retryAt: raw.failure?.retryAt ?? null,
  };
}

function classOfExit(raw: RunnerRawResult): RunnerFailureClass {
  if (raw.exitKind === 'timeout' || raw.exitKind === 'silent') return 'runner_timeout';
  return raw.exitKind === 'lost' ? 'runner_lost' : 'runner_transport_failure';
}

function describeExit(raw: RunnerRawResult): string {
  const how = raw.signal === null ? `exit code ${raw.exitCode ?? 'unknown'}` : `signal ${raw.signal}`;
  return `The agent ended as ${raw.exitKind} with ${how}.`;
}

function contract(failureClass: ContractFailureClass, detail: string): NormalOutcome {
  const fixed = { outcome: 'BLOCKED', resultClass: 'recoverable_failure', origin: 'runner', retryAt: null } as const;
  return { ...fixed, failureClass, detail };
}
