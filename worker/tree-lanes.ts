// How many roots may be at work side by side, whether they are delivered, and what a person should know of it: in one work tree only one, and none,
// whatever the configuration would like.
import type { PlanArgs } from '../core/contracts/commands.js';
import type { NamedPlan } from '../core/contracts/plan.js';
import type { WorkspacePlace } from './place.js';
import type { Config } from '../core/plan/sources/config.js';
import type { Refused } from '../trees/answers.js';
import { baseNamed, branchHere } from '../trees/base.js';
import { rootlessNotes } from '../disk/store/rootless.js';
import { type Fitness, fit } from '../trees/fit.js';
import type { TreesPlace } from '../trees/place.js';
import type { Base } from '../trees/record.js';
import { type Uncommitted, uncommitted } from '../trees/uncommitted.js';
import { counted } from '../core/report/count.js';

type Trees = Pick<Config, 'trees'>;
type Place = Pick<WorkspacePlace, 'dirs' | 'id'>;

/** For what the workspace is told of a plan. A repository that trees do not fit has one lane, and nothing of it is delivered. */
export async function treeArgs(
  { trees }: Trees,
  place: Place,
  { plan }: Pick<NamedPlan, 'plan'>,
): Promise<Pick<PlanArgs, 'lanes' | 'delivers'>> {
  const { rounds } = plan.planes.planning?.delivery ?? {};
  const isDelivered = trees.deliver === 'merge' && rounds !== undefined;
  if (trees.mode === 'in_place' || (trees.lanes === 1 && !isDelivered)) return { lanes: 1 };
  const found = await fit(placeOf(trees.prefix, place));
  if (found.kind !== 'fits') return { lanes: 1 };
  return { lanes: trees.lanes, ...(isDelivered ? { delivers: rounds } : {}) };
}

/** Never throws: where git does not say it, what is checked out as a tree is made counts. */
export async function onBranch({ trees }: Trees, place: Place): Promise<{ onBranch?: string }> {
  if (trees.mode === 'in_place' || trees.base !== '') return {};
  const branch = await branchHere(placeOf(trees.prefix, place)).catch(() => null);
  return branch === null ? {} : { onBranch: branch };
}

/** Sentences for whoever starts a worker. Never throws. */
export async function treeWords({ trees }: Trees, place: Place): Promise<string[]> {
  const at = placeOf(trees.prefix, place);
  try {
    const elsewhere = rootlessNotes(place.dirs.workspace, place.dirs.state);
    if (trees.mode === 'in_place') return elsewhere;
    return [...(await wordsOf(at, await fit(at), await baseNamed(at, trees.base))), ...elsewhere];
  } catch (error) {
    return [`Whether trees fit the repository could not be found out: ${String(error)}`];
  }
}

async function wordsOf(place: TreesPlace, found: Fitness, base: Base | Refused): Promise<string[]> {
  if (found.kind === 'in_place')
    return [`New roots work in the workspace, one at a time, and not in trees: ${found.why} ${found.todo}`];
  if ('kind' in base) return [`No new root can begin. ${base.why} ${base.todo}`];
  const text = uncommittedText(await uncommitted(place, found.repository));
  return text === null ? [] : [`${text}: agents work in trees that begin with a commit, and do not see that.`];
}

/** Names that are shown of each kind. */
const NAMED = 3;

/** Null: all is committed. */
export function uncommittedText({ changed, unknown }: Uncommitted): string | null {
  const what = ({ length }: readonly string[]): string =>
    `${counted(length, 'file')} of the workspace ${length === 1 ? 'is' : 'are'}`;
  const parts = [
    ...(changed.length === 0 ? [] : [`${what(changed)} changed and not committed (${some(changed)})`]),
    ...(unknown.length === 0 ? [] : [`${what(unknown)} not known to git (${some(unknown)})`]),
  ];
  return parts.length === 0 ? null : parts.join(', ');
}

const some = (names: readonly string[]): string =>
  [...names.slice(0, NAMED), ...(names.length > NAMED ? [`${names.length - NAMED} more`] : [])].join(', ');

const placeOf = (prefix: string, { dirs, id }: Place): TreesPlace => ({ dirs, workspace: id, prefix });
