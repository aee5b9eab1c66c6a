// What a plan says of deliveries beside the configuration: which stage checks are like, and where a merger begins.
import type { KeptTreeSettings } from '../activities/tree-settings.js';
import type { Plan, PlanNode } from '../core/contracts/plan.js';

const CHECKER = 'checker';

/** Checks are as the stage that checks tasks; where there is none, as the one in which tasks begin. */
export function deliverySettings({ planes }: Plan): Pick<KeptTreeSettings, 'as' | 'merger'> {
  const { planning, execution } = planes;
  const nodes = new Map(Object.entries(execution?.nodes ?? {}));
  const node = [...nodes.values()].find(({ kind }) => kind === CHECKER) ?? nodes.get(execution?.entries['task'] ?? '');
  const start = planning?.delivery?.start;
  return { ...(node !== undefined && { as: asStage(node) }), ...(start !== undefined && { merger: start }) };
}

/** Nobody is asked before a check: what a person would have to grant it does without. The folder of the checks is theirs to write. */
function asStage({ runner, permission, capabilities = {} }: PlanNode): NonNullable<KeptTreeSettings['as']> {
  const allowed = Object.entries(capabilities).filter(([, decision]) => decision === 'allow');
  const writes = permission === 'read_only' ? 'basic' : permission;
  return { plane: 'execution', runner, permission: writes, capabilities: Object.fromEntries(allowed) };
}
