// A closure target is the promise that a root spec is judged before it closes. It opens when the root spec is claimed, and
// is ready as soon as its lineage has no live item, whatever other lineages do.
import type { MirrorEntry } from '../../../contracts/mirror.js';
import { blockedItems } from '../claims/item-index.js';
import { planeOf } from '../claims/order.js';
import { type Item, itemKey, type SchedulerState, type Target } from '../scheduler-state.js';
import { own } from '../../../own.js';
import { show, type WorkspaceStep } from '../step.js';
import { isTaken } from '../turns/lanes.js';
import { storyField } from '../../../contracts/story.js';
import { set } from '../../../set.js';

/** Opens the target of a root spec that is claimed for the first time; null when there is nothing to open. */
export function openTarget(step: WorkspaceStep, item: Item): MirrorEntry[] {
  const { state, at } = step;
  const isRoot = item.family === 'spec' && item.id === item.root;
  if (!isRoot || state.rules < 3 || state.plan?.closes !== true || targetOf(state, item.root) !== undefined) return [];
  const { root, sha256 } = item;
  const target: Target = { root, sha256, openedAt: at, state: 'open', reason: null, rounds: 0, worked: false };
  state.targets.push(target);
  const data = { root, spec_sha256: sha256 };
  return [
    showTarget(state, target, null),
    { kind: 'event', key: `closure_opened:${root}`, type: 'closure_target_opened', at, data },
  ];
}

export const targetOf = (state: SchedulerState, root: string): Target | undefined =>
  state.targets.find((target) => target.root === root);

/** Ids that are names of Object.prototype. */
const IS_ON_EVERY_OBJECT = ['constructor', 'hasOwnProperty', 'isPrototypeOf', 'propertyIsEnumerable'].concat(
  'toLocaleString',
  'toString',
  'valueOf',
);

/** No item of the lineage is queued, active or blocked. What is to be learned from a root does not keep it open. */
export function isDrained(state: SchedulerState, root: string): boolean {
  const { turns, index } = state;
  // Before, a root of such a name was never judged, and its history says so.
  if (state.rules < 4 && IS_ON_EVERY_OBJECT.includes(root)) return false;
  const isWorkedOn = turns.some(
    ({ item, judges, plane }) => item.root === root && judges === undefined && plane !== 'learning',
  );
  if (own(index.roots, root) !== undefined || isWorkedOn) return false;
  const isOpen = (item: Item): boolean =>
    item.root === root && planeOf(state, itemKey(item.family, item.id)) !== 'learning';
  return !blockedItems(state).some(isOpen);
}

/** The target to judge now: the oldest open one whose lineage is drained. */
export const readyTarget = (state: SchedulerState): Target | undefined =>
  state.plan?.closes === true
    ? state.targets.find(({ state: how, root }) => how === 'open' && isDrained(state, root) && !isTaken(state, root))
    : undefined;

/** Roots whose own work comes before all other, oldest target first. */
export const preferredRoots = (state: SchedulerState): string[] =>
  state.targets.filter((target) => target.state === 'open').map((target) => target.root);

/** Work was done since the last verdict: another one makes sense, also when a person was asked before. */
export function noteWork(state: SchedulerState, root: string): MirrorEntry[] {
  const target = targetOf(state, root);
  if (target === undefined || (target.worked && target.state === 'open')) return [];
  set(target, { worked: true, state: 'open', reason: null });
  delete target.delivery?.passed;
  return [showTarget(state, target, null)];
}

export function closeTarget(step: WorkspaceStep, target: Target): void {
  const { state, at } = step;
  show(step, showTarget(state, target, at));
  state.targets = state.targets.filter((other) => other !== target);
}

/** It waits for a person, or for work of its lineage. */
export function parkTarget(step: WorkspaceStep, target: Target, reason: string): void {
  set(target, { state: 'parked', reason });
  show(step, showTarget(step.state, target, null));
}

type TargetEntry = Extract<MirrorEntry, { kind: 'target' }>;

/** `closedAt`: ISO 8601; null while it is open. `as`: how it came to its end. */
export function showTarget(
  state: SchedulerState,
  target: Target,
  closedAt: string | null,
  as: 'closed' | 'withdrawn' = 'closed',
): TargetEntry {
  const { root, sha256, openedAt, reason, rounds, worked, story, delivery } = target;
  const shown = closedAt === null ? target.state : as;
  const more = { ...storyField(story), ...(delivery === undefined ? {} : { delivery: { ...delivery } }) };
  const value = { root, sha256, openedAt, closedAt, state: shown, reason, rounds, worked, ...more };
  return { kind: 'target', order: [state.seq + 1, state.targets.indexOf(target) + 1], value };
}

/** More than all targets of a workspace. */
const AFTER_ALL = 500_000;

/** As `showTarget`, for what follows a change once that has its number: newer than what the change showed, older than what the next one shows. */
export const showFollowing = (state: SchedulerState, target: Target): TargetEntry => ({
  ...showTarget(state, target, null),
  order: [state.seq, AFTER_ALL + state.targets.indexOf(target)],
});
