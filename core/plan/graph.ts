// A graph as written: one table per node, upper-case keys are outcomes, a route is a target or a ladder of targets.
import { z } from 'zod';
import type { Rung } from '../contracts/plan.js';
import type { Diagnostic } from './diagnostics.js';
import type { SourceFile } from './read.js';
import { readToml } from './read.js';
import { canonicalId, OUTCOME, planeName, resultClass } from './stage-kind.js';

const RUNG = /^(end:)?([a-z0-9]+(?:[._-][a-z0-9]+)*)(?: \(([a-z0-9]+(?:[._-][a-z0-9]+)*)\))?$/;
const rung = z.string().regex(RUNG, 'a target is `node`, `end:name`, or either with ` (bound)` behind it');
const route = z.union([rung.transform((one) => [one]), z.array(rung).min(1)]);

const node = z
  .strictObject({ kind: canonicalId.optional(), timeout_seconds: z.int().min(1).optional() })
  .catchall(route)
  .superRefine((table, context) => {
    for (const key of Object.keys(table)) {
      if (!OUTCOME.test(key) && key !== 'kind' && key !== 'timeout_seconds') {
        context.addIssue({ code: 'custom', path: [key], message: 'is neither an outcome (upper-case) nor a setting' });
      }
    }
  });

const schema = z.strictObject({
  id: canonicalId,
  plane: planeName,
  entries: z.record(canonicalId, canonicalId),
  nodes: z.record(canonicalId, node),
  bounds: z
    .record(
      canonicalId,
      z.strictObject({
        max: z.int().min(1),
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
  closure: z.strictObject({ node: canonicalId }).optional(),
});

export interface GraphNode {
  kind: string;
  timeoutSeconds: number | null;
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
  const { kind, timeout_seconds: timeoutSeconds, ...routes } = table;
  const ladders = Object.entries(routes).map(([outcome, rungs]) => [outcome, rungs.map(toRung)] as const);
  return { kind: kind ?? id, timeoutSeconds: timeoutSeconds ?? null, routes: Object.fromEntries(ladders) };
}

function toRung(text: string): Rung {
  const [, isEnd, target = '', bound] = RUNG.exec(text) ?? [];
  return { ...(isEnd === undefined ? { node: target } : { end: target }), ...(bound === undefined ? {} : { bound }) };
}
