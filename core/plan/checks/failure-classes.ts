// The closed set of classes that key the counters `per = "class"`: no text from an agent makes a new budget.
import { COUNTED_CLASSES } from '../../contracts/failure-lists.js';
import type { Graph } from '../sources/graph.js';

export const failureClasses = (graphs: readonly Graph[]): string[] => [
  ...graphs.flatMap((graph) => Object.keys(graph.nodes).map((id) => `${id}_blocked`)),
  ...COUNTED_CLASSES,
];
