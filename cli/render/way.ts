// Where the result of a stage led, and why in a few words when its outcome alone does not explain it.
import { word } from './word.js';
import { own } from '../../core/own.js';

/** Why the runtime took another outcome than the stage named, or wanted to name. Others are shown by their class. */
const FAILURES: Readonly<Record<string, string>> = {
  missing_terminal_result: 'its last message names no outcome',
  illegal_terminal_result: 'it named an outcome that is none of this stage',
  manager_without_work: 'it left no task and no reason for that',
  planner_disposition_missing: 'it left no disposition',
  planner_disposition_invalid: 'its disposition is not valid',
  planner_disposition_source_mismatch: 'its disposition is about another item',
  planner_disposition_terminal_mismatch: 'its disposition says something else',
  planner_disposition_child_spec_missing: 'a spec that its disposition names is not there',
  closure_evidence_invalid: 'its rubric, verdict or report is not valid',
  recon_handoff_invalid: 'what it hands on is not valid',
  runner_timeout: 'its agent took too long or fell silent',
  runner_transport_failure: 'its agent broke off',
  runner_lost: 'its agent was lost',
  context_exhausted: 'its agent ran out of context',
  answer_truncated: "its agent's answer was cut off",
};

/** `data`: of a `router_decision`. Empty when the outcome led where it says. */
export function whyThere(data: Readonly<Record<string, unknown>>): string {
  const failure = word(data['failure_class']);
  const spent = data['bounds_used_up'] === true ? 'its bound is used up' : '';
  const done = data['finished'] === true ? 'its child specs take its place' : '';
  return [failure === '' ? '' : (own(FAILURES, failure) ?? failure), spent, done]
    .filter((one) => one !== '')
    .join('; ');
}

/** `-> mechanic (it left no task)`; `why`: as `whyThere` says. */
export const arrow = (next: string, why: string): string => `-> ${next}${why === '' ? '' : ` (${why})`}`;

/** `MANAGER_COMPLETE -> mechanic (it left no task)` */
export const wayText = (data: Readonly<Record<string, unknown>>): string =>
  `${word(data['terminal_result'])} ${arrow(word(data['next']), whyThere(data))}`;
