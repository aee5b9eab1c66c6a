// The compiler: sources in, plan and diagnostics out. Pure; it collects every problem before it gives up.
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { canonicalJson } from '../contracts/digest.js';
import type { NamedPlan, Plan } from '../contracts/plan.js';
import { approvalTiming, checkCapabilities } from './bind/capabilities.js';
import { concurrentPlanes } from './checks/concurrency.js';
import type { Config } from './sources/config.js';
import { readConfig } from './sources/config.js';
import type { PlanContext, Sources, Witnesses } from './context.js';
import type { Diagnostic } from './diagnostics.js';
import { diagnostic, didYouMean } from './diagnostics.js';
import { addedHomes } from './sources/family.js';
import { failureClasses } from './checks/failure-classes.js';
import { reportIneffective } from './checks/ineffective.js';
import type { Library } from './sources/library.js';
import { readLibrary } from './sources/library.js';
import { withLines } from './sources/locate.js';
import type { Mode } from './sources/mode.js';
import { checkMode } from './checks/mode-checks.js';
import { namePlan } from './name.js';
import { filled } from './bind/node.js';
import { planGraph, selectGraphs } from './bind/plane.js';
import { checkSkillSources } from './checks/skill-sources.js';
import { checkPermits } from './checks/permits.js';
import { checkSandbox } from './checks/sandbox.js';
import { runnersIn } from './sources/config/runners.js';
import { runnersDigest } from './bind/settings.js';
import { planTriggers } from './checks/triggers.js';

export type { Sources } from './context.js';

/** Bytes of canonical JSON that a plan may have. */
export const PLAN_LIMIT_BYTES = 64 * 1024;

export interface Compiled {
  /** Null when there was any error. */
  named: NamedPlan | null;
  config: Config | null;
  /** Instructions and skills that the plan refers to, by sha256. */
  texts: Map<string, string>;
  witnesses: Witnesses;
  diagnostics: Diagnostic[];
}

/** `mode`: overrides `runtime.default_mode`. `runners`: names that exist. */
export function compile(sources: Sources, options: { mode?: string; runners: readonly string[] }): Compiled {
  const compiled = compileAll(sources, options);
  const { config, unread: _unread, skillSourceFault: _look, ...assets } = sources;
  return { ...compiled, diagnostics: withLines(compiled.diagnostics, [config, ...Object.values(assets).flat()]) };
}

function compileAll(sources: Sources, options: { mode?: string; runners: readonly string[] }): Compiled {
  const diagnostics: Diagnostic[] = [];
  const config = readConfig(sources.config.path, sources.config.text, diagnostics);
  const library = readLibrary(sources, diagnostics);
  const texts = new Map<string, string>();
  const witnesses: Witnesses = {};
  const mode = config && findMode(library, options.mode ?? config.runtime.default_mode, sources, diagnostics);
  if (!config || !mode) return { named: null, config, texts, witnesses, diagnostics };
  const context: PlanContext = {
    library,
    mode,
    config,
    sources,
    runners: runnersIn(config.runners, options.runners),
    texts,
    witnesses,
    diagnostics,
  };
  const plan = assemble(context);
  checkSandbox(plan, config, sources.config.path, diagnostics);
  checkPermits(plan, config, sources.config.path, diagnostics);
  checkSkillSources(plan, config, sources, diagnostics);
  const failed = diagnostics.some((one) => one.severity === 'error');
  if (!failed) reportIneffective(context, plan);
  return { named: failed ? null : nameOf(plan, context), config, texts, witnesses, diagnostics };
}

function findMode(library: Library, name: string, sources: Sources, diagnostics: Diagnostic[]): Mode | null {
  const modes = [...library.modes.values()];
  const found = library.modes.get(name) ?? modes.find((mode) => mode.aliases.includes(name));
  if (found !== undefined) return found;
  const known = modes.flatMap((mode) => [mode.id, ...mode.aliases]);
  diagnostics.push(diagnostic('MR1010', sources.config.path, `There is no mode ${name}.${didYouMean(name, known)}`));
  return null;
}

function assemble(context: PlanContext): Plan {
  const { mode, config } = context;
  const graphs = selectGraphs(context);
  checkMode(graphs, context);
  checkCapabilities(context);
  const planes = Object.fromEntries(graphs.map((graph) => [graph.plane, planGraph(graph, context)]));
  return {
    schema: 1,
    mode: mode.id,
    planes,
    ...filled('homes', addedHomes(context.library.families)),
    ...filled('concurrent', concurrentPlanes(context)),
    ...filled('triggers', planTriggers(graphs, context)),
    ...filled('artifacts', artifactsOf(planes, context)),
    failureClasses: failureClasses(graphs),
    limits: {
      generations: config.limits.generations,
      remediationRounds: config.limits.remediation_rounds,
      emittedPerStage: config.limits.emitted_per_stage,
    },
    timing: {
      environmentBackoffSeconds: config.runtime.environment_backoff_seconds,
      ...approvalTiming(planes, context),
      ...fallbackTiming(planes, context),
    },
    runners: runnersDigest(config),
  };
}

function fallbackTiming(planes: Plan['planes'], { config }: PlanContext): Pick<Plan['timing'], 'fallbackSeconds'> {
  const nodes = Object.values(planes).flatMap((graph) => Object.values(graph.nodes));
  const has = nodes.some(({ fallbacks }) => fallbacks !== undefined);
  return has ? { fallbackSeconds: config.fallback.after_seconds } : {};
}

/** Those that some node of the plan may leave. */
function artifactsOf(planes: Plan['planes'], { library }: PlanContext): NonNullable<Plan['artifacts']> {
  const nodes = Object.values(planes).flatMap((graph) => Object.values(graph.nodes));
  const ids = new Set(nodes.flatMap((node) => node.artifacts ?? []));
  return Object.fromEntries([...library.artifacts].filter(([id]) => ids.has(id)));
}

function nameOf(plan: Plan, context: PlanContext): NamedPlan | null {
  const bytes = utf8ToBytes(canonicalJson(plan)).length;
  if (bytes > PLAN_LIMIT_BYTES) {
    const message = `The plan has ${bytes} bytes; at most ${PLAN_LIMIT_BYTES} are allowed.`;
    context.diagnostics.push(diagnostic('MR1030', context.mode.path, message));
    return null;
  }
  return namePlan(plan);
}
