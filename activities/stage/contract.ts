// The contract of a stage, kept or not: what its effect, its artifacts and its outbox say of one outcome, told together.
import type { Emissions } from './emissions.js';
import { type Checked, type Effect, type Ended, failed } from './effect.js';
import { together } from './faults.js';
import { checkLeaves } from './leaves.js';
import { outboxFaults } from './outbox.js';

/** All that is wrong is told at once. What the outbox tells of its refused files nobody tells again. */
export async function checkContract(ended: Ended, effect: Effect): Promise<Checked> {
  const { dirs, request, verdict, emissions, left } = ended;
  const { refused, rest, ...taken } = emissions;
  const { fault: found, ...told } = await effect({ ...ended, emissions: { ...taken, refused: [] } });
  const all: Emissions = { ...(told.emissions ?? taken), refused, ...(rest === undefined ? {} : { rest }) };
  // What the effect refused is looked at as it was left.
  const meant = found === undefined ? all : emissions;
  const outbox = verdict.resultClass === 'blocked' ? [] : await outboxFaults(dirs, request, left, meant);
  const leaves = checkLeaves(request, { ...verdict, item: request.item.id }, left);
  const fault = together([...(found === undefined ? [] : [found]), ...leaves.faults, ...outbox]);
  const remarks = [...(told.remarks ?? []), ...leaves.remarks];
  if (fault !== null) return { verdict: failed(verdict, fault).verdict, finishes: false, emissions, remarks };
  return { ...told, emissions: all, remarks };
}
