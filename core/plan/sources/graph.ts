// A graph as written: one table per node, upper-case keys are outcomes, a route is a target or a ladder of targets.
import { z } from 'zod';
import type { Rung } from '../../contracts/plan.js';
import { ROOT_KINDS } from '../../contracts/registered.js';
import { times } from './config/values.js';
import type { Diagnostic } from '../diagnostics.js';
import { type StageBinding, stageBinding } from './mode.js';
import type { SourceFile } from './read.js';
import { readToml } from './read.js';
import { canonicalId, OUTCOME, planeName, resultClass } from './stage-kind.js';

const RUNG = /^(end:)?([a-z0-9]+(?:[._-][a-z0-9]+)*)(?: \(([a-z0-9]+(?:[._-][a-z0-9]+)*)\))?$/;
const rung = z.string().regex(RUNG, 'a target is `node`, `end:name`, or either with ` (bound)` behind it');
const route = z.union([rung.transform((one) => [one]), z.array(rung).min(1)]);

const resume = z.strictObject({
  /** Names under which the stage may give the target. */
  by: z.array(canonicalId).min(1),
  /** Nodes that it may not name. */
  never: z.array(canonicalId).default([]),
});

const settings = stageBinding.extend({
  kind: canonicalId.optional(),
  resume: z.record(z.string(), resume).default({}),
});

const node = settings.catchall(route).superRefine((table, context) => {
  for (const key of Object.keys(table)) {
    if (!OUTCOME.test(key) && !Object.hasOwn(settings.shape, key)) {
      context.addIssue({ code: 'custom', path: [key], message: 'is neither an outcome (upper-case) nor a setting' });
    }
  }
});

const schema = z.strictObject({
  id: canonicalId,
  plane: planeName,
  /** Further nodes at which an item may ask to begin. */
  starts: z.array(canonicalId).default([]),
  entries: z.record(canonicalId, canonicalId),
  nodes: z.record(canonicalId, node),
  bounds: z
    .record(
      canonicalId,
      z.strictObject({
        max: times(1),
        per: z.enum(['activation', 'class']).default('activation'),
        /** Setting of millrace.toml that replaces `max`. */
        config: z.string().optional(),
      }),
    )
    .default({}),
  ends: z.record(
    canonicalId,
    z.strictObject({
      class: resultClass,
      disposition: z.enum(['complete', 'block', 'handoff']),
      needs_you: z.boolean().default(false),
    }),
  ),
  closure: z
    .strictObject({
      node: canonicalId,
      /** Ends of a root that is closed, and of one with something missing. */
      pass: canonicalId,
      gap: canonicalId,
      /** Sources of roots that are judged: a graph that judges roots judges all of them. */
      roots: z
        .array(z.enum(ROOT_KINDS))
        .refine(
          (kinds) => ROOT_KINDS.every((kind) => kinds.includes(kind)),
          `every root is judged, wherever it came from: leave the field out, or name ${ROOT_KINDS.join(', ')}`,
        )
        .default([...ROOT_KINDS]),
      incident_on_gap: z
        .literal(true, { error: 'a gap always opens an incident: leave the field out, or say true' })
        .default(true),
    })
    .optional(),
  delivery: z
    .strictObject({
      /** What a conflict, or a check that fails, becomes work of: an item of this family, which begins at this start of its graph. */
      family: canonicalId,
      start: canonicalId,
      /** How often that may be for one root. */
      rounds: times(0).default(2),
      /** Setting of millrace.toml that replaces `rounds`. */
      config: z.string().optional(),
    })
    .optional(),
});

export interface GraphNode {
  kind: string;
  binding: StageBinding;
  /** By outcome. */
  resume: Record<string, z.infer<typeof resume>>;
  /** In order of writing. */
  routes: Record<string, Rung[]>;
}

export interface Graph extends Omit<z.infer<typeof schema>, 'nodes'> {
  path: string;
  nodes: Record<string, GraphNode>;
}

export function readGraph(file: SourceFile, diagnostics: Diagnostic[]): Graph | null {
  const data = readToml(schema, file.path, file.text, diagnostics);
  if (data === null) return null;
  const nodes = Object.entries(data.nodes).map(([id, table]) => [id, toNode(id, table)] as const);
  return { ...data, path: file.path, nodes: Object.fromEntries(nodes) };
}

function toNode(id: string, table: z.infer<typeof node>): GraphNode {
  const {
    kind = id,
    resume,
    runner,
    model,
    thinking_level,
    model_reasoning_effort,
    timeout_seconds,
    ...routes
  } = table;
  const binding = { runner, model, thinking_level, model_reasoning_effort, timeout_seconds };
  const ladders = Object.entries(routes).map(([outcome, rungs]) => [outcome, rungs.map(toRung)] as const);
  return { kind, binding, resume, routes: Object.fromEntries(ladders) };
}

function toRung(text: string): Rung {
  const [, isEnd, target = '', bound] = RUNG.exec(text) ?? [];
  return { ...(isEnd === undefined ? { node: target } : { end: target }), ...(bound === undefined ? {} : { bound }) };
}
