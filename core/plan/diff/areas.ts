// What a part of a plan is about, by where it stands. A part that no table knows is `other`: nothing is left out.
import { own } from '../../own.js';

/** In the order in which differences are told: first what routes, then what runs, then how far. */
export const AREAS = [
  'mode',
  'graphs',
  'nodes',
  'routes',
  'resume',
  'bounds',
  'entries',
  'ends',
  'closure',
  'delivery',
  'triggers',
  'concurrency',
  'bindings',
  'contract',
  'instructions',
  'skills',
  'limits',
  'other',
] as const;
export type Area = (typeof AREAS)[number];

const OF_PLAN: Partial<Record<string, Area>> = {
  mode: 'mode',
  failureClasses: 'bounds',
  triggers: 'triggers',
  concurrent: 'concurrency',
  limits: 'limits',
  timing: 'limits',
  runners: 'bindings',
  artifacts: 'contract',
};

const OF_GRAPH: Partial<Record<string, Area>> = {
  id: 'graphs',
  entries: 'entries',
  starts: 'entries',
  ends: 'ends',
  bounds: 'bounds',
  closure: 'closure',
  closing: 'closure',
  delivery: 'delivery',
  maxStageRuns: 'limits',
  upperBounds: 'limits',
};

const OF_NODE: Partial<Record<string, Area>> = {
  routes: 'routes',
  resume: 'resume',
  instructions: 'instructions',
  skills: 'skills',
  kind: 'bindings',
  runner: 'bindings',
  model: 'bindings',
  alias: 'bindings',
  modelSource: 'bindings',
  effort: 'bindings',
  permission: 'bindings',
  timeoutSeconds: 'bindings',
  silenceSeconds: 'bindings',
  outcomes: 'contract',
  emits: 'contract',
  families: 'contract',
  artifacts: 'contract',
  leaves: 'contract',
  context: 'contract',
  effects: 'contract',
  capabilities: 'contract',
};

/** `path`: member names from the plan inwards. */
export function areaOf(path: readonly string[]): Area {
  const [first = '', plane, part, node, field] = path;
  if (first !== 'planes') return own(OF_PLAN, first) ?? 'other';
  if (plane === undefined || part === undefined) return 'graphs';
  if (part !== 'nodes') return own(OF_GRAPH, part) ?? 'other';
  if (node === undefined || field === undefined) return 'nodes';
  return own(OF_NODE, field) ?? 'other';
}

/** Members that the area says already. */
const SAID = ['planes', 'nodes', 'routes', 'resume', 'entries', 'ends', 'bounds', 'skills', 'triggers', 'concurrent'];

/** The path as people read it: `execution checker FIX_NEEDED`. Ids below a plane are never left out. */
export function whereOf(path: readonly string[]): string[] {
  // Odd places below `planes` hold ids, and even ones the names of members.
  const isMember = (at: number): boolean => path[0] !== 'planes' || at % 2 === 0;
  return path.filter((name, at) => !(isMember(at) && SAID.includes(name)));
}
