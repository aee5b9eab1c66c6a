// `compile diff [A] [B]`: what would route or run differently. Writes nothing.
import { differences } from '../../core/plan/diff/differences.js';
import { type Context, findWorkspace, type Result } from '../context.js';
import { differenceLines } from '../plan/difference-text.js';
import { findNamedPlan, type FoundPlan } from '../plan/find.js';
import { counted } from '../render/count.js';

interface DiffOptions {
  config?: string;
}

/** Exit 0 with and without differences. */
export async function diff(context: Context, { config }: DiffOptions, a = 'active', b = 'current'): Promise<Result> {
  const place = { context, workspace: findWorkspace(context), config };
  const before = await findNamedPlan(place, a);
  const after = await findNamedPlan(place, b);
  const found = differences(before.named.plan, after.named.plan);
  const data = { before: nameOf(before), after: nameOf(after), differences: found };
  const heads = [`before  ${headOf(before)}`, `after   ${headOf(after)}`];
  if (found.length === 0) return { data, lines: [...heads, '', 'No difference: it is one and the same plan.'] };
  const count = `${counted(found.length, 'difference')}.`;
  return { data, lines: [...heads, ...differenceLines(found), '', count] };
}

const headOf = ({ named, from }: FoundPlan): string => `${named.id}  (${from})`;

const nameOf = ({ named: { id, digest, plan }, from }: FoundPlan) => ({ id, digest, mode: plan.mode, from });
