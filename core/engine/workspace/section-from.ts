// The workspace's part of a snapshot as this build goes on from it: what an older one wrote takes the newest shape by the steps of
// the state that it was made from, so that there is one list of them.
import type { TurnView, WorkspaceSection } from '../../contracts/mirror.js';
import { migrated } from '../../contracts/renew.js';
import { isRecord } from '../../form.js';
import { SCHEDULER_STEPS } from './carry.js';

type Whole = Omit<WorkspaceSection, 'active'> & { schema: number; turns: TurnView[]; lanes: number };

/** Older parts said no shape, and showed one turn at a time. */
const UNSAID = 5;

/** One of a newer shape stays as it is. */
export function sectionFrom(section: WorkspaceSection): Whole {
  const { schema = UNSAID, active, turn } = section;
  return migrated<Whole>({ ...section, schema, ...{ active: active ? { turn, ...active } : null } }, SCHEDULER_STEPS);
}

/** The turns that it shows, oldest first; none when there is no such part, or somebody wrote something else there. */
export function turnsIn(section: WorkspaceSection | null): TurnView[] {
  const turns: unknown = section === null ? [] : sectionFrom(section).turns;
  return Array.isArray(turns) ? (turns.filter(isRecord) as unknown as TurnView[]) : [];
}
