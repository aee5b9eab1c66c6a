// The compiler: sources in, plan and diagnostics out. Pure; it collects every problem before it gives up.
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { canonicalJson, sha256Hex } from '../contracts/digest.js';
import { type Plane, PLANES } from '../contracts/families.js';
import type { NamedPlan, Plan, PlanGraph, PlanNode } from '../contracts/plan.js';
import { bindStage } from './bindings.js';
import { freeCycle, stageRunLimit } from './bounds.js';
import { checkGraph } from './checks.js';
import type { Config } from './config.js';
import { readConfig } from './config.js';
import type { Diagnostic } from './diagnostics.js';
import { diagnostic, didYouMean } from './diagnostics.js';
import type { Graph } from './graph.js';
import type { Library } from './library.js';
import { readLibrary } from './library.js';
import type { Mode } from './mode.js';
import type { SourceFile } from './read.js';
import { effectiveBounds, runnersDigest } from './settings.js';

/** Bytes of canonical JSON that a plan may have. */
export const PLAN_LIMIT_BYTES = 64 * 1024;

/** Classes of failure besides `<node>_blocked`. */
const COMMON_CLASSES = [
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

export interface Sources {
  modes: SourceFile[];
  graphs: SourceFile[];
  stages: SourceFile[];
  skills: SourceFile[];
  /** `millrace.toml`; an empty text gives the defaults. */
  config: SourceFile;
}

export interface Compiled {
  /** Null when there was any error. */
  named: NamedPlan | null;
  config: Config | null;
  /** Instructions and skills that the plan refers to, by sha256. */
  texts: Map<string, string>;
  diagnostics: Diagnostic[];
}

/** `mode`: overrides `runtime.default_mode`. `runners`: names that exist. */
export function compile(sources: Sources, options: { mode?: string; runners: readonly string[] }): Compiled {
  const diagnostics: Diagnostic[] = [];
  const config = readConfig(sources.config.path, sources.config.text, diagnostics);
  const library = readLibrary(sources, diagnostics);
  const texts = new Map<string, string>();
  const mode = config && findMode(library, options.mode ?? config.runtime.default_mode, sources, diagnostics);
  if (!config || !mode) return { named: null, config, texts, diagnostics };
  const context: Context = { library, mode, config, sources, runners: options.runners, texts, diagnostics };
  const plan = assemble(context);
  reportUnusedStages(context);
  checkDefaultRunner(context);
  const failed = diagnostics.some((one) => one.severity === 'error');
  return { named: failed ? null : nameOf(plan, context), config, texts, diagnostics };
}

interface Context {
  library: Library;
  mode: Mode;
  config: Config;
  sources: Sources;
  runners: readonly string[];
  texts: Map<string, string>;
  diagnostics: Diagnostic[];
}

function findMode(library: Library, name: string, sources: Sources, diagnostics: Diagnostic[]): Mode | null {
  const modes = [...library.modes.values()];
  const found = library.modes.get(name) ?? modes.find((mode) => mode.aliases.includes(name));
  if (found !== undefined) return found;
  const known = modes.flatMap((mode) => [mode.id, ...mode.aliases]);
  diagnostics.push(diagnostic('MR1010', sources.config.path, `There is no mode ${name}.${didYouMean(name, known)}`));
  return null;
}

function assemble(context: Context): Plan {
  const { mode, config } = context;
  const graphs = PLANES.flatMap((plane) => {
    const id = mode.planes[plane];
    const graph = id === undefined ? null : findGraph(context, plane, id);
    return graph === null ? [] : [graph];
  });
  const classes = [
    ...graphs.flatMap((graph) => Object.keys(graph.nodes).map((id) => `${id}_blocked`)),
    ...COMMON_CLASSES,
  ];
  return {
    schema: 1,
    mode: mode.id,
    planes: Object.fromEntries(graphs.map((graph) => [graph.plane, planGraph(graph, context)])),
    failureClasses: classes,
    limits: {
      generations: config.limits.generations,
      remediationRounds: config.limits.remediation_rounds,
      emittedPerStage: config.limits.emitted_per_stage,
    },
    timing: {
      environmentBackoffSeconds: config.runtime.environment_backoff_seconds,
    },
    runners: runnersDigest(config),
  };
}

function findGraph(context: Context, plane: Plane, id: string): Graph | null {
  const { graphs } = context.library;
  const graph = graphs.get(id);
  if (graph?.plane === plane) return graph;
  const known = [...graphs.values()].flatMap((one) => (one.plane === plane ? [one.id] : []));
  const why = graph === undefined ? 'which does not exist' : `which is of the plane ${graph.plane}`;
  const message = `The mode names the graph ${id} for ${plane}, ${why}.${didYouMean(id, known)}`;
  context.diagnostics.push(diagnostic('MR1011', context.mode.path, message, { field: 'planes' }));
  return null;
}

function planGraph(graph: Graph, context: Context): PlanGraph {
  const errors = context.diagnostics.length;
  checkGraph(graph, context.library.stages, context.diagnostics);
  const bounds = effectiveBounds(graph, context.config, context.diagnostics);
  const nodes = Object.entries(graph.nodes).map(([id]) => [id, planNode(graph, id, context)] as const);
  const ends = Object.entries(graph.ends).map(
    ([id, end]) => [id, { class: end.class, disposition: end.disposition, needsYou: end.needs_you }] as const,
  );
  const routed = { nodes: Object.fromEntries(nodes), bounds };
  const sound = context.diagnostics.length === errors && isBounded(graph, routed, context);
  const classes = nodes.length + COMMON_CLASSES.length;
  const closing = graph.closure === undefined ? [] : [['closure', graph.closure.node] as const];
  const entries = [...Object.entries(graph.entries), ...closing];
  const limits = entries.map(([family, entry]) => [family, sound ? stageRunLimit(routed, entry, classes) : 0] as const);
  return {
    id: graph.id,
    entries: graph.entries,
    nodes: routed.nodes,
    ends: Object.fromEntries(ends),
    bounds,
    closure: graph.closure?.node ?? null,
    maxStageRuns: Object.fromEntries(limits),
  };
}

function isBounded(graph: Graph, routed: Pick<PlanGraph, 'nodes' | 'bounds'>, context: Context): boolean {
  const cycle = freeCycle(routed);
  if (cycle === null) return true;
  context.diagnostics.push(diagnostic('MR1025', graph.path, `Nothing bounds the cycle ${cycle.join(' -> ')}.`));
  return false;
}

function planNode(graph: Graph, id: string, context: Context): PlanNode {
  const node = graph.nodes[id] ?? { kind: id, timeoutSeconds: null, routes: {} };
  const kind = context.library.stages.get(node.kind);
  const { mode, config, sources, runners, diagnostics } = context;
  return {
    kind: node.kind,
    ...bindStage(node, graph.id, mode, config, sources.config.path, runners, diagnostics),
    silenceSeconds: config.runtime.silence_seconds,
    instructions: keep(kind?.instructions ?? '', context),
    skills: (kind?.skills ?? []).map((skill) => ({
      id: skill,
      sha256: keep(skillText(skill, kind?.path, context), context),
    })),
    outcomes: kind?.outcomes ?? {},
    emits: kind?.emits ?? [],
    routes: node.routes,
  };
}

function keep(text: string, context: Context): string {
  const digest = sha256Hex(text);
  context.texts.set(digest, text);
  return digest;
}

function skillText(id: string, path: string | undefined, context: Context): string {
  const skill = context.library.skills.get(id);
  if (skill !== undefined) return skill;
  const message = `The stage needs the skill ${id}, which does not exist.${didYouMean(id, [...context.library.skills.keys()])}`;
  context.diagnostics.push(diagnostic('MR1013', path ?? context.mode.path, message, { field: 'skills' }));
  return '';
}

function checkDefaultRunner({ config, sources, runners, diagnostics }: Context): void {
  const name = config.runners.default_runner;
  if (runners.includes(name)) return;
  const message = `runners.default_runner names ${name}, which does not exist.${didYouMean(name, runners)}`;
  diagnostics.push(diagnostic('MR1014', sources.config.path, message, { field: 'runners.default_runner' }));
}

function reportUnusedStages(context: Context): void {
  const known = [...context.library.stages.keys()];
  const named = [...Object.keys(context.config.stages), ...Object.keys(context.config.model_assignment.by_stage)];
  for (const kind of named.filter((one) => !known.includes(one))) {
    const message = `The setting for stage ${kind} has no effect: there is no such stage kind.${didYouMean(kind, known)}`;
    context.diagnostics.push(diagnostic('MR1050', context.sources.config.path, message, { field: `stages.${kind}` }));
  }
}

function nameOf(plan: Plan, context: Context): NamedPlan | null {
  const text = canonicalJson(plan);
  const bytes = utf8ToBytes(text).length;
  if (bytes > PLAN_LIMIT_BYTES) {
    const message = `The plan has ${bytes} bytes; at most ${PLAN_LIMIT_BYTES} are allowed.`;
    context.diagnostics.push(diagnostic('MR1030', context.mode.path, message));
    return null;
  }
  const digest = sha256Hex(text);
  return { id: `plan-${plan.mode}-${digest.slice(0, 12)}`, digest, plan };
}
