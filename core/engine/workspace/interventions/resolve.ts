// An incident that an operator took care of is gone. What it was to help stays blocked and says so: only work that is done
// counts for those who wait.
import type { ItemArgs } from '../../../contracts/interventions.js';
import type { Answered } from '../scheduler-events.js';
import { findItem } from './find.js';
import { recorded } from './record.js';
import { remove } from './remove.js';
import { done, unchanged } from '../control/said.js';
import { own } from '../../../own.js';
import { show, type WorkspaceStep } from '../step.js';

const NAMES = { action: 'resolve_incident', event: 'incident_resolved_by_operator', to: 'done' } as const;

export function resolveIncident(step: WorkspaceStep, args: ItemArgs): Answered {
  const { state } = step;
  const found = findItem(state, { ...args, family: 'incident' });
  if ('code' in found) return unchanged(state, found.code, found.text);
  const { item } = found;
  const { id, state: from, replaces } = item;
  if (from === 'active') {
    const text = `incident ${id} is being planned. Let that finish, or end it with \`millrace incident cancel ${id}\`.`;
    return unchanged(state, 'refused', text);
  }
  const entries = remove(step, item, { as: 'done', how: `resolved by ${args.issuer}` });
  show(step, ...entries, ...recorded(step, item, { ...NAMES, from }, args));
  const helped = replaces === undefined ? undefined : own(state.items, replaces);
  const note =
    helped?.state === 'blocked' ? ` ${helped.family} ${helped.id} stays blocked: \`millrace retry ${helped.id}\`.` : '';
  return done(state, `Resolved incident ${id}.${note}`);
}
