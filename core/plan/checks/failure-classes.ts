// The closed set of classes that key the counters `per = "class"`: no text from an agent makes a new budget.
import type { Graph } from '../sources/graph.js';

/** Classes of failure besides `<node>_blocked`; each can happen at every node. */
export const COMMON_CLASSES = [
  'missing_terminal_result',
  'illegal_terminal_result',
  'runner_timeout',
  'runner_transport_failure',
  'runner_lost',
  'context_exhausted',
  'answer_truncated',
  'fix_cycle_exhausted',
  'other',
];

export const failureClasses = (graphs: readonly Graph[]): string[] => [
  ...graphs.flatMap((graph) => Object.keys(graph.nodes).map((id) => `${id}_blocked`)),
  ...COMMON_CLASSES,
];
