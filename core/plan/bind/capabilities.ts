// What a stage may: for each capability that it asks for what `[stages.<kind>]` says, else the mode, else
// `[execution_capabilities]`. A stage that asks for something denied could never run: that is an error here.
import type { Plan, PlanNode } from '../../contracts/plan.js';
import { ALWAYS_ASKED, CAPABILITIES, type Capability, type Decision } from '../../contracts/registered.js';
import { own } from '../../own.js';
import type { Config } from '../sources/config.js';
import type { ConfigFinding } from '../sources/config/accepted.js';
import type { PlanContext } from '../context.js';
import { diagnostic, didYouMean, sayOnce } from '../diagnostics.js';
import type { StageKind } from '../sources/stage-kind.js';

interface Decided {
  decision: Decision;
  /** Where it is said. */
  file: string;
  field: string;
}

/** Empty where `enabled = false`. What is denied is told. */
export function decideCapabilities(kind: StageKind, context: PlanContext): NonNullable<PlanNode['capabilities']> {
  if (!context.config.execution_capabilities.enabled) return {};
  const asked = [...new Set([...ALWAYS_ASKED, ...kind.capabilities])].filter(isCapability).sort();
  const all = asked.map((one) => [one, decide(kind.id, one, context)] as const);
  for (const [one, decided] of all) if (decided.decision === 'deny') sayDenied(kind, one, decided, context);
  return Object.fromEntries(all.map(([one, { decision }]) => [one, decision]));
}

function decide(kind: string, capability: Capability, { config, mode, sources }: PlanContext): Decided {
  const file = sources.config.path;
  const ofStage = own(config.stages, kind)?.capabilities?.[capability];
  if (ofStage !== undefined) return { decision: ofStage, file, field: `stages.${kind}.capabilities.${capability}` };
  const ofMode = own(mode.capabilities, capability);
  if (ofMode !== undefined) return { decision: ofMode, file: mode.path, field: `capabilities.${capability}` };
  const decision = config.execution_capabilities.defaults[capability];
  return { decision, file, field: `execution_capabilities.defaults.${capability}` };
}

function sayDenied(
  { id }: StageKind,
  capability: Capability,
  { file, field }: Decided,
  { diagnostics }: PlanContext,
): void {
  const message = `The stage ${id} needs ${capability}, which ${field} denies: it could never run.`;
  sayOnce(diagnostics, diagnostic('MR1042', file, message, { field }));
}

export function checkCapabilities({ mode, diagnostics }: PlanContext): void {
  for (const name of Object.keys(mode.capabilities).filter((one) => !isCapability(one))) {
    const message = `There is no capability ${name}.${didYouMean(name, CAPABILITIES)}`;
    diagnostics.push(diagnostic('MR1032', mode.path, message, { field: `capabilities.${name}` }));
  }
}

const isCapability = (name: string): name is Capability => (CAPABILITIES as readonly string[]).includes(name);

/** How long approvals may wait; nothing where no stage asks for one, or where they never expire. */
export function approvalTiming(
  planes: Plan['planes'],
  { config }: PlanContext,
): Pick<Plan['timing'], 'approvalSeconds'> {
  const { approval_seconds: seconds } = config.execution_capabilities;
  const nodes = Object.values(planes).flatMap((graph) => Object.values(graph.nodes));
  const asks = nodes.some((node) => Object.values(node.capabilities ?? {}).includes('approval_required'));
  return asks && seconds > 0 ? { approvalSeconds: seconds } : {};
}

/** Decisions of millrace.toml that decide nothing in this plan. */
export function unusedDecisions(
  config: Config,
  defaults: Config,
  mode: string,
  stages: readonly PlanNode[],
): ConfigFinding[] {
  const { enabled, defaults: ours } = config.execution_capabilities;
  const changed = CAPABILITIES.filter((one) => ours[one] !== defaults.execution_capabilities.defaults[one]);
  const ofSection = changed.flatMap((one): ConfigFinding[] => {
    return unused(`execution_capabilities.defaults.${one}`, one, ours[one], stages, mode, enabled);
  });
  const ofStages = Object.entries(config.stages).flatMap(([kind, { capabilities = {} }]) => {
    const its = stages.filter((stage) => stage.kind === kind);
    if (its.length === 0) return [];
    const named = Object.entries(capabilities) as [Capability, Decision][];
    return named.flatMap(([one, said]) => unused(`stages.${kind}.capabilities.${one}`, one, said, its, mode, enabled));
  });
  return [...ofSection, ...ofStages];
}

function unused(
  field: string,
  capability: Capability,
  decision: Decision,
  stages: readonly PlanNode[],
  mode: string,
  enabled: boolean,
): ConfigFinding[] {
  if (!enabled) return [['MR1062', field, `${field} has no effect: execution_capabilities.enabled = false.`]];
  const decided = stages.flatMap((stage) => stage.capabilities?.[capability] ?? []);
  if (decided.length === 0)
    return [
      ['MR1061', field, `${field} has no effect: no stage that it is for asks for ${capability} in the mode ${mode}.`],
    ];
  if (decided.includes(decision)) return [];
  return [['MR1062', field, `${field} has no effect: a stronger setting decides otherwise for every stage.`]];
}
